// A small recording on disk, and the task that it answers.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { loadRecording, type Recording } from "../../../evals/recordings/recording.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";

const preamble = "from typing import List\n\ndef helper(x):\n    return x\n\n";

export const task: CodeTask = {
  id: "T/1",
  language: "python",
  prompt: `${preamble}def double(x: int) -> int:\n    """ Twice the number. """\n`,
  entryPoint: "double",
  preamble,
  shown: null,
};

export const scratch = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "hydra-recording-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

/** Files by name; rows are written as JSON, texts as they are, gzipped where the name ends so. */
export const folderOf = async (
  files: Readonly<Record<string, string | readonly object[]>>,
): Promise<string> => {
  const folder = join(await scratch(), "tiny");
  await mkdir(folder);
  for (const [name, content] of Object.entries(files)) {
    const text =
      typeof content === "string" ? content : content.map((row) => `${JSON.stringify(row)}\n`).join("");
    await writeFile(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
  }
  return folder;
};

export const row = (model: string, sample: number, rest: object = {}) => ({
  task_id: task.id,
  model,
  sample,
  completion: `    return "${model}${sample}"\n`,
  ...rest,
});

export const samples = (model: string, count: number) =>
  Array.from({ length: count }, (_, sample) => row(model, sample));

export const recordingOf = async (
  solutions: readonly object[],
  tests: readonly object[] = [],
): Promise<Recording> =>
  loadRecording(
    await folderOf({
      "solutions.jsonl": solutions,
      "tests.jsonl": tests.map((rest) => ({ task_id: task.id, ...rest })),
    }),
  );
