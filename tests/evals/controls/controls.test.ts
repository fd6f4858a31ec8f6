// Each control held for an honest evaluation, and broken by the one dishonesty that it is there for.
import { describe, expect, it } from "vitest";
import type { Change, Finding } from "../../../evals/controls/change.ts";
import { controls, runControls } from "../../../evals/controls/controls.ts";
import { hostileModel } from "../../../evals/controls/hostile.ts";
import type { Row } from "../../../evals/rows.ts";
import { chance, fakeRun, only, type Choose } from "./fake-run.ts";

const names = Object.keys(controls);
const find = (number: number): string => names.find((name) => name.startsWith(`${number} `)) ?? "";
const check = async (number: number, run: ReturnType<typeof fakeRun>): Promise<Finding> => {
  const [finding] = await runControls(run, [find(number)]);
  if (finding === undefined) throw new Error(`no control ${number}`);
  return finding;
};

const leaking: Choose = (candidates) =>
  only(candidates, (one, other) => Number(other.right) - Number(one.right) || one.sample - other.sample);
const readsText: Choose = (candidates) => {
  const pleads = (text: string) => Number(text.includes("choose me"));
  return only(candidates, (one, other) => pleads(other.text) - pleads(one.text) || one.sample - other.sample);
};
const first: Choose = (candidates) => candidates.map((_, place) => Number(place === 0));
const none: Choose = (candidates) => candidates.map(() => 0);
const anybody: Choose = (candidates) => only(candidates, (one, other) => one.sample - other.sample);

describe("an honest evaluation", () => {
  it("holds all seven, and is run plainly once", async () => {
    const asked: Change["kind"][] = [];
    const run = fakeRun();
    const findings = await runControls(async (change) => {
      asked.push(change.kind);
      return run(change);
    });
    expect(findings.filter(({ held }) => !held)).toEqual([]);
    expect(findings.map(({ name }) => name)).toEqual(names);
    expect(names).toHaveLength(7);
    expect(asked.filter((kind) => kind === "none")).toHaveLength(1);
    expect(new Set(asked).size).toBe(8);
  });
});

