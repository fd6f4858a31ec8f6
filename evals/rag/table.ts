// A result for people.
import type { Figure } from "../figures/schema.ts";
import type { Abstention, RagResult } from "./result.ts";

export const tableOf = ({ sets, note, embedder }: RagResult): string =>
  [
    ...sets.flatMap(({ dataset, documents, questions, answerable, leftOut, auc, abstention, shipped }) => [
      `${dataset}: ${questions} questions (${answerable} answerable) over ${documents} documents${leftOutText(leftOut)}`,
      `  AUC of "answerable"    ${figure(auc)}; by the shipped weights ${figure(shipped.auc)}`,
      `  refused                ${refusals(abstention)}`,
      `  by the shipped weights ${refusals(shipped.abstention)}`,
      ...Object.entries(shipped.grades).map(
        ([label, counts]) =>
          `  ${label.padEnd(22)} ${Object.entries(counts)
            .map(([grade, count]) => `${grade} ${count}`)
            .join(", ")}`,
      ),
    ]),
    note,
    `vectors: ${embedder.model}${embedder.kind === "lexical" ? " (LEXICAL: hashed words, no meaning)" : ""}; no model was asked`,
  ].join("\n");

const refusals = ({ refused, precision, recall }: Abstention): string =>
  precision === null ? "none" : `${refused}: precision ${figure(precision)}, recall ${figure(recall)}`;

const figure = ({ value, low, high }: Figure): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

const leftOutText = (leftOut: Readonly<Record<string, number>>): string =>
  Object.entries(leftOut)
    .map(([label, count]) => `; ${count} ${label} left out`)
    .join("");
