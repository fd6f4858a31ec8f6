// `hydra eval code` as it is typed: a small recording through the real graph, the real npm-only sandbox and the real grader's
// process, and one clear line for whatever can't be evaluated.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ChoiceResult } from "../../evals/figures/schema.ts";
import { temporary } from "../support/temporary.ts";
import { makeTerminal } from "./edge.ts";

const linesOf = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const task = (number: number, name: string, factor: number) => ({
  task_id: `HumanEval/${number}`,
  prompt: `def ${name}(x: int) -> int:\n    """ ${factor} times the number.\n    >>> ${name}(2)\n    ${factor * 2}\n    """\n`,
  entry_point: name,
  canonical_solution: `    return ${factor} * x\n`,
  test: `def check(candidate):\n    assert [candidate(n) for n in range(9)] == [${factor} * n for n in range(9)]\n`,
});
const solution = (number: number, sample: number, completion: string) => ({
  task_id: `HumanEval/${number}`,
  model: "tiny-1b",
  sample,
  completion: `    ${completion}\n`,
});

const folder = temporary();
const at = (name: string) => join(folder, name);
const env = { HYDRA_HOME: at("home"), HYDRA_SANDBOX: "wasm", HYDRA_EVAL_DATA: at("data") };
const terminal = makeTerminal();
const run = async (...words: string[]) => terminal.run(["eval", "code", ...words], { env, cwd: folder });
const suite = ["--suite", at("tiny.jsonl")];
const small = [...suite, "--models", "replay:recording", "--k", "2", "--seeds", "2", "--solvers"];
const first = [...small, "single,majority,hydra,oracle", "--json", "result.json"];
const resultIn = async (name: string) => ChoiceResult.parse(JSON.parse(await readFile(at(name), "utf8")));
const rowsPath = async () => {
  const [run = ""] = await readdir(join(at("home"), "evals", "runs"));
  return join(at("home"), "evals", "runs", run, "rows.jsonl");
};

beforeAll(async () => {
  await mkdir(at("recording"));
  await mkdir(at("empty"));
  await writeFile(
    at("tiny.jsonl"),
    linesOf([task(1, "double", 2), task(2, "triple", 3), task(3, "quadruple", 4)]),
  );
  await writeFile(at("other.jsonl"), linesOf([task(9, "double", 2)]));
  await writeFile(
    join(at("recording"), "solutions.jsonl"),
    linesOf([
      solution(1, 0, "return x + x"),
      solution(1, 1, "return x * x"),
      solution(1, 2, "return x + 1"),
      solution(2, 0, "return 3 * x"),
      solution(2, 1, "return x + x + x"),
    ]),
  );
  await writeFile(
    join(at("recording"), "tests.jsonl"),
    linesOf([{ task_id: "HumanEval/1", model: "tiny-1b", raw: "```python\nassert double(5) == 10\n```" }]),
  );
});

describe("hydra eval code on a recording", () => {
  it("prints a table, writes its result, and says the same bytes the second time", async () => {
    const one = await run(...first);
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/replay: recording/u);
    expect(one.stdout).toMatch(/^hydra .*\d/mu);
    const bytes = await readFile(at("result.json"), "utf8");
    expect(await resultIn("result.json")).toMatchObject({
      suite: "tiny",
      models: "replay: recording",
      tasks: 2,
      draws: 3,
      drawnBy: ["tiny-1b"],
      simulated: false,
      leftOut: [
        { what: "task of the suite", count: 1 },
        { what: "draw of the suite", count: 1 },
      ],
    });
    expect((await resultIn("result.json")).solvers).toMatchObject({
      hydra: { draws: 3 },
      majority: { draws: 3 },
    });
    expect(await run(...first)).toMatchObject({ code: 0, stdout: one.stdout });
    expect(await readFile(at("result.json"), "utf8")).toBe(bytes);
  });

  it("goes on behind what was finished with --resume, and draws a plot", async () => {
    const path = await rowsPath();
    const [row = "", ...others] = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(others).toHaveLength(2);
    // A model that never was: only a row that is taken as it stands can bring it.
    await writeFile(path, `${row.replaceAll("tiny-1b", "from-before")}\n${others[0]?.slice(0, 30)}`);
    const resumed = await run(...first, "--resume", "--plot", "new/plot.svg");
    expect(resumed.code).toBe(0);
    const result = await resultIn("result.json");
    expect(result.draws).toBe(3);
    expect(result.drawnBy.toSorted()).toEqual(["from-before", "tiny-1b"]);
    expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(3);
    expect(await readFile(at("new/plot.svg"), "utf8")).toMatch(/^<svg [^]*<\/svg>\n$/u);
  });

  it("lets a juror stub choose alone, where there is one", async () => {
    const words = [...small, "hydra,judge-only", "--limit", "1", "--seeds", "1", "--json", "judged.json"];
    const without = await run(...words);
    expect(without.code).toBe(0);
    expect(without.stdout).toMatch(/\): the solver judge-only$/mu);
    expect(Object.keys((await resultIn("judged.json")).solvers)).not.toContain("judge-only");
    expect((await run(...words, "--jurors", "perfect")).code).toBe(0);
    expect(Object.keys((await resultIn("judged.json")).solvers)).toContain("judge-only");
  });

  it("says scripted where no model answered", async () => {
    const words = [...suite, "--models", "scripted", "--k", "2", "--seeds", "1", "--limit", "1"];
    const { code, stdout } = await run(...words, "--solvers", "hydra", "--json", "scripted.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/scripted/u);
    expect(await resultIn("scripted.json")).toMatchObject({ models: "scripted", tasks: 1, draws: 1 });
  });
});

