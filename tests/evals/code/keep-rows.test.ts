// Rows on disk: a run that was killed goes on behind its last whole row, and never behind another question's.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRows as open } from "../../../evals/code/keep-rows.ts";
import { Row } from "../../../evals/rows.ts";
import { temporary } from "../../support/temporary.ts";
import { rowOf } from "./sketch.ts";

const openRows = async (home: string, options: { question: unknown; resume: boolean }) =>
  open(home, { schema: Row, ...options });
const question = { suite: "s", k: 3 };
const [first, second, third] = [rowOf("T/ä", 0), rowOf("T/ä", 1), rowOf("T/2", 0)];
const filled = async () => {
  const home = temporary();
  const kept = await openRows(home, { question, resume: false });
  await Promise.all([kept.append(first), kept.append(second)]);
  return { home, path: kept.path };
};

describe("rows that are kept", () => {
  it("come back to a run that resumes, and what is appended stands behind them", async () => {
    const { home, path } = await filled();
    const kept = await openRows(home, { question, resume: true });
    expect(kept.rows).toEqual([first, second]);
    await kept.append(third);
    expect((await openRows(home, { question, resume: true })).rows).toEqual([first, second, third]);
    expect(JSON.parse(await readFile(join(path, "..", "question.json"), "utf8"))).toEqual(question);
  });

  it.each(['{"task":"T/2","se', '{"task":"T/2"}\n', "null\n", "\0\0\0", JSON.stringify(third)])(
    "lose an end that says %j, and nothing else",
    async (torn) => {
      const { home, path } = await filled();
      await appendFile(path, torn);
      const kept = await openRows(home, { question, resume: true });
      expect(kept.rows).toEqual([first, second]);
      await kept.append(third);
      const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([first, second, third]);
    },
  );

  it.each(["0\n", '{"task":"T/2"}\n', "\n"])("are refused where %j stands among them", async (damage) => {
    const { home, path } = await filled();
    await appendFile(path, `${damage}${JSON.stringify(third)}\n`);
    const before = await readFile(path, "utf8");
    await expect(openRows(home, { question, resume: true })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("rows.jsonl:3 is damaged") as string,
      fix: expect.stringContaining("remove that line") as string,
    });
    expect(await readFile(path, "utf8")).toBe(before);
  });

  it("have a run's name until they are begun anew", async () => {
    const { home } = await filled();
    const { run } = await openRows(home, { question, resume: true });
    expect((await openRows(home, { question, resume: true })).run).toBe(run);
    expect((await openRows(home, { question, resume: false })).run).not.toBe(run);
  });

  it("are begun anew by a run that does not resume", async () => {
    const { home, path } = await filled();
    expect((await openRows(home, { question, resume: false })).rows).toEqual([]);
    expect(await readFile(path, "utf8")).toBe("");
  });

  it("are another folder's for another question", async () => {
    const { home, path } = await filled();
    const other = await openRows(home, { question: { ...question, k: 2 }, resume: true });
    expect(other.rows).toEqual([]);
    expect(other.path).not.toBe(path);
    expect((await openRows(home, { question, resume: true })).rows).toHaveLength(2);
  });

  it("that can't be written are a failure that names the place", async () => {
    const home = temporary();
    await mkdir(join(home, "evals"));
    await writeFile(join(home, "evals", "runs"), "a file");
    await expect(openRows(home, { question, resume: true })).rejects.toMatchObject({
      name: "HydraError",
      message: expect.stringContaining("rows.jsonl") as string,
    });
  });
});
