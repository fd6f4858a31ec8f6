// Every demo on the real graphs, database and npm-only sandbox: the verdict that its evidence deserves, and each candidate
// as a person found it to be.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDemo } from "../../../app/demo.ts";
import { type Demo, expectedVerdict, listDemos } from "../../../app/demo/catalogue.ts";
import { demoHome } from "../../../app/homes.ts";
import { compileSwarm } from "../../../app/swarm.ts";
import { wire } from "../../../app/wire/wire.ts";
import type { RunResult } from "../../../core/contract.ts";
import type { EventRecord } from "../../../core/events.ts";
import { parseSettings } from "../../../core/settings.ts";

const demos = await listDemos();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-demo-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(demos)("$name: $expected.verdict", async (demo) => {
  const { result, asExpected, events } = await run(demo);
  const { verdict, reasons } = result;
  expect({ verdict, reasons }).toMatchObject({ verdict: expectedVerdict(demo.expected, "wasm") });
  expect(winnersOf(result)).toEqual(
    expect.objectContaining(mapValues(demo.expected.winners, (names) => expect.toBeOneOf(names))),
  );
  expect(asExpected).toBe(true);
  expect(misjudged(demo, result)).toEqual([]);

  expect(result.model.kind).toBe("scripted");
  expect([...new Set(events.map(({ model }) => model))]).toEqual(["scripted"]);
  expect(await readFile(result.report, "utf8")).toContain("SCRIPTED");
  const duels = events.flatMap(({ event }) => (event.type === "duel-end" ? [event] : []));
  expect(duels).toEqual(duelsOf[demo.name] ?? []);
  expect(unanswered(events).filter((key) => !mayBeSilent.test(key))).toEqual([]);
});

/** Only where the finalists stand level: the input on which they differ, and whom the jurors' choice makes of it. */
const duelsOf: Record<string, unknown> = {
  "busy-blocks": [
    {
      type: "duel-end",
      subtask: "main",
      input: "busyBlocks([[540, 600], [600, 660]])",
      winner: expect.toBeOneOf(["conservative", "aggressive"]),
    },
  ],
};

const run = async (demo: Demo) => {
  const events: EventRecord[] = [];
  const data = join(folder, "data");
  const config = parseSettings({
    flags: {},
    env: { HYDRA_SANDBOX: "wasm" },
    yaml: null,
    cwd: folder,
    userDataDir: data,
  });
  const home = join(folder, "home");
  const { result, asExpected } = await runDemo(
    { demo, thread: demo.name, cwd: folder },
    { config, home, data, workdir: null, models: "none" },
    {
      wire,
      compileSwarm,
      ask: () => Promise.reject(new Error("a demo asked a question")),
      signal: new AbortController().signal,
      onEvent: (record) => events.push(record),
      holder: "a test",
      versions: { hydra: "test", node: process.version },
    },
  );
  expect(result.folder.startsWith(demoHome(home))).toBe(true);
  return { result, asExpected, events };
};

const winnersOf = (result: RunResult) =>
  Object.fromEntries(result.subtasks.flatMap(({ id, winner }) => (winner === null ? [] : [[id, winner]])));

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Candidates of which the run saw something else than the person who ran them by hand. */
const misjudged = (demo: Demo, result: RunResult): string[] =>
  result.subtasks.flatMap(({ id, candidates }) =>
    candidates.flatMap(({ id: name, unusable, repairs, trusted }) => {
      const state = demo.expected.candidates[id]?.[name];
      const failed = trusted.passed < trusted.total;
      const asSeen = {
        right: unusable === null && !failed && repairs === 0,
        repaired: unusable === null && !failed && repairs > 0,
        // Where no trusted test tells, nothing but a duel can.
        wrong: unusable === null && (failed || noTrustedTells.has(`${demo.name}/${id}`)),
        unusable: unusable !== null,
      };
      return state !== undefined && asSeen[state] ? [] : [`${id}/${name} is ${state ?? "unknown"}`];
    }),
  );

const noTrustedTells = new Set(["busy-blocks/main", "notes-api/store"]);

const unanswered = (events: readonly EventRecord[]): string[] =>
  events.flatMap(({ event }) => (event.type === "model-end" && event.failure !== null ? [event.key] : []));

/** A second repair of a candidate that stays as it is. */
const mayBeSilent = /\/repair\/[\w-]+\/2$/u;
