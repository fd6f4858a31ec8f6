// `hydra eval intake` as it is typed: what the result says of the command and of the code that made it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MeasuredResult } from "../../evals/figures/schema.ts";
import { temporary } from "../support/temporary.ts";
import { makeTerminal } from "./edge.ts";

const folder = temporary();
const env = { HYDRA_HOME: join(folder, "home"), HYDRA_SANDBOX: "wasm", HYDRA_EVAL_DATA: folder };
const terminal = makeTerminal();
const run = async (...words: string[]) => terminal.run(["eval", "intake", ...words], { env, cwd: folder });
const row = (number: number, test: string) => ({
  task_id: `HumanEval/${number}`,
  prompt: 'def double(x):\n    """ Twice the number. """\n',
  entry_point: "double",
  canonical_solution: "    return 2 * x\n",
  test,
});

it("names its command, its commit, and what it left out", async () => {
  const rows = [row(1, "def check(candidate):\n    assert candidate(1) == 2\n"), row(2, "")];
  const suite = join(folder, "code", "tiny");
  await mkdir(suite, { recursive: true });
  await writeFile(join(suite, "tiny.jsonl"), rows.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const words = ["--suite", "tiny", "--limit", "1", "--json", "out.json"];
  const { code, stderr, stdout } = await run(...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("left out: 1 (it has no tests to grade by): HumanEval/2");
  const result = MeasuredResult.parse(JSON.parse(await readFile(join(folder, "out.json"), "utf8")));
  expect(result).toMatchObject({
    kind: "intake",
    tasks: 1,
    command: "hydra eval intake --suite tiny --limit 1",
    leftOut: [{ what: "HumanEval/2", count: 1, why: "it has no tests to grade by" }],
    commit: expect.stringMatching(/^[0-9a-f]{7,}(?: and changes)?$|^version /u) as string,
  });
});

it("refuses a limit that is no count", async () => {
  const { code, stderr } = await run("--limit", "none");
  expect(code).toBe(2);
  expect(stderr).toMatch(/--limit none is no count from 1 to/u);
});
