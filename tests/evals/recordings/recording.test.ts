// What a folder of recorded answers may look like, and what is said of one that does not.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leftOutFor, loadRecording } from "../../../evals/recordings/recording.ts";
import { folderOf, recordingOf, row, samples, task } from "./sketch.ts";

describe("a recording", () => {
  it.each(["", ".gz"])("is read from solutions.jsonl%s, without tests as with", async (end) => {
    const name = `solutions.jsonl${end}`;
    const bare = await loadRecording(await folderOf({ [name]: samples("m", 2) }));
    expect(bare.name).toBe("tiny");
    expect(bare.models).toEqual(["m"]);
    expect(bare.solutions.get(task.id)?.map(({ sample }) => sample)).toEqual([0, 1]);
    expect(bare.tests.size).toBe(0);
    const empty = await loadRecording(
      await folderOf({ [name]: samples("m", 2), [`tests.jsonl${end}`]: "\n" }),
    );
    expect(empty.tests.size).toBe(0);
  });

  it("keeps grades closed: they may say anything", async () => {
    const folder = await folderOf({ "solutions.jsonl": samples("m", 1), "grades.jsonl": "not JSON" });
    await expect(loadRecording(folder)).resolves.toMatchObject({ name: "tiny" });
  });

  it("loses no sample that has no number or a number twice", async () => {
    const { solutions } = await recordingOf([
      row("m", 0),
      row("m", 0, { completion: "    return 9\n" }),
      { task_id: task.id, model: "m", raw: "def double(x): return x" },
      row("m", 1),
      row("n", 0),
    ]);
    expect(solutions.get(task.id)?.map(({ model, sample }) => `${model}${sample}`)).toEqual([
      "m0",
      "m2",
      "m3",
      "m1",
      "n0",
    ]);
  });

  it("holds tokens only where they were counted", async () => {
    const { solutions } = await recordingOf([
      row("m", 0, { promptTokens: 7, completionTokens: 5 }),
      row("m", 1, { promptTokens: null }),
    ]);
    expect(solutions.get(task.id)?.map(({ usage }) => usage)).toEqual([{ prompt: 7, completion: 5 }, null]);
  });

  it("brings blocks of tests as chat answers, lists without a call of anything left out", async () => {
    const chat = "Here you are:\n```python\nassert double(1) == 2\n```";
    const { tests, leftOut } = await recordingOf(samples("m", 1), [
      { completion: "\n\n" },
      { completion: "____, 'fill me'\nassert\n\nimport os\n" },
      { tests: [] },
      { completion: "\n    double(1) == 2\nassert \n    double(2) == 4\n" },
      { completion: "def test():\n    assert double(4) == 8\n" },
      { tests: ["assert double(3) == 6", "assert double(4) == 8"] },
      { raw: chat, tests: ["assert double(9) == 9"] },
      { raw: "I can't." },
    ]);
    expect(tests.get(task.id)?.map(({ answer }) => answer)).toEqual([
      "````\nassert double(1) == 2\nassert double(2) == 4\n````",
      "````\ndef test():\n    assert double(4) == 8\n````",
      "````\nassert double(3) == 6\nassert double(4) == 8\n````",
      chat,
      "I can't.",
    ]);
    expect(leftOut).toEqual([{ what: "blocks of tests", count: 3, why: "no assertion is in them" }]);
  });

  it("says how many of its solutions and blocks an evaluation of some tasks does not use", async () => {
    const strange = [row("m", 0, { task_id: "T/7" }), row("m", 1, { task_id: "T/7" })];
    const recording = await recordingOf([...samples("m", 1), ...strange], [{ tests: [] }]);
    const blocks = { what: "blocks of tests", count: 1, why: "no assertion is in them" };
    expect(leftOutFor(recording, [task, { id: "T/7" }])).toEqual([blocks]);
    expect(leftOutFor(recording, [task])).toEqual([
      { what: "recorded solutions", count: 2, why: "their tasks are not in the suite" },
      blocks,
    ]);
  });
});

describe("bad input, in one clear line", () => {
  const good = JSON.stringify(row("m", 0));

  it.each([
    ["a folder that is not there", {}, /nowhere is no recording: neither solutions\.jsonl nor/u],
    ["one without solutions", { "tests.jsonl": "" }, /is no recording: neither solutions\.jsonl nor/u],
    ["one without a row", { "solutions.jsonl": "\n" }, /is no recording: it holds no solution/u],
    ["what is no JSON", { "solutions.jsonl": `${good}\n\n{"task` }, /solutions\.jsonl: line 3 is not JSON/u],
    [
      "a row without an answer",
      { "solutions.jsonl": `${good}\n{"task_id":"T/1","model":"m"}` },
      /solutions\.jsonl: line 2: neither completion nor raw is there/u,
    ],
    [
      "a row without a task",
      { "solutions.jsonl.gz": '{"raw":"x"}\n' },
      /solutions\.jsonl\.gz: line 1: "task_id": .*string/u,
    ],
    [
      "a block without an answer",
      { "solutions.jsonl": good, "tests.jsonl": '{"task_id":"T/1"}' },
      /tests\.jsonl: line 1: neither raw nor completion nor tests is there/u,
    ],
  ])("%s", async (what, files: Record<string, string>, message) => {
    const folder = await folderOf(files);
    const failure = loadRecording(what.includes("not there") ? join(folder, "nowhere") : folder);
    await expect(failure).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(message) as string,
    });
    await expect(failure).rejects.toMatchObject({ message: expect.stringMatching(/^[^\n]*$/u) as string });
  });

  it("a gzip file that was cut off", async () => {
    const folder = await folderOf({ "solutions.jsonl.gz": samples("m", 1), "tests.jsonl": "" });
    const { truncate } = await import("node:fs/promises");
    await truncate(join(folder, "solutions.jsonl.gz"), 20);
    await expect(loadRecording(folder)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/solutions\.jsonl\.gz: it can't be unpacked/u) as string,
    });
  });
});
