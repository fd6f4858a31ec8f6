// What each size comes to, with intervals over questions, as an object and as a table.
import type { Embedder } from "../../core/indexes.ts";
import { figureOf, resampledRatios, resampleTasks } from "../figures/bootstrap.ts";
import type { Figure } from "../figures/schema.ts";
import type { Cover } from "./measures.ts";
import type { SpanSet } from "./questions.ts";
import type { SizeOutcome } from "./run-chunking.ts";

interface Context {
  readonly set: SpanSet;
  readonly embedder: Embedder;
  readonly top: number;
  readonly characters: number;
  readonly shipped: number;
  readonly command: string;
  readonly commit: string;
}

export const resultOf = (outcomes: readonly SizeOutcome[], context: Context) => ({
  questions: context.set.questions.length,
  documents: context.set.documents.length,
  leftOut: context.set.leftOut,
  top: context.top,
  characters: context.characters,
  shipped: context.shipped,
  sizes: outcomes.map(({ targetCharacters, chunks, meanCharacters, atTop, atCharacters }) => ({
    targetCharacters,
    chunks,
    meanCharacters,
    atTop: figuresOf(atTop),
    atCharacters: figuresOf(atCharacters),
  })),
  stages: context.embedder.kind === "semantic" ? "keyword and vector" : "keyword",
  embedder: { ...context.embedder.identity, kind: context.embedder.kind },
  command: context.command,
  commit: context.commit,
});

type ChunkingResult = ReturnType<typeof resultOf>;

export const tableOf = (result: ChunkingResult): string => {
  const { sizes, top, characters, shipped } = result;
  return [
    `${result.questions} questions over ${result.documents} documents${result.leftOut === 0 ? "" : `, ${result.leftOut} left out`}; found by ${result.stages}`,
    "shares of characters, with 95% bootstrap intervals over questions",
    ...sizes.flatMap((size) => [
      `${size.targetCharacters} characters${size.targetCharacters === shipped ? " (shipped)" : ""}: ${size.chunks} pieces of ${size.meanCharacters} on average`,
      `  best ${String(top).padEnd(6)} pieces      ${line(size.atTop)}`,
      `  best ${String(characters).padEnd(6)} characters  ${line(size.atCharacters)}`,
    ]),
    `made by: ${result.command}`,
    `at commit ${result.commit}`,
  ].join("\n");
};

const line = ({ recall, precision, iou }: Record<keyof Cover, Figure>): string =>
  `recall ${shown(recall)}  precision ${shown(precision)}  IoU ${shown(iou)}`;

const shown = ({ value, low, high }: Figure): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

const figuresOf = (covers: readonly Cover[]): Record<keyof Cover, Figure> => ({
  recall: figureFor(covers.map(({ recall }) => recall)),
  precision: figureFor(covers.map(({ precision }) => precision)),
  iou: figureFor(covers.map(({ iou }) => iou)),
});

const figureFor = (values: readonly number[]): Figure => {
  const ones = new Float64Array(values.length).fill(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const resampling = resampleTasks(values.length, { name: "questions" });
  return figureOf(mean, resampledRatios(resampling, Float64Array.from(values), ones));
};
