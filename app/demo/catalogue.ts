// The demo's tasks: folders beside this file, each a request, a script of answers and the verdict that its evidence deserves.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Language, type SandboxTier, VerdictStatus } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";

/** The demo that `hydra demo` runs without a name. */
export const firstDemo = "roman-numerals";

const DemoFile = z.strictObject({
  title: z.string(),
  /** What there is to be seen, in one sentence. */
  about: z.string(),
  language: Language,
  options: z.strictObject({ k: z.number().int().min(1).max(9) }),
  /** Files of the folder that are handed over as `--test`. */
  tests: z.array(z.string()).default([]),
  /** A folder of the folder: the project in which the task is set. */
  workspace: z.string().optional(),
  expected: z.strictObject({
    verdict: VerdictStatus,
    /** In a sandbox without a shell, where the workspace's own test command can't run. Default: the same. */
    withoutShell: VerdictStatus.optional(),
    /** By subtask: the candidates that may win, where one should. */
    winners: z.record(z.string(), z.array(z.string())),
    /** By subtask and candidate, as a person found it by running them; the answers never say. */
    candidates: z.record(
      z.string(),
      z.record(z.string(), z.enum(["right", "wrong", "repaired", "unusable"])),
    ),
  }),
});

export interface Demo extends Omit<z.infer<typeof DemoFile>, "tests" | "workspace"> {
  readonly name: string;
  /** The request as a person would type it. */
  readonly task: string;
  /** Absolute paths. */
  readonly tests: readonly string[];
  readonly workspace: string | null;
  /** What the scripted model says to a `ChatRequest.key`; null where nothing is written for it. */
  readonly reply: (key: string) => Promise<string | null>;
}

/** The first one first, the others by name. */
export const listDemos = async (): Promise<Demo[]> => Promise.all((await demoNames()).map(readDemo));

/** Throws `BAD_INPUT` for a name that is none. */
export const loadDemo = async (name: string): Promise<Demo> => {
  const names = await demoNames();
  if (names.includes(name)) return readDemo(name);
  throw new HydraError("BAD_INPUT", `There is no demo called "${name}".`, {
    fix: `Take one of: ${names.join(", ")}.`,
    details: { names },
  });
};

/** What the evidence deserves where it was gathered. */
export const expectedVerdict = (
  { verdict, withoutShell }: Demo["expected"],
  tier: SandboxTier,
): VerdictStatus => (tier === "wasm" ? (withoutShell ?? verdict) : verdict);

/** Beside this file, in the sources as in `dist`. */
const tasks = join(import.meta.dirname, "tasks");

const demoNames = async (): Promise<string[]> => {
  const names = (await readdir(tasks)).toSorted();
  return [firstDemo, ...names.filter((name) => name !== firstDemo)];
};

const readDemo = async (name: string): Promise<Demo> => {
  const folder = join(tasks, name);
  const file = DemoFile.parse(JSON.parse(await readFile(join(folder, "demo.json"), "utf8")));
  return {
    ...file,
    name,
    task: (await readFile(join(folder, "task.md"), "utf8")).trim(),
    tests: file.tests.map((path) => join(folder, path)),
    workspace: file.workspace === undefined ? null : join(folder, file.workspace),
    reply: (key) => readReply(join(folder, "replies"), key),
  };
};

/** Keys come from plans, which a person may edit: only plain names lead to a file. */
const plainKey = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*$/u;

const readReply = async (replies: string, key: string): Promise<string | null> => {
  if (!plainKey.test(key)) return null;
  return (await readIfThere(join(replies, `${key}.md`))) ?? readIfThere(join(replies, `${key}.json`));
};

const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
};
