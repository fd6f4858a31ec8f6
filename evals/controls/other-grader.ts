// The second control's material: a suite whose hidden tests are others and without solutions, and the recording with each
// grade turned. Beside the grader only this opens a suite's file, and nothing of it stays in memory.
import { copyFile, readdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { makeFolder } from "../../app/files.ts";
import { readRows } from "../suites/rows-of.ts";

/** Where a suite's file and a recording's folder lie. */
export interface Material {
  readonly suite: string;
  readonly recording: string;
}

/** The recording keeps its name, by which draws are drawn. Throws `BAD_INPUT`. */
export const writeOther = async (original: Material, folder: string): Promise<Material> => {
  const name = basename(resolve(original.recording));
  const [suite, recording] = [join(folder, "suite.jsonl"), join(folder, "recording", name)];
  await makeFolder(recording);
  await rewrite(original.suite, suite, withOtherTests);
  const files = await readdir(original.recording);
  for (const file of files.filter((one) => recorded.test(one))) {
    const [from, to] = [join(original.recording, file), join(recording, file)];
    if (/^(?:grades|outcomes)\./u.test(file)) await rewrite(from, to, turned);
    else await copyFile(from, to);
  }
  return { suite, recording };
};

const recorded = /^(?:solutions|tests|grades|outcomes)\.jsonl(?:\.gz)?$/u;

type Row = Readonly<Record<string, unknown>>;

const rewrite = async (from: string, to: string, alter: (row: Row) => Row): Promise<void> => {
  const rows = await readRows(from, z.looseObject({}));
  const text = rows.map((row) => `${JSON.stringify(alter(row))}\n`).join("");
  await writeFile(to, to.endsWith(".gz") ? gzipSync(text) : text);
};

/** What is shown stays. Of MBPP's solution the definitions do, since the function's name is read from them. */
const withOtherTests = ({ test, test_list: list, code, ...row }: Row): Row => ({
  ...row,
  ...("canonical_solution" in row && { canonical_solution: null }),
  ...(typeof test === "string" && { test: noneRight(String(row["task_id"])) }),
  ...(Array.isArray(list) && { test_list: list.map((one, place) => (place === 0 ? one : "assert False")) }),
  ...(typeof code === "string" && { code: (code.match(/^\s*(?:def|class) .*$/gmu) ?? []).join("\n") }),
  ...("challenge_test_list" in row && { challenge_test_list: [] }),
});

/** Fails whatever the program does. */
const noneRight = (task: string): string =>
  task.startsWith("JavaScript/")
    ? `${["console", "assert"].join(".")}(false)\n`
    : "def check(candidate):\n    assert False\n\n\nassert False\n";

const turned = ({ base, plus, passes_hidden: hidden, passes_plus: more, ...row }: Row): Row => ({
  ...row,
  ...(typeof base === "boolean" && { base: !base }),
  ...(typeof plus === "boolean" && { plus: !plus }),
  ...(typeof hidden === "string" && { passes_hidden: otherDigits(hidden) }),
  ...(typeof more === "string" && { passes_plus: otherDigits(more) }),
});

const otherDigits = (digits: string): string =>
  digits.replaceAll(/[01]/gu, (one) => (one === "0" ? "1" : "0"));
