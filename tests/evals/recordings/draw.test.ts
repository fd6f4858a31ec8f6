// Which samples a draw takes: all different, the same on every machine, and never more than there are.
import { describe, expect, it } from "vitest";
import { countSets, drawsOf, type Draw } from "../../../evals/recordings/draw.ts";
import { recordingOf, row, samples, task } from "./sketch.ts";

const three = { seeds: 20, k: 3, blocks: 3 };
const setOf = ({ candidates }: Draw): string =>
  candidates
    .map(({ model, sample }) => `${model}${sample}`)
    .toSorted()
    .join();
const modelsOf = ({ candidates }: Draw): string =>
  candidates
    .map(({ model }) => model)
    .toSorted()
    .join("");

describe("a draw", () => {
  it("follows from names and seed alone, not from the order of the rows or from how many are drawn", async () => {
    const rows = samples("m", 30);
    const draws = drawsOf(await recordingOf(rows), task, three);
    expect(draws).toHaveLength(20);
    expect(drawsOf(await recordingOf(rows.toReversed()), task, three)).toEqual(draws);
    expect(drawsOf(await recordingOf(rows), task, { ...three, seeds: 7 })).toEqual(draws.slice(0, 7));
    expect(draws.map(({ name, seed }) => [name, seed]).at(3)).toEqual(["tiny/T/1/3", 3]);
  });

  it("is pinned, so that a change of the rule can't go unseen", async () => {
    const draws = drawsOf(await recordingOf(samples("m", 30)), task, { ...three, seeds: 2 });
    expect(draws.map(({ candidates }) => candidates.map(({ sample }) => sample))).toEqual([
      [27, 2, 7],
      [2, 19, 20],
    ]);
  });

  it("holds no sample twice, and no two draws hold the same set", async () => {
    const draws = drawsOf(await recordingOf(samples("m", 6)), task, three);
    expect(draws.every(({ candidates }) => new Set(candidates.map(({ sample }) => sample)).size === 3)).toBe(
      true,
    );
    expect(new Set(draws.map(setOf)).size).toBe(20);
  });

  it("is not repeated where there are fewer sets than seeds", async () => {
    const draws = drawsOf(await recordingOf(samples("m", 4)), task, three);
    expect(draws.map(setOf).toSorted()).toEqual(["m0,m1,m2", "m0,m1,m3", "m0,m2,m3", "m1,m2,m3"]);
  });

  it("is none where there are too few samples, or none of this task", async () => {
    const recording = await recordingOf(samples("m", 2));
    expect(drawsOf(recording, task, three)).toEqual([]);
    expect(drawsOf(recording, { ...task, id: "T/2" }, three)).toEqual([]);
  });

  it("is of one model where it can be, the models taking turns until their sets are used up", async () => {
    const rows = [...samples("a", 4), ...samples("b", 9), ...samples("c", 2)];
    const models = drawsOf(await recordingOf(rows), task, three).map(modelsOf);
    expect(models.slice(0, 6)).toEqual(["aaa", "bbb", "aaa", "bbb", "aaa", "bbb"]);
    expect(models.filter((one) => one === "aaa")).toHaveLength(4);
    expect(models.filter((one) => one === "bbb")).toHaveLength(16);
  });

  it("is of different models where no model has enough", async () => {
    const alone = await recordingOf(["a", "b", "c", "d"].map((model) => row(model, 0)));
    expect(drawsOf(alone, task, three).map(modelsOf).toSorted()).toEqual(["abc", "abd", "acd", "bcd"]);
    const pairs = await recordingOf(["a", "b", "c"].flatMap((model) => samples(model, 2)));
    const draws = drawsOf(pairs, task, three);
    expect(new Set(draws.map(setOf)).size).toBe(8);
    expect(new Set(draws.map(modelsOf))).toEqual(new Set(["abc"]));
  });

  it("is of as many models as there are where they are too few", async () => {
    const draws = drawsOf(await recordingOf([...samples("a", 2), ...samples("b", 2)]), task, three);
    expect(draws.map(modelsOf).toSorted()).toEqual(["aab", "aab", "abb", "abb"]);
  });

  it("takes up to three blocks of tests, others with another seed", async () => {
    const block = (at: number) => ({ raw: `assert double(${at}) == ${2 * at}` });
    const blocks = Array.from({ length: 9 }, (_, at) => block(at));
    const draws = drawsOf(await recordingOf(samples("m", 9), blocks), task, three);
    expect(draws.every(({ tests }) => new Set(tests.map(({ answer }) => answer)).size === 3)).toBe(true);
    expect(new Set(draws.map(({ tests }) => JSON.stringify(tests))).size).toBeGreaterThan(10);
    const few = drawsOf(await recordingOf(samples("m", 9), [block(1)]), task, three);
    expect(few.every(({ tests }) => tests.length === 1)).toBe(true);
    const none = drawsOf(await recordingOf(samples("m", 9)), task, three);
    expect(none.every(({ tests }) => tests.length === 0)).toBe(true);
  });
});

describe("the number of sets", () => {
  it.each([
    [[100], 3, 161_700],
    [[2], 3, 0],
    [[1, 1, 1, 1], 3, 4],
    [[2, 2, 2, 2], 3, 32],
    [[2, 2], 3, 4],
    [[2, 1], 3, 1],
    [[5, 1], 1, 6],
  ])("of %j, %i at a time, is %i", (sizes, k, sets) => expect(countSets(sizes, k)).toBe(sets));
});
