// The live view as text: what is under way, candidates side by side, each with its row of test outcomes. Pure.
import type { OutcomeStatus, Score } from "../../core/domain.ts";
import type { CandidateView, SubtaskView, ViewState } from "./state.ts";
import { label, oneLine, short, stripControl } from "./text.ts";

const marks: Record<OutcomeStatus, string> = {
  passed: "✓",
  failed: "✗",
  error: "!",
  timeout: "⧗",
  missing: "?",
  unsupported: "–",
};

const matrixRows = 3;

/** Lines of at most `width` columns. */
export const render = (view: ViewState, width: number): string =>
  [
    [label(view.kind), view.thread, oneLine(view.task, width)].filter((part) => part !== "").join("  "),
    `${view.sandbox === "" ? "" : `${view.sandbox} sandbox · `}${spending(view)}`,
    ...(view.steps.length === 0 ? [] : [`now: ${[...new Set(view.steps)].join(", ")}`]),
    ...Object.entries(view.subtasks).flatMap(([id, subtask]) => renderSubtask(id, subtask, width)),
    ...view.notes.map((note) => `· ${note}`),
  ]
    .map((line) => fit(line, width))
    .join("\n");

const spending = ({ startedAt, now, limits, calls, tokens }: ViewState): string => {
  const under = Object.values(calls);
  const used = under.reduce((sum, call) => sum + call.tokens, tokens);
  const speed = under.reduce((sum, call) => sum + call.tokensPerSecond, 0);
  const seconds = (now - (startedAt ?? now)) / 1_000;
  const left =
    limits.seconds === null ? "" : ` (${Math.max(0, Math.round(limits.seconds - seconds))} s left)`;
  const limit = limits.tokens === null ? "" : ` of ${short(limits.tokens)}`;
  return `${Math.round(seconds)} s${left} · ${short(used)}${limit} tokens · ${speed.toFixed(0)} tokens/s`;
};

const renderSubtask = (id: string, subtask: SubtaskView, width: number): string[] => {
  const { title, tests, candidates, duel, winner, reasons, verdict, probability } = subtask;
  const chance = probability === null ? "" : ` ${Math.round(probability * 100)}%`;
  const state = verdict === null ? "" : ` → ${verdict}${chance}`;
  const counted = tests === null ? "" : ` (${tests.trusted} trusted, ${tests.untrusted} of QA's tests)`;
  return [
    "",
    `${verdict === null ? "▸" : "■"} ${id}: ${title}${counted}${state}`,
    ...sideBySide(Object.entries(candidates), winner, width),
    ...(duel === null ? [] : [`  duel: ${duel}`]),
    ...reasons.map((reason) => `  ${reason}`),
  ];
};

const sideBySide = (
  candidates: readonly (readonly [string, CandidateView])[],
  winner: string | null,
  width: number,
): string[] => {
  if (candidates.length === 0) return [];
  const column = Math.max(14, Math.floor((width - 2) / candidates.length));
  const cells = candidates.map(([id, candidate]) =>
    cell(id === winner ? `★ ${id}` : id, candidate, column - 2),
  );
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    `  ${cells.map((lines) => fit(lines[row] ?? "", column - 2).padEnd(column)).join("")}`.trimEnd(),
  );
};

const cell = (name: string, candidate: CandidateView, width: number): string[] => {
  const { stage, round, trusted, untrusted, outcomes, reviews } = candidate;
  const row = outcomes.map(({ status }) => marks[status]).join("");
  const rows = Array.from({ length: Math.min(matrixRows, Math.ceil(row.length / width)) }, (_, at) =>
    row.slice(at * width, (at + 1) * width),
  );
  return [
    name,
    round === 0 ? stage : `${stage} (repair ${round})`,
    scores(trusted, untrusted),
    ...rows,
    ...reviews.slice(-2),
  ];
};

const scores = (trusted: Score | null, untrusted: Score | null): string =>
  trusted === null || untrusted === null
    ? ""
    : `${trusted.passed}/${trusted.total} · QA ${untrusted.passed}/${untrusted.total}`;

/** Texts of models come through here: nothing in them breaks a line or steers the terminal. */
const fit = (line: string, width: number): string => {
  const clean = stripControl(line).replaceAll(/[\n\t]/gu, " ");
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(0, width - 1))}…`;
};
