// The live view and the plain lines: what a person sees of the same events.
import { describe, expect, test } from "vitest";
import { plainLine } from "../../../cli/view/plain.ts";
import { render } from "../../../cli/view/render.ts";
import { emptyView, reduce } from "../../../cli/view/state.ts";
import type { HydraEvent } from "../../../core/events.ts";
import { record, runEvents } from "./events.ts";

const limits = { tokens: 1_000, seconds: 60 };

const seen = (events: readonly HydraEvent[], model: "live" | "scripted" | "replay" = "live") =>
  events.reduce(
    (view, event, index) => reduce(view, record(event, { model, at: 1_000 + index * 1_000 })),
    emptyView(limits),
  );
const until = (type: HydraEvent["type"]) =>
  runEvents.slice(0, runEvents.findIndex((event) => event.type === type) + 1);
const shown = (events: readonly HydraEvent[], width = 80) => render(seen(events), width);

describe("while it happens", () => {
  test("a call: tokens, speed and what is left of the budget", () => {
    expect(shown(until("model-progress"))).toContain("3 s (57 s left) · 40 of 1.0k tokens · 20 tokens/s");
    expect(shown(until("model-progress"))).toContain("now: plan");
    expect(shown(until("model-end"))).toContain("50 of 1.0k tokens · 0 tokens/s");
    expect(shown(until("step-end"))).not.toContain("now:");
  });

  test("no limit, nothing left to name", () => {
    const view = { ...seen(until("model-progress")), limits: { tokens: null, seconds: null } };
    expect(render(view, 80)).toContain("3 s · 40 tokens · 20 tokens/s");
  });

  test("candidates stand side by side, each with its row of the pass matrix", () => {
    const lines = shown(until("check-end")).split("\n");
    expect(lines).toContain("▸ main: Slugs (2 trusted, 3 of QA's tests)");
    expect(lines.find((line) => line.includes("minimal"))).toMatch(/^ {2}minimal {2,}aggressive$/u);
    expect(lines.find((line) => line.includes("checked"))).toMatch(/^ {2}checked {2,}unusable$/u);
    expect(lines).toContain("  1/2 · QA 3/3");
    expect(lines).toContain("  ✓✗✓✓✓");
  });

  test("a repair, then its outcome in place of the first", () => {
    expect(shown(until("repair-start"))).toContain("repairing (repair 1)");
    const after = shown(until("review-end"));
    expect(after).toContain("2/2 · QA 3/3");
    expect(after).toContain("✓✓✓✓✓");
    expect(after).not.toContain("✗");
    expect(after).toContain("qa approve");
  });

  test("the vote and why", () => {
    const text = shown(runEvents);
    expect(text).toContain("★ minimal");
    expect(text).toContain("duel: slug('A  b') → minimal");
    expect(text).toContain("  passes every trusted test");
    expect(text).toContain("■ main: Slugs (2 trusted, 3 of QA's tests) → probable 71%");
    expect(text).toContain("· accepted: no test command");
  });

  test.each([20, 40, 80, 200])("no line is wider than %i columns", (width) => {
    const wide = Math.max(
      ...shown(runEvents, width)
        .split("\n")
        .map((line) => line.length),
    );
    expect(wide).toBeLessThanOrEqual(width);
  });

  test("an event does not change the view before it", () => {
    const before = seen(until("check-start"));
    const copy = structuredClone(before);
    reduce(before, record(runEvents[14] ?? { type: "question", text: "" }));
    expect(before).toEqual(copy);
  });

  test("every type of event is taken in any order", () => {
    const backwards = [...runEvents].toReversed();
    expect(() => render(seen(backwards), 80)).not.toThrow();
  });
});

describe("whatever a model says", () => {
  const evil = "a\u001b[2J\u0007b\r\nc\u202ed";
  test("steers no terminal", () => {
    const events: HydraEvent[] = [
      { type: "plan-end", subtasks: [{ id: "main", title: evil }] },
      { type: "vote-end", subtask: "main", winner: null, reasons: [evil] },
      { type: "notice", level: "info", text: evil },
    ];
    const text = shown(events) + events.map((event) => plainLine(record(event))).join("");
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
    expect(text).toContain("a[2Jb cd");
  });
});

describe("what is no live model is said", () => {
  test("in the view's first line", () => {
    expect(render(seen(runEvents, "scripted"), 80)).toMatch(/^SCRIPTED {2}t1/u);
    expect(render(seen(runEvents, "replay"), 80)).toMatch(/^REPLAY {2}t1/u);
    expect(render(seen(runEvents), 80)).toMatch(/^t1/u);
  });

  test("on every plain line", () => {
    const lines = runEvents.flatMap((event) => plainLine(record(event, { model: "scripted" })) ?? []);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.every((line) => line.startsWith("[SCRIPTED] "))).toBe(true);
  });
});

test("plain lines tell the run in order", () => {
  const lines = runEvents.flatMap((event) => plainLine(record(event)) ?? []);
  expect(lines).toEqual([
    "begins in the wasm sandbox: slugs",
    "planned: main (Slugs)",
    "main: minimal drawn",
    "main: aggressive unusable (no fenced file)",
    "main: 2 trusted tests, 3 of QA's",
    "main: minimal passes 1/2 trusted, 3/3 of QA's",
    "main: minimal is repaired, round 1",
    "main: minimal after repair 1 passes 2/2 trusted, 3/3 of QA's",
    "main: qa on minimal: approve",
    "main: duel between conservative and minimal",
    "main: duel on slug('A b'): minimal",
    "main: minimal wins: passes every trusted test",
    "main: probable (71%)",
    "accepted: no test command",
  ]);
});
