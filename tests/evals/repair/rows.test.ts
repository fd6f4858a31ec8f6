import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { measuresOf } from "../../../evals/repair/measures.ts";
import { openRows, type RepairRow } from "../../../evals/repair/rows.ts";

const header = {
  version: 1,
  suite: "s",
  models: "scripted",
  k: 3,
  sandbox: "wasm",
  run: "first",
} as const;

const row = (task: string, over: Partial<RepairRow> = {}): RepairRow => ({
  task,
  before: { shown: false, right: false },
  status: "verified",
  chance: 0.9,
  after: { shown: true, right: true },
  calls: 6,
  tokens: 100,
  runs: 4,
  seconds: 1.5,
  ...over,
});

describe("kept rows", () => {
  let folder = "";
  let path = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hydra-test-"));
    path = join(folder, "repair", "s.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are gone on with under the same run, a line that a kill cut off apart", async () => {
    const first = await openRows(path, { header, resume: true });
    await first.append(row("a"));
    await writeFile(path, `${await readFile(path, "utf8")}{"task":"b","bef`);
    const again = await openRows(path, { header: { ...header, run: "second" }, resume: true });
    expect(again).toMatchObject({ run: "first", rows: [row("a")] });
    await again.append(row("b"));
    expect((await openRows(path, { header, resume: true })).rows).toEqual([row("a"), row("b")]);
  });

  it("start over without --resume", async () => {
    await (await openRows(path, { header, resume: false })).append(row("a"));
    expect(await openRows(path, { header: { ...header, run: "second" }, resume: false })).toMatchObject({
      run: "second",
      rows: [],
    });
  });

  it.each([{ suite: "other" }, { models: "live: m" }, { k: 4 }, { sandbox: "docker" }])(
    "of %j are not gone on with",
    async (other) => {
      await openRows(path, { header, resume: false });
      await expect(openRows(path, { header: { ...header, ...other }, resume: true })).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining(Object.keys(other)[0] ?? "?"),
      });
    },
  );

  it("name a line that is none", async () => {
    await (await openRows(path, { header, resume: false })).append(row("a"));
    await writeFile(path, `${await readFile(path, "utf8")}{}\n${JSON.stringify(row("b"))}\n`);
    await expect(openRows(path, { header, resume: true })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("s.jsonl:3 "),
    });
  });
});

describe("measures", () => {
  it("tell right from wrong, shipped from not, and count what each is a share of", () => {
    const measures = measuresOf([
      row("a"),
      row("b", { after: { shown: true, right: false } }),
      row("c", {
        status: "probable",
        after: { shown: null, right: false },
        before: { shown: null, right: false },
      }),
      row("d", { status: "unsolved", after: null, before: { shown: true, right: false } }),
    ]);
    const told = Object.fromEntries(measures.map(({ name, value, of }) => [name, [value, of]]));
    expect(told).toMatchObject({
      unchanged: [0, 4],
      "unchanged passes what is shown": [0.333333, 3],
      hydra: [0.25, 4],
      "verified and right": [0.25, 4],
      "verified and wrong": [0.25, 4],
      "probable and right": [0, 4],
      "probable and wrong": [0.25, 4],
      unsolved: [0.25, 4],
      "passes what is shown, and is wrong": [0.5, 2],
    });
    expect(measures.find(({ name }) => name === "tokens")).toMatchObject({ unit: "mean", value: 100 });
    const hydra = measures.find(({ name }) => name === "hydra");
    expect([hydra?.low, hydra?.high]).toEqual([0, 0.75]);
  });

  it("have no share of nothing", () => {
    const names = measuresOf([row("d", { status: "unsolved", after: null })]).map(({ name }) => name);
    expect(names).not.toContain("passes what is shown, and is wrong");
    expect(names).toContain("unsolved");
  });
});
