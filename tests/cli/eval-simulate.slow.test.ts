// `hydra eval simulate` as it is typed: its rows belong to the vote that made them, and its result says where chances come from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ChoiceResult } from "../../evals/figures/schema.ts";
import { shippedWeights } from "../../nodes/choose/weights.ts";
import { temporary } from "../support/temporary.ts";
import { makeTerminal } from "./edge.ts";

const folder = temporary();
const env = { HYDRA_HOME: join(folder, "home"), HYDRA_SANDBOX: "wasm" };

it("asks of the vote that there is, and states cross-fitted chances", async () => {
  const words = ["--language", "javascript", "--tasks", "1", "--seeds", "1", "--json", "new/out.json"];
  const { code } = await makeTerminal().run(["eval", "simulate", ...words], { env, cwd: folder });
  expect(code).toBe(0);
  const result = ChoiceResult.parse(JSON.parse(await readFile(join(folder, "new/out.json"), "utf8")));
  expect(result.calibration).toMatch(/^cross-fitted over tasks in \d+ folds; /u);
  const [run = ""] = await readdir(join(folder, "home/evals/runs"));
  const question = await readFile(join(folder, "home/evals/runs", run, "question.json"), "utf8");
  expect(JSON.parse(question)).toMatchObject({
    weights: shippedWeights(),
    sources: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
  });
});
