// The bank's references and the simulated model; programs run in the real sandbox.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { solveOne } from "../../../app/solve-one.ts";
import { openSandbox } from "../../../app/wire/sandbox.ts";
import { HydraConfig } from "../../../core/config.ts";
import type { Language } from "../../../core/domain.ts";
import type { Sandbox } from "../../../core/ports.ts";
import { tableOf } from "../../../evals/figures/table.ts";
import { callOf, loadBank, programOf } from "../../../evals/simulate/bank.ts";
import { simulate } from "../../../evals/simulate/simulate.ts";

let folder = "";
let sandbox: Sandbox;
const { signal } = new AbortController();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-test-"));
  sandbox = await openSandbox({ ...HydraConfig.parse({}).sandbox, tier: "wasm" }, folder);
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const bank = loadBank();

describe("the bank's references", () => {
  it.each<Language>(["python", "javascript", "typescript"])(
    "has references that satisfy its examples in %s",
    async (language) => {
      const path = { python: "solution.py", javascript: "solution.js", typescript: "solution.ts" }[language];
      for (const task of bank) {
        const content = await programOf(
          task,
          task[language === "python" ? "python" : "typescript"],
          language,
        );
        const calls = task.examples.map(
          ([given, answer]) =>
            `${callOf(task, given)} ${language === "python" ? "==" : "==="} ${plain(answer, language)}`,
        );
        const lists = task.returns === "number[]" && language !== "python";
        const asked = lists
          ? task.examples.map(([given]) => `JSON.stringify(${callOf(task, given)})`)
          : calls;
        const result = await sandbox.check(
          { language, files: [{ path, content }], tests: [], calls: asked },
          { signal },
        );
        const expected = task.examples.map(([, answer]) =>
          lists ? ["s", JSON.stringify(answer)] : ["b", true],
        );
        expect([task.name, result.calls]).toEqual([task.name, expected]);
      }
    },
  );
});

const plain = (value: unknown, language: Language): string =>
  language === "python" && typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value);

describe("hydra eval simulate", () => {
  it("draws, chooses and grades, and says that it is simulated", async () => {
    const rows: unknown[] = [];
    const result = await simulate({
      language: "javascript",
      tasks: 1,
      seeds: 4,
      k: 3,
      solve: solveOne,
      sandbox,
      kept: { rows: [], append: async (row) => void rows.push(row) },
      signal,
      command: "hydra eval simulate",
      commit: "none",
    });
    expect(result).toMatchObject({
      kind: "simulate",
      models: "simulated",
      simulated: true,
      draws: 4,
      leftOut: [],
    });
    expect(Object.keys(result.solvers)).toEqual(
      expect.arrayContaining(["hydra", "majority", "codet", "oracle"]),
    );
    expect(rows).toHaveLength(4);
    expect(tableOf(result)).toMatch(/^SIMULATED/u);
    const right = rows.flatMap((row) =>
      (row as { candidates: { right: boolean }[] }).candidates.map((one) => one.right),
    );
    expect(new Set(right)).toEqual(new Set([true, false]));
  });
});
