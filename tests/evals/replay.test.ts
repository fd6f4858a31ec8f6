// Suites, recordings and the model that replays them, on a small recording written here.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { drawFrom, loadRecording, type Recording } from "../../evals/recordings.ts";
import { makeReplayChat } from "../../evals/replay-chat.ts";
import { loadHumanEval, withoutExamples, type CodeTask } from "../../evals/suites.ts";

const prompt = [
  "from typing import List",
  "",
  "def helper(x):",
  "    return x",
  "",
  "def double(x: int) -> int:",
  '    """ Twice the number.',
  "    >>> double(2)",
  "    4",
  '    """',
  "",
].join("\n");
const row = {
  task_id: "T/1",
  prompt,
  entry_point: "double",
  test: "def check(candidate):\n    assert candidate(3) == 6\n",
};
const solution = (model: string, sample: number, rest: object) => ({
  task_id: "T/1",
  model,
  sample,
  ...rest,
});

let folder = "";
let task: CodeTask;
const write = async (name: string, rows: readonly unknown[]) =>
  writeFile(join(folder, name), gzipSync(rows.map((one) => JSON.stringify(one)).join("\n")));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-replay-"));
  await write("suite.jsonl.gz", [row]);
  [task] = (await loadHumanEval(join(folder, "suite.jsonl.gz"))) as [CodeTask];
});
afterAll(async () => rm(folder, { recursive: true }));

const recording = async (solutions: readonly object[], tests: readonly object[] = []): Promise<Recording> => {
  await write("solutions.jsonl.gz", solutions);
  await write(
    "tests.jsonl.gz",
    tests.map((rest) => ({ task_id: "T/1", ...rest })),
  );
  return loadRecording(folder);
};
const one = { seed: 0, candidates: 1, blocks: 9 };
const answersOf = (from: Recording, options: Partial<typeof one> = {}) =>
  drawFrom(from, task, { ...one, ...options })?.solutions ?? [];

