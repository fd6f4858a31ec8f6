// The whole way of a repair in the real sandbox, with a model that answers from a script and a grader in its own process.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addEvalRepair } from "../../../cli/commands/eval-repair.ts";
import type { Edge } from "../../../cli/edge.ts";
import { reportError } from "../../../cli/errors.ts";
import { readResult } from "../../../evals/figures/result.ts";
import { RepairRow } from "../../../evals/repair/rows.ts";
import { makeWorld } from "../../app/fake-wired.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

const hydra = async (line: string, { noModel = false } = {}) => {
  const world = makeWorld({ noModel });
  let [stdout, stderr] = ["", ""];
  let code = 0;
  const edge: Edge = {
    argv: line.split(" "),
    env: { HYDRA_DATA: join(folder, "data"), HYDRA_HOME: join(folder, "home"), HYDRA_SANDBOX: "wasm" },
    cwd: folder,
    stdin: process.stdin,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
    userDataDir: join(folder, "data"),
    versions: { hydra: "1.2.3", node: "24" },
    wire: world.wire,
    compileSwarm: world.compileSwarm,
    openKnowledge: async () => Promise.reject(new Error("nothing is known here")),
  };
  const program = new Command("eval").exitOverride();
  addEvalRepair(program, edge, async (action) => {
    code = await action();
  });
  try {
    await program.parseAsync(line.split(" "), { from: "user" });
  } catch (error) {
    code = reportError(error, edge, false);
  }
  return { code, stdout, stderr };
};

const runsFolder = () => join(folder, "home/evals/runs");
const rowsOf = async (): Promise<RepairRow[]> => {
  const [run = "", ...others] = await readdir(runsFolder());
  expect(others).toEqual([]);
  const text = await readFile(join(runsFolder(), run, "rows.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => RepairRow.parse(JSON.parse(line)));
};

describe("hydra eval repair", () => {
  it("repairs, is told the truth by the hidden tests, and goes on where it was", async () => {
    const half = await hydra("repair --models scripted --limit 2");
    expect(half).toMatchObject({ code: 0 });
    expect(await rowsOf()).toMatchObject([
      { task: "JavaScript/9001", status: "verified", after: { shown: true, right: true } },
      // None of the drafts passes: the second round's answer does.
      { task: "JavaScript/9002", status: "verified", after: { shown: true, right: true } },
    ]);

    const whole = await hydra("repair --models scripted --resume --json new/out.json");
    expect(whole.stderr).toBe(
      "[SCRIPTED] 3/4 JavaScript/9003: verified, wrong\n[SCRIPTED] 4/4 JavaScript/9004: unsolved, nothing shipped\n",
    );
    expect(whole.stdout).toContain("scripted");
    expect(await rowsOf()).toMatchObject([
      { task: "JavaScript/9001" },
      { task: "JavaScript/9002" },
      { before: { shown: false }, status: "verified", after: { shown: true, right: false } },
      { before: { shown: false }, status: "unsolved", after: null },
    ]);
    const result = await readResult(join(folder, "new/out.json"));
    expect(result).toMatchObject({ kind: "repair", models: "scripted", tasks: 4, leftOut: [] });
    const measures = "measures" in result ? result.measures : [];
    const told = Object.fromEntries(measures.map(({ name, value }) => [name, value]));
    expect(told).toMatchObject({
      hydra: 0.5,
      "verified and wrong": 0.25,
      unsolved: 0.25,
      "passes what is shown, and is wrong": 0.333333,
    });
  });

  it("ends with 3 and the usual screen where no model answers", async () => {
    const suite = join(import.meta.dirname, "../../../evals/repair/scripted/suite.jsonl");
    const { code, stderr } = await hydra(`repair --suite ${suite}`, { noModel: true });
    expect(code).toBe(3);
    expect(stderr).toContain("No model was found, so there is nobody to ask.");
  });

  it.each([
    ["repair --models replay:x", "--models replay:x is not known"],
    ["repair --models scripted --k 0", "--k 0 is no count"],
    ["repair --suite nothing-here.jsonl", "nothing-here"],
  ])("%s is bad input", async (line, said) => {
    const { code, stderr } = await hydra(line);
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toContain(said);
  });
});
