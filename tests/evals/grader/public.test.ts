// The grader on the public suites: references are right, planted mistakes are wrong, and recorded grades are what it finds itself.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Grader, openGrader } from "../../../evals/grader/client.ts";
import { loadSuite } from "../../../evals/suites/load.ts";
import { locateSuite } from "../../../evals/suites/locate.ts";
import { evalData, why } from "../suites/data.ts";
import { sandbox } from "./sketch.ts";

describe.skipIf(evalData === null)(`the grader on the public suites${why}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hydra-public-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const data = evalData ?? "";
  const using = async <T>(suite: string, work: (grader: Grader) => Promise<T>): Promise<T> => {
    const signal = new AbortController().signal;
    const options = { data, recording: null, mode: "run", cache: folder, sandbox, signal } as const;
    const grader = await openGrader({ suite, ...options });
    try {
      return await work(grader);
    } finally {
      await grader.close();
    }
  };

  it.each([
    // With helpers above the function, with random tests, with tolerance, with an import inside, with a class in the tests.
    ["humaneval", [0, 10, 32, 38, 50, 71, 115, 148].map((n) => `HumanEval/${n}`)],
    ["mbpp", [1, 82, 367, 601].map((n) => `MBPP/${n}`)],
    ["humaneval-x-js", [4, 32, 38, 50].map((n) => `JavaScript/${n}`)],
  ])("%s: references are right", async (suite, ids) => {
    const { tasks } = await loadSuite((await locateSuite(suite, [join(data, "code")])).path);
    const grades = await using(suite, async (grader) =>
      Promise.all(
        ids.map(async (id) => {
          const one = tasks.find(({ task }) => task.id === id);
          const path = one?.task.language === "python" ? "solution.py" : "solution.js";
          const files = [{ path, content: one?.reference ?? "" }];
          return [id, (await grader.grade({ task: id, files, sample: null })).base];
        }),
      ),
    );
    expect(grades).toEqual(ids.map((id) => [id, true]));
  });

  it("humanevalpack: planted mistakes are wrong", async () => {
    await using("humanevalpack", async (grader) => {
      for (const id of ["JavaScript/0", "JavaScript/8", "JavaScript/100"]) {
        const content = grader.bugs.get(id)?.program ?? "";
        expect(content).not.toBe("");
        const files = [{ path: "solution.js", content }];
        expect((await grader.grade({ task: id, files, sample: null })).base, id).toBe(false);
      }
    });
  });
});
