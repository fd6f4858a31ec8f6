// A sandbox that remembers: what a program did on a test is kept by content (program × test × tier), so that asking again
// costs nothing and gives the same answer. Only what is not known yet is run, all of it in one go.
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CheckJob, CheckResult, Sandbox, TestOutcome } from "../../core/ports.ts";
import type { Value } from "../../core/values.ts";

interface RememberOptions {
  /** One small file per program, each written whole or not at all. */
  readonly folder: string;
  /** Changes whenever the same program could be judged otherwise; what was kept under another version is not used. */
  readonly version: string;
}

/** `durationMs` of an answer is what its parts took when they were first run. */
export const rememberResults = (sandbox: Sandbox, { folder, version }: RememberOptions): Sandbox => {
  const turns = new Map<string, Promise<unknown>>();
  const salt = [version, sandbox.identity.tier, sandbox.identity.detail];

  const checkOnce = async (key: string, job: CheckJob, options: { signal: AbortSignal }) => {
    const path = join(folder, key.slice(0, 2), `${key}.json`);
    const known = readRecord(path);
    const tests = job.tests.filter((test) => known.tests[testKey(test)] === undefined);
    const calls = job.calls.filter((call) => known.calls[digest(call)] === undefined);
    const due = isEmpty(job) ? known.empty === undefined : !isEmpty({ tests, calls });
    if (!due) return compose(job, known);
    const result = await sandbox.check({ ...job, tests, calls }, options);
    const record = extend(known, { tests, calls }, result);
    await writeWhole(path, JSON.stringify(record));
    return compose(job, record);
  };

  return {
    ...sandbox,
    check: async (job, options) => {
      const files = job.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      const key = digest([salt, job.language, files, job.limits ?? null]);
      // One after the other for each program: two that want the same test at once would both run it.
      const turn = (turns.get(key) ?? Promise.resolve()).then(() => checkOnce(key, job, options));
      const settled = turn.catch(() => undefined);
      turns.set(key, settled);
      try {
        return await turn;
      } finally {
        if (turns.get(key) === settled) turns.delete(key);
      }
    },
  };
};

/** One run of the program. */
interface Batch extends Pick<CheckResult, "status" | "output" | "error" | "durationMs"> {
  readonly items: number;
}

interface Known<T> {
  /** Index into `Record.batches`. */
  readonly batch: number;
  readonly found: T;
}

interface Remembered {
  readonly batches: readonly Batch[];
  /** A test file has several outcomes; their ids go on behind the test's own. */
  readonly tests: Readonly<Record<string, Known<readonly TestOutcome[]>>>;
  readonly calls: Readonly<Record<string, Known<Value>>>;
  /** The batch of a job without tests and calls; what other jobs ran does not answer it. */
  readonly empty: number | undefined;
}

const nothing: Remembered = { batches: [], tests: {}, calls: {}, empty: undefined };

const extend = (
  known: Remembered,
  { tests, calls }: Pick<CheckJob, "tests" | "calls">,
  { outcomes, calls: values, ...batch }: CheckResult,
): Remembered => {
  const index = known.batches.length;
  const ofTest = (id: string) =>
    outcomes
      .filter((one) => one.id === id || one.id.startsWith(`${id}::`))
      .map((one) => ({ ...one, id: one.id.slice(id.length) }));
  return {
    batches: [...known.batches, { ...batch, items: Math.max(1, tests.length + calls.length) }],
    tests: {
      ...known.tests,
      ...Object.fromEntries(tests.map((test) => [testKey(test), { batch: index, found: ofTest(test.id) }])),
    },
    calls: {
      ...known.calls,
      ...Object.fromEntries(
        calls.map((call, at) => [digest(call), { batch: index, found: values[at] ?? ["x"] }]),
      ),
    },
    empty: isEmpty({ tests, calls }) ? index : known.empty,
  };
};

const compose = (job: CheckJob, record: Remembered): CheckResult => {
  const tests = job.tests.map((test) => ({ id: test.id, ...record.tests[testKey(test)] }));
  const calls = job.calls.map((call) => record.calls[digest(call)]);
  const asked = isEmpty(job) ? [record.empty] : [...tests, ...calls].map((part) => part?.batch);
  const parts = asked.map((batch) => batch ?? 0);
  const used = record.batches.filter((_, index) => parts.includes(index));
  const worst = used.find(({ status }) => status !== "ok") ?? used[0];
  const share = (batch: Batch) => parts.filter((part) => record.batches[part] === batch).length / batch.items;
  return {
    status: worst?.status ?? "ok",
    outcomes: tests.flatMap(({ id, found }) =>
      (found ?? []).map((one) => ({ ...one, id: `${id}${one.id}` })),
    ),
    calls: calls.map((call) => call?.found ?? ["x"]),
    output: worst?.output ?? "",
    ...(worst?.error === undefined ? {} : { error: worst.error }),
    durationMs: Math.round(used.reduce((sum, batch) => sum + batch.durationMs * share(batch), 0)),
  };
};

const isEmpty = ({ tests, calls }: Pick<CheckJob, "tests" | "calls">): boolean =>
  tests.length === 0 && calls.length === 0;

const testKey = ({ body }: CheckJob["tests"][number]): string => digest(body);

const digest = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);

/** A file that is torn or not ours is as good as none. It is small, and read at once in a fifth of the time. */
const readRecord = (path: string): Remembered => {
  try {
    const read = JSON.parse(readFileSync(path, "utf8")) as Remembered | null;
    const whole =
      Array.isArray(read?.batches) && [read.tests, read.calls].every((part) => Object(part) === part);
    return whole ? read : nothing;
  } catch {
    return nothing;
  }
};

const writeWhole = async (path: string, content: string): Promise<void> => {
  const temporary = `${path}.${randomBytes(4).toString("hex")}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(temporary, content);
  await rename(temporary, path);
};
