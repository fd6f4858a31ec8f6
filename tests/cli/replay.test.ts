// A run's log is played back as it was shown; a log that was torn or edited ends nothing.
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { pauseBetween } from "../../app/memory/replay.ts";
import { addReplay } from "../../cli/commands/replay.ts";
import type { Edge } from "../../cli/edge.ts";
import type { EventRecord } from "../../core/events.ts";
import { makeTerminal } from "./edge.ts";

const played = async () => {
  const { run, world, cwd } = makeTerminal();
  const live = await run(["run", "a task", "--thread", "t1"]);
  const log = join(cwd, ".hydra/runs/t1/events.jsonl");
  const replay = async (...flags: string[]) => {
    let [stdout, stderr] = ["", ""];
    const edge = {
      argv: [],
      env: { HYDRA_DATA: world.data },
      cwd,
      stdout: { write: (text: string) => (stdout += text), isTTY: false },
      stderr: { write: (text: string) => (stderr += text) },
      signal: new AbortController().signal,
      userDataDir: world.data,
    } as unknown as Edge;
    const program = new Command().exitOverride();
    addReplay(program, edge, async (action) => void (await action()));
    await program.parseAsync(["replay", "t1", ...flags], { from: "user" });
    return { stdout, stderr };
  };
  return { live, log, replay };
};

test("the view is the one that was seen live, with the result at its end", async () => {
  const { live, replay } = await played();
  const { stdout, stderr } = await replay();
  expect(stdout).toBe(live.stdout);
  expect(stdout).toContain("planned: main");
  expect(stderr).toBe("");
});

test("programs get the lines as they were written", async () => {
  const { log, replay } = await played();
  expect((await replay("--json")).stdout).toBe(readFileSync(log, "utf8"));
});

test("lines that are no events, or events without their parts, are left out and counted", async () => {
  const { live, log, replay } = await played();
  const record = { seq: 99, at: 1, thread: "t1", model: "live", event: { type: "check-end" } };
  appendFileSync(log, `${JSON.stringify(record)}\n{"seq": 100, "at"`);
  const { stdout, stderr } = await replay();
  expect(stdout).toBe(live.stdout);
  expect(stderr).toMatch(/^2 lines/u);
});

test("a speed is a number above 0", async () => {
  const { replay } = await played();
  for (const speed of ["0", "-1", "fast"]) {
    await expect(replay("--speed", speed)).rejects.toMatchObject({ code: "BAD_INPUT" });
  }
});

test("pauses keep their proportion, and long ones are cut short", () => {
  const at = (ms: number) => ({ at: ms }) as EventRecord;
  expect(pauseBetween(at(0), at(500), 2)).toBe(250);
  expect(pauseBetween(at(0), at(3_600_000), 1)).toBe(3_000);
  expect(pauseBetween(at(500), at(0), 1)).toBe(0);
  expect(pauseBetween(null, at(500), 1)).toBe(0);
  expect(pauseBetween(at(0), at(500), null)).toBe(0);
});
