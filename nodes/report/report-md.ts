// report.md: what was asked, what came out and why, for a person. Everything in it comes from the state.
import type { Score, SubtaskResult, Verdict } from "../../core/domain.ts";
import type { ChatModel, Sandbox } from "../../core/ports.ts";
import type { Acceptance } from "../../core/state.ts";

export interface ReportParts {
  readonly task: string;
  readonly verdict: Verdict;
  readonly results: readonly SubtaskResult[];
  readonly acceptance: Acceptance | null;
  readonly files: readonly string[];
  readonly shown: readonly string[];
  readonly edits: readonly string[];
  readonly model: ChatModel["identity"];
  readonly sandbox: Sandbox["identity"];
  readonly spent: { readonly tokens: number; readonly seconds: number; readonly steps: number };
}

export const renderReport = (parts: ReportParts): string =>
  [
    `# ${title(parts.verdict)}`,
    "",
    parts.model.kind === "live"
      ? ""
      : `> **${parts.model.kind.toUpperCase()}**: no model was asked. The answers were ${parts.model.kind === "scripted" ? "written for this demonstration" : "recorded earlier"}; graphs, sandbox, database and votes are real.\n`,
    quote(parts.task),
    "## Why",
    "",
    ...parts.verdict.reasons.map((reason) => `- ${reason}`),
    ...parts.verdict.failingExamples.map((example) => `- does not satisfy the example: ${example}`),
    "",
    ...parts.results.map(renderResult),
    "## Accepted",
    "",
    parts.acceptance?.detail ?? "Nothing was put together.",
    "",
    "## Files",
    "",
    ...(parts.files.length === 0 ? ["None."] : parts.files.map((file) => `- [${file}](files/${file})`)),
    "",
    "## What the workers were shown",
    "",
    ...(parts.shown.length === 0 ? ["Only the task."] : parts.shown.map((item) => `- ${item}`)),
    ...(parts.edits.length === 0 ? [] : ["", `Edited by a person and read back: ${parts.edits.join(", ")}.`]),
    "",
    "## With what",
    "",
    `- Models (${parts.model.kind}): ${modelLine(parts.model.roles)}`,
    `- Sandbox: ${parts.sandbox.tier} (${parts.sandbox.detail})`,
    `- Spent: ${parts.spent.tokens} tokens, ${parts.spent.steps} model calls, ${parts.spent.seconds.toFixed(1)} s`,
    "",
  ].join("\n");

const title = (verdict: Verdict): string =>
  verdict.status === "probable"
    ? `Probable${verdict.probability === null ? "" : ` (${Math.round(verdict.probability * 100)}%)`}`
    : { verified: "Verified", unsolved: "Unsolved" }[verdict.status];

const renderResult = (result: SubtaskResult): string =>
  [
    `## ${result.title} (${result.id}, ${result.language}): ${result.verdict.status}`,
    "",
    "| candidate | approach | trusted | QA's tests | behaves like | repairs | |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...result.candidates.map(
      (candidate) =>
        `| ${candidate.id === result.verdict.winner ? `**${candidate.id}**` : candidate.id} | ${cell(candidate.plan)} | ${score(candidate.trusted)} | ${score(candidate.untrusted)} | ${candidate.cluster ?? "–"} | ${candidate.rounds} | ${cell(candidate.unusable ?? "")} |`,
    ),
    "",
    ...result.candidates.flatMap(({ id, failures }) =>
      failures.map(({ test, status, message }) => `- ${id}: \`${cell(test)}\` ${status}: ${cell(message)}`),
    ),
    "",
    ...(result.duel?.input === null || result.duel === null
      ? []
      : [
          `Duel on \`${result.duel.input}\`: ${Object.entries(result.duel.outputs)
            .map(([id, output]) => `${id} gives \`${output}\``)
            .join(
              ", ",
            )}. Jurors: ${result.duel.votes.map((vote) => `${vote.juror} ${vote.choice ?? "abstains"}`).join(", ")}.`,
          "",
        ]),
  ].join("\n");

const score = ({ passed, total }: Score): string => `${passed}/${total}`;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const quote = (text: string): string =>
  `${text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")}\n`;
const modelLine = (roles: Readonly<Record<string, string>>): string => {
  const names = [...new Set(Object.values(roles))];
  return names.length === 1
    ? (names[0] ?? "none")
    : Object.entries(roles)
        .map(([role, model]) => `${role}: ${model}`)
        .join(", ");
};
