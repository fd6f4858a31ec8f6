// What is learned, what is recalled of it, and when it is no longer.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Episode } from "../../../core/memory.ts";
import { type Database, openDatabase } from "../../../memory/database.ts";
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
  await database.pool.query("TRUNCATE hydra.episodes");
});

describe("a pattern", () => {
  test("is recalled for a task like its own, and for no other", async () => {
    const { memory, recall, signal } = makeLearner(database);
    const { stored } = await memory.learn("t1", toRoman, { signal });
    expect(stored).toMatchObject([{ kind: "pattern" }]);
    const [found] = await recall("t2", fromRomanTask);
    expect(found).toMatchObject({ id: stored[0]?.id, kind: "pattern" });
    expect(found?.text).toContain("divmod");
    expect(found?.text).toContain("Walk down a table");
    expect(await recall("t3", sortTask)).toEqual([]);
  });

  test("of another language, or of a script, is not recalled", async () => {
    const { memory, signal } = makeLearner(database);
    await memory.learn("t1", toRoman, { signal });
    const ask = { thread: "t2", trigger: "task", signal } as const;
    expect(await memory.recall(fromRomanTask, { ...ask, language: "typescript" })).toEqual([]);
    const scripted = makeLearner(database, { model: "scripted" });
    expect(await scripted.recall("t2", fromRomanTask)).toEqual([]);
  });

  test("that is too long for a small model is left out, and that is said", async () => {
    const { memory, signal } = makeLearner(database);
    const long = { ...toRoman, files: [{ path: "a.py", content: "x = 1\n".repeat(2_000) }] };
    const { stored, left } = await memory.learn("t1", long, { signal });
    expect(stored).toEqual([]);
    expect(left).toEqual([expect.stringContaining("too many")]);
    expect(await memory.episodes()).toHaveLength(1);
  });

  test("at most two are shown", async () => {
    const { memory, recall, signal } = makeLearner(database);
    for (const [at, name] of ["alpha", "beta", "gamma"].entries()) {
      const content = `def ${name}_numeral(x):\n    return ${name} * x + ${at} - len("${name}${name}")\n`;
      await memory.learn(`t${at}`, { ...toRoman, files: [{ path: "a.py", content }] }, { signal });
    }
    expect(await recall("t9", fromRomanTask)).toHaveLength(2);
  });
});

describe("what was recalled", () => {
  test("is not learned again as new, whole or as a part", async () => {
    const { memory, recall, signal } = makeLearner(database);
    await memory.learn("t1", toRoman, { signal });
    await recall("t2", fromRomanTask);
    const [file] = toRoman.files;
    const copied = {
      ...toRoman,
      task: fromRomanTask,
      files: [
        {
          path: "b.py",
          content: `import re\n\n${file?.content ?? ""}\n\ndef more(x):\n    return re.sub("a", "b", x)\n`,
        },
      ],
    };
    const { stored, left } = await memory.learn("t2", copied, { signal });
    expect(stored).toEqual([]);
    expect(left).toEqual([expect.stringContaining("repeats what was recalled")]);
    // Another thread, which was shown nothing, found it by itself.
    expect((await memory.learn("t3", copied, { signal })).stored).toHaveLength(1);
  });

  test("counts uses and wins, falls when it does not help, and is then left out", async () => {
    const { memory, recall, signal } = makeLearner(database);
    await memory.learn("t0", toRoman, { signal });
    const confidences: (number | undefined)[] = [];
    for (const thread of ["t1", "t2", "t3", "t4", "t5"]) {
      confidences.push((await recall(thread, fromRomanTask))[0]?.confidence);
    }
    const [first = 0, second = 0, third = 0, fourth = 0, fifth] = confidences;
    expect(second).toBeLessThan(first);
    expect(third).toBeLessThan(second);
    expect(fourth).toBeLessThan(third);
    expect(fifth).toBeUndefined();
    // It helped after all: the run that it was used in was verified.
    for (const thread of ["t1", "t2"]) {
      await memory.learn(
        thread,
        { ...toRoman, files: [{ path: "c.py", content: `${thread} = 1` }] },
        { signal },
      );
    }
    expect((await recall("t6", fromRomanTask))[0]?.id).toBeDefined();
  });

  test("by the same thread again is one use", async () => {
    const { memory, recall, signal } = makeLearner(database);
    await memory.learn("t0", toRoman, { signal });
    const again = [];
    for (let round = 0; round < 6; round++) again.push(await recall("t1", fromRomanTask));
    expect(new Set(again.map(([one]) => one?.confidence)).size).toBe(1);
    const { rows } = await database.pool.query("SELECT * FROM hydra.uses");
    expect(rows).toHaveLength(1);
  });

  test("is gone with its document", async () => {
    const { memory, recall, library, signal } = makeLearner(database);
    const { stored } = await memory.learn("t0", toRoman, { signal });
    await recall("t1", fromRomanTask);
    await library.remove([stored[0]?.id ?? ""], { signal });
    await library.index({ signal });
    expect(await recall("t2", fromRomanTask)).toEqual([]);
    for (const table of ["lessons", "uses"]) {
      expect((await database.pool.query(`SELECT * FROM hydra.${table}`)).rows).toEqual([]);
    }
  });
});

