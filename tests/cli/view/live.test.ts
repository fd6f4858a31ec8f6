// The live view on a terminal: it draws by itself as time passes, and leaves a question alone.
import { afterEach, expect, test, vi } from "vitest";
import { openView } from "../../../cli/view/live.ts";
import { record, runEvents } from "./events.ts";

afterEach(() => void vi.useRealTimers());

test("nothing is drawn behind a question until the run goes on", async () => {
  vi.useFakeTimers();
  let shown = "";
  const stdout = { write: (text: string) => (shown += text), isTTY: true, columns: 80 };
  const view = await openView({ stdout }, { json: false, limits: { tokens: null, seconds: null } });
  const [first, second] = runEvents;
  if (first === undefined || second === undefined) throw new Error("no events");
  view.onEvent(record(first, { model: "live", at: Date.now() }));
  vi.advanceTimersByTime(2_000);
  const before = shown;
  expect(before).not.toBe("");
  view.pause();
  shown = "";
  vi.advanceTimersByTime(10_000);
  expect(shown).toBe("");
  view.onEvent(record(second, { model: "live", at: Date.now() }));
  vi.advanceTimersByTime(1_000);
  expect(shown).not.toBe("");
  view.end();
});
