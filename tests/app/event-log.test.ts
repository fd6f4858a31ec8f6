// The log goes on where it stopped, even in the middle of a line, and never stops a run.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEventLog } from "../../app/event-log.ts";
import type { EventRecord } from "../../core/events.ts";
import { temporary } from "../support/temporary.ts";

const record = (event: EventRecord["event"]): EventRecord => ({
  seq: 0,
  at: 1,
  thread: "t",
  model: "live",
  event,
});
const notice = record({ type: "notice", level: "info", text: "x" });
const progress = record({ type: "model-progress", key: "k", role: "qa", tokens: 1, tokensPerSecond: 1 });

test("numbers go on over a restart and a torn line", () => {
  const folder = temporary();
  const first = openEventLog(folder);
  expect([first(notice).seq, first(notice).seq]).toEqual([0, 1]);
  appendFileSync(join(folder, "events.jsonl"), '{"seq":2,"at');
  expect(openEventLog(folder)(notice).seq).toBe(3);
  const lines = readFileSync(join(folder, "events.jsonl"), "utf8").split("\n");
  expect(lines).toHaveLength(5);
  expect(JSON.parse(lines[3] ?? "")).toMatchObject({ seq: 3, event: { text: "x" } });
});

test("the ticking of tokens is passed on and not written", () => {
  const folder = temporary();
  const log = openEventLog(folder);
  expect(log(progress).event.type).toBe("model-progress");
  log(notice);
  expect(readFileSync(join(folder, "events.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
});

test("a log that can't be written costs the run nothing", () => {
  const file = join(temporary(), "a-file");
  writeFileSync(file, "");
  expect(openEventLog(file)(notice)).toMatchObject({ seq: 0, event: notice.event });
});