describe("an error", () => {
  const before = "def mean(values):\n    return sum(values) / len(values)\n";
  const after =
    "def mean(values):\n    if not values:\n        return 0\n    return sum(values) / len(values)\n";
  const mended: Episode = {
    ...toRoman,
    task: "Write a Python function mean(values).",
    files: [{ path: "stats.py", content: after }],
    repaired: [
      {
        files: [{ path: "stats.py", content: before }],
        failures: [
          {
            test: "mean([]) == 0",
            status: "error",
            message: "ZeroDivisionError: division by zero",
            file: "stats.py",
            line: 2,
          },
        ],
      },
    ],
  };

  test("is found again in other code, with the change that mended it", async () => {
    const { memory, recall, signal } = makeLearner(database);
    const { stored } = await memory.learn("t1", mended, { signal });
    expect(stored.map(({ kind }) => kind)).toEqual(["pattern", "error"]);
    const [found] = await recall("t2", "ratio(1, 0): nothing\nZeroDivisionError: division by zero", "error");
    expect(found).toMatchObject({ kind: "error", confidence: 1 });
    expect(found?.text).toContain("+    if not values:");
    expect(found?.text).toContain("stats.py:2");
    expect(await recall("t3", "KeyError: 'x'", "error")).toEqual([]);
  });

  test("that was mended by writing another program teaches no fix", async () => {
    const { memory, signal } = makeLearner(database);
    const anew = {
      ...mended,
      files: [
        { path: "stats.py", content: "from statistics import fmean\nmean = lambda v: fmean(v or [0])" },
      ],
    };
    const { stored } = await memory.learn("t1", anew, { signal });
    expect(stored.map(({ kind }) => kind)).toEqual(["pattern"]);
  });
});

test("what is known of a name is shown only where it names it", async () => {
  const { recall, library, signal } = makeLearner(database);
  for (const [uri, text] of [
    ["a.md", "Use math.lcm(a, b) for the least common multiple."],
    ["b.md", "The lcmx of two is a common thing in a multiple."],
  ] as const) {
    await library.add(
      {
        origin: { uri, title: uri, kind: "document" },
        text,
        pieces: [{ text, headings: [], start: 0, end: text.length, context: "" }],
      },
      { signal },
    );
  }
  await library.index({ signal });
  const found = await recall("t1", "lcm", "symbol");
  expect(found.map(({ title }) => title)).toEqual(["a.md"]);
});

test("an empty memory opens nothing", async () => {
  const { recall, knowledge } = makeLearner(database);
  for (const trigger of ["task", "error", "symbol", "disagreement"] as const) {
    expect(await recall("t1", "NameError: name 'x' is not defined", trigger)).toEqual([]);
  }
  expect(knowledge.opened).toBe(0);
});
