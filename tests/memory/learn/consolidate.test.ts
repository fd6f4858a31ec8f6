// Skills that a person can check and change, patterns merged without losing their record, and an end as soon as it is asked for.
import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { consolidate as consolidateHome } from "../../../app/memory/consolidate.ts";
import { type Database, openDatabase } from "../../../memory/database.ts";
import { consolidate } from "../../../memory/learn/consolidate.ts";
import { parseSkillFile } from "../../../memory/learn/skill-file.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { emptyTables } from "../library/library-fixture.ts";
import { fromRomanTask, makeLearner, sortTask, toRoman } from "./learn-fixture.ts";

let home: string;
let database: Database;
beforeAll(async () => {
  home = await temporaryFolder();
  database = await openDatabase({ home });
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  await emptyTables(database);
  await database.pool.query("TRUNCATE hydra.episodes, hydra.leases");
});

const reader = {
  ...toRoman,
  task: fromRomanTask,
  approach: "Look it up.",
  files: [{ path: "r.py", content: "def from_roman(text):\n    return NUMBERS[text]\n" }],
};

const taught = async () => {
  const learner = makeLearner(database);
  const { memory, signal } = learner;
  await memory.learn("t1", toRoman, { signal });
  await memory.learn("t2", reader, { signal });
  const sorting = {
    ...toRoman,
    task: sortTask,
    files: [{ path: "s.py", content: "s = sorted(p, key=age)" }],
  };
  await memory.learn("t3", sorting, { signal });
  const kept = new Map<string, string>();
  const files = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, content: string) => void kept.set(name, content),
  };
  return { ...learner, kept, parts: { database, library: learner.library, files } };
};

test("like tasks make one skill, as a draft that every line of can be checked", async () => {
  const { parts, kept, library, signal } = await taught();
  const { skills, finished } = await consolidate(parts, { signal });
  expect(finished).toBe(true);
  expect(skills).toMatchObject([{ state: "new" }]);
  const [[name, content] = ["", ""]] = kept;
  expect(name).toBe("roman-numeral-python.md");
  expect(parseSkillFile(content)).toMatchObject({ status: "draft", edited: false });
  for (const part of ["to_roman(number)", "from_roman(text)", "Look it up.", "NUMBERS[text]"]) {
    expect(content).toContain(part);
  }
  expect(content).not.toContain("family name");
  expect(await library.documents({ signal, kinds: ["skill"] })).toHaveLength(1);
  expect((await consolidate(parts, { signal })).skills).toMatchObject([{ state: "unchanged" }]);
});

test("what a person changed is kept and read back; what a person rejected is gone", async () => {
  const { parts, kept, library, signal } = await taught();
  await consolidate(parts, { signal });
  const [[name, content] = ["", ""]] = kept;
  kept.set(name, content.replace("Look it up.", "Look it up in a table."));
  expect((await consolidate(parts, { signal })).skills).toMatchObject([{ state: "edited" }]);
  expect(kept.get(name)).toContain("in a table");
  const [skill] = await library.documents({ signal, kinds: ["skill"] });
  expect((await library.chunksOf(skill?.id ?? "", { signal }))[0]?.text).toContain("in a table");
  kept.set(name, content.replace("status: draft", "status: rejected"));
  expect((await consolidate(parts, { signal })).skills).toMatchObject([{ state: "rejected" }]);
  expect(await library.documents({ signal, kinds: ["skill"] })).toEqual([]);
});

test("patterns that say the same become one, with the uses of both", async () => {
  const { parts, memory, recall, library, signal } = await taught();
  const [file] = toRoman.files;
  const twin = { ...toRoman, files: [{ path: "x.py", content: `# Numerals\n${file?.content ?? ""}` }] };
  await memory.learn("t4", twin, { signal });
  await recall("t5", toRoman.task);
  const patterns = async () => (await library.documents({ signal, kinds: ["pattern"] })).length;
  expect(await patterns()).toBe(4);
  expect(await consolidate(parts, { signal })).toMatchObject({ merged: 1 });
  expect(await patterns()).toBe(3);
  const { rows } = await database.pool.query("SELECT thread FROM hydra.uses");
  expect(rows).toEqual([{ thread: "t5" }]);
});

test("a signal stops it between two steps, and the next time goes on", async () => {
  const { parts, library, signal } = await taught();
  const controller = new AbortController();
  const files = {
    ...parts.files,
    write: async (...asked: Parameters<typeof parts.files.write>) => {
      await parts.files.write(...asked);
      controller.abort();
    },
  };
  const stopped = await consolidate({ ...parts, files }, { signal: controller.signal });
  expect(stopped).toMatchObject({ finished: false, merged: 0 });
  expect((await consolidate(parts, { signal })).finished).toBe(true);
  expect(await library.documents({ signal, kinds: ["skill"] })).toHaveLength(1);
});

test("a run that starts, or a process that wants the home, ends it in order", async () => {
  const { library, signal } = await taught();
  const parts = { database, library };
  expect(await consolidateHome(parts, { home, signal })).toMatchObject({ stopped: null });
  await database.pool.query(
    "INSERT INTO hydra.leases VALUES ('t', 'x', 'h', 1, 'hydra run', now(), now() + interval '1 minute')",
  );
  expect(await consolidateHome(parts, { home, signal })).toMatchObject({
    stopped: expect.stringContaining("a run"),
  });
  await database.pool.query("TRUNCATE hydra.leases");
  const late = Date.now() + 1_000;
  await expect(openDatabase({ home })).rejects.toMatchObject({ code: "HOME_LOCKED" });
  await utimes(join(home, "wanted"), late / 1_000, late / 1_000);
  expect(await consolidateHome(parts, { home, signal })).toMatchObject({
    stopped: expect.stringContaining("a run"),
  });
  await expect(consolidateHome(parts, { home, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "ABORTED",
  });
});
