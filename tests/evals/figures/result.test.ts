import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseResult, readResult, resultText } from "../../../evals/figures/result.ts";
import { choice, intake } from "./results.ts";

const folder = mkdtempSync(join(tmpdir(), "hydra-result-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a result is read as it was written", async () => {
  for (const result of [choice(), intake]) {
    const path = join(folder, `${result.kind}.json`);
    writeFileSync(path, resultText(result));
    expect(await readResult(path)).toEqual(result);
  }
});

test("has the fields that programs rely on", () => {
  const { solvers, ...head } = choice();
  expect(Object.keys(head)).toEqual(
    expect.arrayContaining(
      "suite models k seeds tasks intake grader paired controls command commit simulated".split(" "),
    ),
  );
  expect(head).toMatchObject({ simulated: false, k: 3, seeds: 1, tasks: 12, draws: 12 });
  const interval = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
  expect(solvers["hydra"]).toMatchObject({
    passAt1: interval,
    capture: interval,
    wrongWhenAllWrong: { verified: interval, probable: interval },
    abstention: { precision: interval, recall: interval },
    ece: interval,
    brier: interval,
    calls: interval,
    tokens: interval,
    seconds: interval,
  });
});

test("of another version, of another form, or no JSON at all: one clear line", () => {
  const text = (change: object): string => JSON.stringify({ ...choice(), ...change });
  expect(() => parseResult(text({ version: 2 }), "old.json")).toThrow(
    "old.json is a result of version 2, and this Hydra reads version 1",
  );
  expect(() => parseResult(text({ tasks: "all" }), "x.json")).toThrow(
    /^x\.json is no whole result of version 1 \(tasks: [^\n]*\)$/u,
  );
  for (const other of ["{", "[]", "null", "7", '{"version":"1"}']) {
    expect(() => parseResult(other, "x.json"), other).toThrow("x.json is no result of an evaluation");
  }
  expect(() => parseResult(text({ kind: "guess" }), "x.json")).toThrow(
    /no whole result of version 1 \(kind/u,
  );
});

test("a file that is not there is said by name", async () => {
  await expect(readResult(join(folder, "none.json"))).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringContaining("none.json can't be read"),
  });
});