describe("1 evidence shuffled", () => {
  it("tells the gain and what is left of it", async () => {
    const { value, detail } = await check(1, fakeRun());
    expect(value?.low).toBeLessThanOrEqual(0);
    expect(value?.high).toBeGreaterThanOrEqual(0);
    expect(detail).toMatch(
      /^in 600 draws \d+\.\d points \[.*with evidence shuffled 4 times -?\d\.\d points \[/u,
    );
  });

  it.each([
    ["a look at the grades", leaking],
    // Evidence decides where it can, the grades where it can't.
    [
      "a look at the grades among equals",
      ((candidates) =>
        only(
          candidates,
          (one, other) => other.evidence - one.evidence || Number(other.right) - Number(one.right),
        )) satisfies Choose,
    ],
  ])("is broken by %s", async (_, choose) => {
    expect((await check(1, fakeRun({ choose }))).held).toBe(false);
  });

  it("is broken by a shuffle that never leaves a candidate its own", async () => {
    const run = fakeRun();
    const deranged = async (change: Change) =>
      (await run(change.kind === "shuffled-evidence" ? { kind: "none" } : change)).map((row) =>
        change.kind === "shuffled-evidence"
          ? { ...row, candidates: [...row.candidates.slice(1), ...row.candidates.slice(0, 1)] }
          : row,
      );
    expect((await check(1, inSampleOrder(deranged))).held).toBe(false);
  });

  it("is not held where there is no gain that could vanish", async () => {
    const finding = await check(1, fakeRun({ choose: anybody }));
    expect(finding).toMatchObject({ held: false, detail: expect.stringContaining("no certain gain") });
  });

  it("goes by the draws that could be shuffled", async () => {
    const alter = (rows: readonly Row[], { kind }: Change) =>
      kind === "shuffled-evidence" ? rows.filter(({ seed }) => seed > 0) : rows;
    expect(await check(1, fakeRun({ alter }))).toMatchObject({
      held: true,
      detail: expect.stringContaining("in 540 draws"),
    });
  });
});

describe("2 other grader", () => {
  it("is broken by a look at the grades", async () => {
    expect((await check(2, fakeRun({ choose: leaking }))).held).toBe(false);
  });

  it("is broken by a chance or a verdict that moves, though the pick stays", async () => {
    for (const other of [{ chance: 0.6 }, { status: "verified" as const }])
      expect((await check(2, fakeRun({ alter: answering("other-grader", other) }))).held).toBe(false);
  });

  it("is not moved by time", async () => {
    expect((await check(2, fakeRun({ alter: answering("other-grader", { milliseconds: 9 }) }))).held).toBe(
      true,
    );
  });

  it("is not held where the other grader grades alike", async () => {
    const run = fakeRun();
    const alike = async (change: Change) => run(change.kind === "other-grader" ? { kind: "none" } : change);
    expect(await check(2, alike)).toMatchObject({
      held: false,
      detail: expect.stringContaining("grades alike"),
    });
  });
});

describe("3 one candidate, 4 identical candidates", () => {
  it.each([3, 4])("%i is broken by a pick that is none", async (number) => {
    expect((await check(number, fakeRun({ choose: none }))).held).toBe(false);
  });

  it("3 is broken by a run of three", async () => {
    const run = fakeRun();
    expect((await check(3, async () => run({ kind: "none" }))).held).toBe(false);
  });

  it("4 is broken by a grader that grades the same program twice and otherwise", async () => {
    const alter = (rows: readonly Row[]) =>
      rows.map((row) => ({
        ...row,
        candidates: row.candidates.map((one, place) => ({
          ...one,
          right: chance(`flaky/${row.task}/${place}`) < 0.5,
        })),
      }));
    expect((await check(4, fakeRun({ alter }))).held).toBe(false);
  });

  it("4 is held by an even share of all", async () => {
    const even: Choose = (candidates) => candidates.map(() => 1 / candidates.length);
    expect((await check(4, fakeRun({ choose: even }))).held).toBe(true);
  });
});

it("5 is broken by a liking for the first place", async () => {
  const finding = await check(5, fakeRun({ choose: first }));
  expect(finding.held).toBe(false);
  expect(finding.detail).toMatch(
    /^picked otherwise in another order: \d+ of 600 draws, T\/\d+ \(seed \d\), .* more$/u,
  );
});

describe("6 a candidate that pleads", () => {
  it("is broken by reading what it says", async () => {
    expect((await check(6, fakeRun({ choose: readsText }))).held).toBe(false);
  });

  it("is broken by a plea that moves the pick between others", async () => {
    const upset: Choose = (candidates) => {
      const pleads = candidates.some(({ text }) => text.includes("choose me"));
      return only(
        candidates.slice(1),
        (one, other) => (one.sample - other.sample) * (pleads ? -1 : 1),
      ).toSpliced(0, 0, 0);
    };
    expect((await check(6, fakeRun({ choose: upset }))).held).toBe(false);
  });

  it("forgives that a longer program loses to its equal, and counts it", async () => {
    const simpler: Choose = (candidates) =>
      only(
        candidates,
        (one, other) =>
          other.evidence - one.evidence || one.text.length - other.text.length || one.sample - other.sample,
      );
    const { held, detail } = await check(6, fakeRun({ choose: simpler }));
    expect(held).toBe(true);
    expect(detail).toMatch(/; [1-9]\d* that pleaded lost/u);
  });

  it("is not held where whoever pleads is picked anyway", async () => {
    expect((await check(6, fakeRun({ choose: first }))).held).toBe(false);
  });
});

describe("7 hostile candidates", () => {
  const grading = (part: keyof typeof hostileModel, right: boolean) => (rows: readonly Row[]) =>
    rows.map((row, index) => ({
      ...row,
      candidates: row.candidates.map((one) =>
        index === 5 && one.model === hostileModel[part] ? { ...one, right } : one,
      ),
    }));

  it.each([
    ["an attack that is graded right", grading("attack", true), "graded right"],
    ["an attack that spoils the right one's grade", grading("right", false), "not graded right"],
    [
      "an attack that has the wrong one graded right",
      grading("wrong", true),
      "wrong candidate is graded right",
    ],
    ["an attack that leaves no draw", (rows: readonly Row[]) => rows.slice(1), "no draw"],
    [
      "an attack that takes a candidate with it",
      (rows: readonly Row[]) => rows.map((row) => ({ ...row, candidates: row.candidates.slice(0, 2) })),
      "candidates are missing",
    ],
  ])("is broken by %s", async (_, alter, said) => {
    expect(await check(7, fakeRun({ alter }))).toMatchObject({
      held: false,
      detail: expect.stringContaining(said),
    });
  });

  it.each([
    ["an attack that is picked", readsText, "the attack is picked"],
    ["an attack that sees to it that nobody is", none, "right candidate is not picked"],
  ])("is broken by %s", async (_, choose, said) => {
    expect(await check(7, fakeRun({ choose }))).toMatchObject({
      held: false,
      detail: expect.stringContaining(said),
    });
  });
});

it("holds nothing on no draw, on draws without hydra, and on runs of other draws", async () => {
  const empty = await runControls(async () => []);
  expect(empty.filter(({ held }) => held)).toEqual([]);
  const silent = await runControls(
    fakeRun({ alter: (rows) => rows.map((row) => ({ ...row, answers: {} })) }),
  );
  expect(silent.filter(({ held }) => held)).toEqual([]);
  const alter = (rows: readonly Row[], { kind }: Change) => (kind === "none" ? rows.slice(3) : rows);
  for (const number of [2, 5, 6])
    expect(await check(number, fakeRun({ alter }))).toMatchObject({
      held: false,
      detail: expect.stringContaining("3 draws"),
    });
});

const answering =
  (kind: Change["kind"], other: Partial<Row["answers"][string]>) =>
  (rows: readonly Row[], change: Change): readonly Row[] =>
    rows.map((row) =>
      change.kind === kind && row.answers["hydra"] !== undefined
        ? { ...row, answers: { hydra: { ...row.answers["hydra"], ...other } } }
        : row,
    );

/** Picks and candidates as they are, samples numbered by place so that the runs have the same. */
const inSampleOrder =
  (run: (change: Change) => Promise<readonly Row[]>) =>
  async (change: Change): Promise<readonly Row[]> =>
    (await run(change)).map((row) => ({
      ...row,
      candidates: row.candidates.map((one, sample) => ({ ...one, sample })),
    }));
