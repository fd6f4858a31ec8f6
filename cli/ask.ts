// Puts a run's question to the person. Questions go to stderr, so that stdout stays what a program reads.
import { createInterface } from "node:readline/promises";
import type { Ask } from "../app/drive.ts";
import type { Edge } from "./edge.ts";
import { stripControl } from "./view/text.ts";

/** Somebody sits there: both ends are a terminal, and stdout is not for a program. */
export const isInteractive = ({ stdin, stdout }: Edge, json: boolean | undefined): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && json !== true;

/**
 * Without a terminal an example is not asked for, and an approval is read from stdin (`echo yes | hydra run … --approve`);
 * where that is at its end, nobody is there. `stdinUsed`: the task itself came from there.
 */
export const makeAsk =
  (edge: Edge, { json, stdinUsed, pause }: { json: boolean; stdinUsed: boolean; pause: () => void }): Ask =>
  async ({ kind, question, detail }, { signal }) => {
    const interactive = isInteractive(edge, json);
    if (!interactive && kind === "example") return "";
    if (stdinUsed) return null;
    pause();
    edge.stderr.write(`\n${stripControl(detail)}\n${stripControl(question)} `);
    return readAnswer(edge, signal);
  };

const readAnswer = async ({ stdin }: Edge, signal: AbortSignal): Promise<string | null> => {
  const lines = createInterface({ input: stdin });
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  try {
    const next = lines[Symbol.asyncIterator]().next();
    const line = await Promise.race([next, stopped]);
    return line === null || line.done === true ? null : line.value;
  } finally {
    lines.close();
    stdin.pause();
  }
};
