// How a hidden test is known without having it: salted hashes of what its lines begin with. The grader's process makes them,
// ours looks for them.
import { createHash } from "node:crypto";
import type { Loaded } from "../suites/form.ts";

export interface Marks {
  readonly salt: string;
  readonly hashes: string[];
}

/**
 * Of HumanEval's form alone, where tests call the program `candidate`: who tests it otherwise calls it by its name. Where
 * hidden tests do that too (MBPP, HumanEval-X), a model that tests well writes the same lines, so those suites have nothing
 * but the canary. A line counts from that call on, if it goes on for 40 characters without whitespace and backslashes and no
 * task shows it. A model that knows `check(candidate)` by heart and recites it raises the alarm as well.
 */
export const marksOf = (tasks: readonly Loaded[], salt: string): Marks => {
  const shown = tasks.map(({ task }) => `${task.prompt}\n${task.shown ?? ""}`).join("\n");
  const known = new Set(startsIn(shown));
  const hidden = tasks
    .filter(({ task }) => task.entryPoint !== "candidate")
    .flatMap((one) => one.hidden.content.split("\n").flatMap(startsIn));
  const starts = [...new Set(hidden)].filter((start) => !known.has(start));
  return { salt, hashes: starts.slice(0, mostMarks).map((start) => hash(salt, start)) };
};

/** Whether a text holds one of these lines, as it is or in JSON, however deep. */
export const makeWatch = ({ salt, hashes }: Marks): ((text: string) => boolean) => {
  const marked = new Set(hashes);
  return (text) => marked.size > 0 && startsIn(text).some((start) => marked.has(hash(salt, start)));
};

const mostMarks = 4_000;
const startCharacters = 40;
const call = "candidate(";

const startsIn = (text: string): string[] => {
  if (!text.includes(call)) return [];
  const squeezed = text.replaceAll(/\\+[nrt]|[\s\\]+/gu, "");
  const starts: string[] = [];
  for (let at = squeezed.indexOf(call); at !== -1; at = squeezed.indexOf(call, at + 1)) {
    const start = squeezed.slice(at, at + startCharacters);
    if (start.length === startCharacters) starts.push(start);
  }
  return starts;
};

const hash = (salt: string, text: string): string =>
  createHash("sha256")
    .update(salt + text)
    .digest("hex");
