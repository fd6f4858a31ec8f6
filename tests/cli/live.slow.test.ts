// `hydra run` from the command line against a real server and real weights. The model is far too small to be right, so what
// is held here is that it ends in an honest verdict whatever such a model says.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RunResult } from "../../core/contract.ts";
import { haveLlama, startLlama, type LlamaServer } from "../support/llama.ts";
import { temporary } from "../support/temporary.ts";

const launcher = join(import.meta.dirname, "../../bin/hydra.mjs");

describe.skipIf(!haveLlama)(
  "hydra run on a real llama-server (HYDRA_TEST_LLAMA_SERVER, HYDRA_TEST_GGUF)",
  () => {
    let server: LlamaServer;
    beforeAll(async () => {
      server = await startLlama();
    });
    afterAll(async () => server.stop());

    const hydra = async (args: readonly string[]) => {
      const home = temporary();
      const env = {
        PATH: process.env["PATH"],
        HOME: home,
        HYDRA_HOME: join(home, ".hydra"),
        HYDRA_DATA: join(home, "data"),
        HYDRA_SANDBOX: "wasm",
        HYDRA_BASE_URL: server.url,
      };
      return new Promise<{ code: number; out: string }>((resolve) => {
        execFile(
          process.execPath,
          [launcher, ...args],
          { env, cwd: home, maxBuffer: 32 << 20 },
          (error, out) => resolve({ code: error === null ? 0 : Number(error.code), out }),
        );
      });
    };

    test("ends in a verdict, and says which model it was", async () => {
      const { code, out } = await hydra([
        "run",
        "Write a Python function add(a, b). add(2, 3) == 5; add(-1, 1) == 0",
        "--json",
      ]);
      const result = RunResult.parse(JSON.parse(out));
      expect(code).toBe(result.verdict === "unsolved" ? 1 : 0);
      expect(result.model).toMatchObject({ kind: "live", roles: { qa: "smollm2" } });
      expect(result.budget.tokens.used).toBeGreaterThan(100);
      const trusted = result.subtasks[0]?.candidates.map((candidate) => candidate.trusted.total) ?? [];
      expect(Math.max(0, ...trusted)).toBe(
        result.subtasks[0]?.candidates.every(({ unusable }) => unusable !== null) ? 0 : 2,
      );
    });

    test("a spent budget ends in a verdict, not in a crash", async () => {
      const { code, out } = await hydra([
        "run",
        "Write add(a, b). add(1, 2) == 3",
        "--budget-tokens",
        "50",
        "--json",
      ]);
      expect(code).toBe(1);
      expect(RunResult.parse(JSON.parse(out)).verdict).toBe("unsolved");
    });
  },
);
