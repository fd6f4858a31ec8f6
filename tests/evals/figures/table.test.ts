import { expect, test } from "vitest";
import { tableOf } from "../../../evals/figures/table.ts";
import { choice, intake } from "./results.ts";

test("says what was measured, and each solver with its intervals", () => {
  const table = tableOf(choice());
  expect(table).toContain("HumanEval · replay: codegen-16b");
  expect(table).toContain("12 tasks, 1 seeds, 12 draws of 3 candidates");
  expect(table).toContain("left out: nothing");
  expect(table).toMatch(/^hydra +33\.3 \[\d+\.\d, \d+\.\d\] +25\.0 \[-/mu);
  expect(table).toMatch(/^hydra − single +\+11\.1 \[-/mu);
  expect(table).toMatch(/^shuffled evidence +yes +captured 1\.0/mu);
  expect(table).not.toContain("SIMULATED");
});

test("ablations are compared with hydra alone", () => {
  const table = tableOf(choice());
  expect(table).toMatch(/^majority − single /mu);
  expect(table).toMatch(/^hydra − without-tests /mu);
  expect(table).not.toMatch(/^without-tests − /mu);
});

test("what was left out is counted by its reason", () => {
  const leftOut = ["d", "b", "a", "c"].map((what) => ({ what, count: 1, why: "not in the recording" }));
  const table = tableOf(
    choice({
      leftOut: [
        ...leftOut,
        { what: "line 7", count: 1, why: "not JSON" },
        { what: "tasks of the suite", count: 82, why: "too few samples" },
        ...["e", "f", "g", "h"].map((what) => ({ what: `${what} blocks`, count: 20, why: "empty" })),
      ],
    }),
  );
  expect(table).toContain("left out: 4 (not in the recording): a, b, c, and 1 more");
  expect(table).toContain("left out: 1 (not JSON): line 7");
  expect(table).toContain("left out: 82 tasks of the suite (too few samples)\n");
  expect(table).toContain("left out: 80 (empty): 20 e blocks, 20 f blocks, 20 g blocks, and 20 more");
});

test("a simulation says so first, a control that did not hold is not overlooked", () => {
  const table = tableOf(
    choice({ simulated: true, controls: [{ name: "n = 1", held: false, detail: "0.1" }] }),
  );
  expect(table.startsWith("SIMULATED")).toBe(true);
  expect(table).toMatch(/^n = 1 +NO/mu);
});

test("fits a terminal, whatever names come along, and none of them steers it", () => {
  const long = "very long words ".repeat(30);
  const table = tableOf(
    choice({
      suite: "\u001b[31mred\u202e",
      models: long,
      grader: long,
      leftOut: [{ what: long, count: 1, why: `a${"x".repeat(300)}` }],
      controls: [{ name: long, held: true, detail: long }],
      command: long + "x".repeat(300),
    }),
  );
  for (const line of table.split("\n")) expect(line.length, line).toBeLessThan(110);
  for (const control of ["\u001b", "\u202e"]) expect(table).not.toContain(control);
  expect(table).toContain("[31mred");
});

test("says all of where chances come from", () => {
  const calibration = "word ".repeat(120).trim();
  const table = tableOf(choice({ calibration }));
  expect(table.replaceAll(/\s+/gu, " ")).toContain(`chances: ${calibration}`);
});

test("measures by name, for intake and repair", () => {
  expect(tableOf(intake)).toMatch(/^recall +97\.1 \[95\.1, 99\.0\] % +420 +examples found \/ there$/mu);
  expect(tableOf(intake)).toMatch(/^calls +2\.5 \[2\.0, 3\.0\] +164 +calls/mu);
});