describe("hydra eval code stopped by a person", () => {
  it.each(["code", "repair", "simulate"])("says of %s how it goes on", async (name) => {
    const other = makeTerminal();
    other.controller.abort();
    const words = name === "code" ? first : name === "repair" ? ["--models", "scripted"] : ["--tasks", "1"];
    const { code, stderr } = await other.run(["eval", name, ...words], { env, cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: "hydra: interrupted. Fix: the same command with --resume goes on behind what is finished.\n",
    });
  });
});

describe("what can't be evaluated is one line and exit code 2", () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      "an unknown solver",
      [...small, "hydra,majorty"],
      /--solvers majorty is not known.*did you mean majority\?/u,
    ],
    ["no seeds", [...suite, "--seeds", "0"], /--seeds 0 is no count from 1 to 1000/u],
    ["too many candidates", [...suite, "--k", "10"], /--k 10 is no count from 1 to 9/u],
    [
      "no recording",
      [...suite, "--models", "replay:empty"],
      /empty is no recording: neither solutions\.jsonl/u,
    ],
    ["a folder that is not there", [...suite, "--models", "replay:nowhere"], /nowhere is no recording/u],
    [
      "a suite that is not there",
      [...small, "hydra", "--suite", "nope"],
      /there is no suite nope.*hydra eval fetch/u,
    ],
    ["other models", [...suite, "--models", "replays"], /--models replays is not known/u],
    ["recording a replay", [...small, "hydra", "--record", "out"], /--record keeps what live models answer/u],
    [
      "several models",
      [...small, "hydra", "--models", "replay:recording,live"],
      /say --models replay:recording/u,
    ],
    ["a recording without a name", [...suite, "--models", "replay:"], /say --models replay:DIR/u],
    [
      "several recordings, one without a name",
      [...suite, "--calibrate", "--models", "replay:recording,replay:"],
      /say --models replay:DIR/u,
    ],
    [
      "a juror stub beside models that have opinions",
      [...suite, "--models", "live", "--jurors", "perfect"],
      /--jurors perfect stands in for opinions that a recording lacks, and the models are live/u,
    ],
    [
      "a juror stub beside the scripted one",
      [...suite, "--models", "scripted", "--jurors", "coin"],
      /the models are scripted/u,
    ],
    ["no first seed", [...small, "hydra", "--first-seed", "-1"], /--first-seed -1 is no count/u],
    [
      "a first seed behind the last draw",
      [...small, "hydra", "--first-seed", "3"],
      /has 3 different draws of 2 samples of a task at most, and --first-seed is 3\. Fix: say --first-seed 2,/u,
    ],
    [
      "controls without a recording",
      [...suite, "--models", "scripted", "--controls"],
      /the controls change recorded draws, and no recording is replayed/u,
    ],
    ["another intake", [...small, "hydra", "--intake", "all"], /--intake all is not known/u],
    [
      "an intake that the suite has not",
      [...small, "hydra", "--intake", "first-assert"],
      /shows no assertion/u,
    ],
    [
      "too few samples",
      [...small, "hydra", "--k", "9"],
      /has 3 samples of a task at most, and --k is 9\. Fix: say --k 3,/u,
    ],
    [
      "another suite",
      [...small, "hydra", "--suite", at("other.jsonl")],
      /has no samples of any task of other/u,
    ],
    [
      "what a calibration would swallow",
      [...small, "hydra", "--calibrate", "--controls", "--plot", "out"],
      /--calibrate has no use for --solvers, --plot, --controls/u,
    ],
    [
      "a result where none can be written",
      [...small, "hydra", "--json", at("tiny.jsonl/result.json")],
      /tiny\.jsonl is a file, not a folder/u,
    ],
  ])("%s", async (_, words, said) => {
    const { code, stdout, stderr } = await run(...words);
    expect(stderr).toMatch(said);
    expect({ code, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({
      code: 2,
      stdout: "",
      lines: 1,
    });
    expect(existsSync(at("out"))).toBe(false);
  });
});
