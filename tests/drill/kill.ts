// The kill drill: a real process runs a demo, is killed with -9 as soon as its n-th step has ended, and another goes on.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { RunResult } from "../../core/contract.ts";
import type { EventRecord } from "../../core/events.ts";

const cli = join(import.meta.dirname, "../../bin/hydra.mjs");
const pollMs = 3;
const patienceMs = 120_000;

export interface Drill {
  readonly before: readonly EventRecord[];
  /** What the resumed process added. */
  readonly after: readonly EventRecord[];
  readonly result: RunResult;
  /** Files that were there when it was killed, and changed afterwards although their content did not. */
  readonly rewritten: readonly string[];
}

/** Where a drill takes place: an empty folder, and a PostgreSQL server where it is not to be PGlite. */
export interface Ground {
  readonly home: string;
  readonly postgresUrl?: string;
}

const start = (args: readonly string[], { home, postgresUrl }: Ground): ChildProcess =>
  spawn(process.execPath, [cli, ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      HYDRA_HOME: join(home, ".hydra"),
      HYDRA_DATA: join(tmpdir(), "hydra-drill-data"),
      HYDRA_SANDBOX: "wasm",
      ...(postgresUrl === undefined ? {} : { HYDRA_POSTGRES_URL: postgresUrl }),
    },
    cwd: home,
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Runs a command to its end; its stdout. */
const finish = async (args: readonly string[], ground: Ground): Promise<string> => {
  const child = start(args, ground);
  let out = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, "close");
  if (out === "") throw new Error(`hydra ${args.join(" ")} said nothing: ${errors}`);
  return out;
};

const readEvents = (home: string, thread: string): EventRecord[] => {
  const file = join(home, ".hydra/demo/runs", thread, "events.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.slice(0, -1).flatMap((line) => {
    try {
      return [JSON.parse(line) as EventRecord];
    } catch {
      return [];
    }
  });
};

export const stepsOf = (events: readonly EventRecord[]): number =>
  events.filter(({ event }) => event.type === "step-end").length;

/** The run as it is when nobody kills it. */
export const undisturbed = async (
  demo: string,
  ground: Ground,
): Promise<{ result: RunResult; events: EventRecord[] }> => {
  await finish(["demo", demo, "--thread", "undisturbed", "--json"], ground);
  const result = JSON.parse(await finish(["show", "undisturbed", "--json"], ground)) as RunResult;
  return { result, events: readEvents(ground.home, "undisturbed") };
};

/** Killed when `steps` steps have ended, then resumed. */
export const killAfter = async (demo: string, steps: number, ground: Ground): Promise<Drill> => {
  const { home } = ground;
  const thread = `killed-after-${steps}`;
  const child = start(["demo", demo, "--thread", thread, "--json"], ground);
  const closed = once(child, "close");
  const deadline = Date.now() + patienceMs;
  while (stepsOf(readEvents(home, thread)) < steps && child.exitCode === null && Date.now() < deadline) {
    await wait(pollMs);
  }
  child.kill("SIGKILL");
  await closed;
  const before = readEvents(home, thread);
  const files = filesOf(join(home, ".hydra/demo/runs", thread), before);
  const result = JSON.parse(await finish(["resume", thread, "--json"], ground)) as RunResult;
  const rewritten = files.filter(({ path, content, inode }) => {
    const now = readFileSync(path, "utf8");
    return now === content && statSync(path).ino !== inode;
  });
  return {
    before,
    after: readEvents(home, thread).slice(before.length),
    result,
    rewritten: rewritten.map(({ path }) => path),
  };
};

const filesOf = (folder: string, events: readonly EventRecord[]) => {
  const names = ["spec.md", "plan.md", "tasks.md", "report.md"];
  return (events.length === 0 ? [] : names)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, content: readFileSync(path, "utf8"), inode: statSync(path).ino }));
};

/** What was finished, and so kept, before the kill and was done again after it. */
export const doneTwice = ({ before, after }: Pick<Drill, "before" | "after">): string[] => {
  const finished = before.flatMap((record) => endOf(record) ?? []);
  return after.flatMap((record) => {
    const started = startOf(record);
    return started !== null && finished.some((end) => started.startsWith(end)) ? [started] : [];
  });
};

/** An event that comes after its result was stored, as the start of what must not be begun again. */
const endOf = ({ event }: EventRecord): string | null => {
  switch (event.type) {
    case "check-end":
      return `check ${event.subtask}/${event.candidate}/${event.round}`;
    case "candidate-end":
      return `model ${event.subtask}/draft/${event.candidate}`;
    case "repair-end":
      return `model ${event.subtask}/repair/${event.candidate}/${event.round}`;
    case "review-end":
      return `model ${event.subtask}/review/${event.reviewer}/${event.candidate}`;
    case "step-end":
      if (event.step === "plan") return "model plan";
      return ["approaches", "tests", "duel"].includes(event.step)
        ? `model ${event.subtask}/${event.step}`
        : null;
    default:
      return null;
  }
};

const startOf = ({ event }: EventRecord): string | null => {
  if (event.type === "model-start") return `model ${event.key}`;
  return event.type === "check-start" ? `check ${event.subtask}/${event.candidate}/${event.round}` : null;
};