describe("a suite", () => {
  it("keeps what stands above the function apart", () => {
    expect(task.preamble).toBe(prompt.slice(0, prompt.indexOf("def double")));
  });

  it("shows a task without its examples, and still as a program that parses", () => {
    const bare = withoutExamples(task).prompt;
    expect(bare).toContain("Twice the number.");
    expect(bare).not.toContain("double(2)");
    expect(bare.split('"""')).toHaveLength(3);
  });

  it("that is not there or of another form is bad input", async () => {
    await expect(loadHumanEval(join(folder, "nowhere"))).rejects.toMatchObject({ code: "BAD_INPUT" });
    await writeFile(join(folder, "other.jsonl"), '{"a": 1}');
    await expect(loadHumanEval(join(folder, "other.jsonl"))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("a recorded answer", () => {
  it.each([
    ["a completion goes on behind the prompt", { completion: "    return x + x\n" }, "    return x + x"],
    [
      "a body without its first indentation gets it back",
      { completion: "return x + x" },
      "\n    return x + x",
    ],
    [
      "bare code stands below the imports and helpers",
      { raw: "def double(x):\n    return 2 * x" },
      "def helper",
    ],
  ])("%s", async (_, rest, expected) => {
    const [text = ""] = answersOf(await recording([solution("m", 0, rest)]));
    expect(text).toMatch(/^```python path=solution\.py\n[^]*\n```$/u);
    expect(text).toContain(expected);
  });

  it("keeps a chat answer as it was, imports and helpers put into its block", async () => {
    const raw = "Here:\n```python\ndef double(x):\n    return 2 * x\n```\nDone.";
    const [text = ""] = answersOf(await recording([solution("m", 0, { raw })]));
    expect(text.startsWith("Here:\n```python\nfrom typing import List")).toBe(true);
    expect(text.endsWith("\n```\nDone.")).toBe(true);
  });

  it("reads the block marks of CodeLlama", async () => {
    const raw =
      "[PYTHON]\ndef double(x):\n    return 2 * x\n[/PYTHON]\n[TESTS]\nassert double(1) == 2\n[/TESTS]";
    const [text = ""] = answersOf(await recording([solution("m", 0, { raw })]));
    expect(text).toMatch(/```python\n[^]*return 2 \* x\n+```\n\[TESTS\]/u);
  });
});

const samples = (model: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    solution(model, index, { completion: `    return "${model}${index}"` }),
  );

describe("a draw", () => {
  it("is the same for the same seed, another for another, without a sample twice", async () => {
    const from = await recording(samples("m", 20));
    const three = (seed: number) => answersOf(from, { seed, candidates: 3 });
    expect(three(1)).toEqual(three(1));
    expect(three(1)).not.toEqual(three(2));
    expect(new Set(three(1)).size).toBe(3);
  });

  it("is of one model where it can be, the models taking turns, and mixed where it can't", async () => {
    const from = await recording([...samples("a", 3), ...samples("b", 3), ...samples("c", 1)]);
    const models = [0, 1].map(
      (seed) => new Set(answersOf(from, { seed, candidates: 3 }).map((text) => /"(\w)/u.exec(text)?.[1])),
    );
    expect(models).toEqual([new Set(["a"]), new Set(["b"])]);
    const mixed = await recording([...samples("a", 1), ...samples("b", 1), ...samples("c", 1)]);
    expect(answersOf(mixed, { candidates: 3 })).toHaveLength(3);
    expect(drawFrom(mixed, task, { ...one, candidates: 4 })).toBeNull();
  });

  it("brings blocks of tests as assertions, empty ones left out", async () => {
    const from = await recording(samples("m", 1), [
      { completion: "\n\n" },
      { completion: "\n    double(1) == 2\nassert \n    double(2) == 4\n" },
      { tests: ["assert double(3) == 6", "assert double(4) == 8"] },
    ]);
    expect(drawFrom(from, task, one)?.tests.toSorted()).toEqual([
      "assert double(1) == 2\nassert double(2) == 4\n",
      "assert double(3) == 6\nassert double(4) == 8",
    ]);
    const none = await recording(samples("m", 1));
    expect(drawFrom(none, task, one)?.tests).toEqual([]);
    expect(drawFrom(none, task, { ...one, testsFrom: from })?.tests).toHaveLength(2);
  });
});

describe("the replaying model", () => {
  const chat = makeReplayChat({
    name: "r/T/1/0",
    solutions: ["s0", "s1", "s2", "s3", "s4"],
    tests: ["t0", "t1"],
  });
  const signal = new AbortController().signal;
  const ask = async (key: string) =>
    (await chat.text({ thread: "t", key, role: "qa", system: "", sections: [] }, { signal })).text;

  it("says what it is", () => {
    expect(chat.identity.kind).toBe("replay");
    expect(chat.identity.roles["qa"]).toBe("replay:r/T/1/0");
  });

  it("answers drafts by approach and tests by block, in whatever order they are asked", async () => {
    const names = ["aggressive", "conservative", "conservative-2", "minimal", "minimal-2"];
    expect(await Promise.all(names.map((name) => ask(`main/draft/${name}`)))).toEqual([
      "s2",
      "s0",
      "s3",
      "s1",
      "s4",
    ]);
    expect([await ask("main/tests/1"), await ask("main/tests/0")]).toEqual(["t1", "t0"]);
  });

  it.each(["plan", "main/draft/aggressive-2", "main/draft/other", "main/tests/7", "main/repair/minimal/1"])(
    "has no answer to %s, which is bad output and no breakdown",
    async (key) => {
      await expect(ask(key)).rejects.toMatchObject({ code: "OUTPUT_INVALID", details: { key } });
    },
  );

  it("gives no objects, since none was recorded", async () => {
    const request = {
      thread: "t",
      key: "main/review/qa/minimal",
      role: "qa",
      system: "",
      sections: [],
    } as const;
    await expect(chat.object(request, z.unknown(), { signal })).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });
  });
});
