// The second of two related demos, in one home and on real parts, recalls what the first one taught, and says so wherever it shows.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDemo } from "../../../app/demo.ts";
import { loadDemo } from "../../../app/demo/catalogue.ts";
import { compileSwarm } from "../../../app/swarm.ts";
import { wire } from "../../../app/wire/wire.ts";
import { plainLine } from "../../../cli/view/plain.ts";
import type { EventRecord } from "../../../core/events.ts";
import { parseSettings } from "../../../core/settings.ts";
import { temporaryFolder } from "../../support/databases.ts";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const run = async (name: string) => {
  const events: EventRecord[] = [];
  const data = join(folder, "data");
  const env = { HYDRA_SANDBOX: "wasm" };
  const config = parseSettings({ flags: {}, env, yaml: null, cwd: folder, userDataDir: data });
  const { result } = await runDemo(
    { demo: await loadDemo(name), thread: null, cwd: folder },
    { config, home: join(folder, "home"), data, workdir: null, models: "none" },
    {
      wire,
      compileSwarm,
      ask: async () => null,
      signal: new AbortController().signal,
      onEvent: (record) => void events.push(record),
      versions: { hydra: "0", node: "24" },
      holder: "test",
    },
  );
  const of = <T extends EventRecord["event"]["type"]>(type: T) =>
    events.flatMap(({ event }) =>
      event.type === type ? [event as Extract<EventRecord["event"], { type: T }>] : [],
    );
  return {
    of,
    lines: events.flatMap((record) => plainLine(record) ?? []),
    report: await readFile(result.report, "utf8"),
  };
};

test("roman-reader after roman-numerals", async () => {
  const first = await run("roman-numerals");
  expect(first.of("recall-end")).toEqual([]);
  const [lesson] = first.of("learn-end").flatMap(({ stored }) => stored);
  expect(lesson).toMatchObject({ kind: "pattern" });

  // Nothing that one is about.
  expect((await run("school-round")).of("recall-end")).toEqual([]);

  const second = await run("roman-reader");
  expect(second.of("recall-end")).toMatchObject([{ trigger: "task", items: [{ id: lesson?.id }] }]);
  expect(second.lines.join("\n")).toContain(`[SCRIPTED] recalled pattern ${lesson?.id.slice(0, 8)}`);
  expect(second.report).toContain(`recalled pattern ${lesson?.id}`);
  expect(second.of("learn-end").flatMap(({ stored }) => stored)).toHaveLength(1);

  const again = await run("roman-numerals");
  expect(again.of("learn-end")).toMatchObject([
    { stored: [], left: [expect.stringContaining("repeats what was recalled")] },
  ]);
});
