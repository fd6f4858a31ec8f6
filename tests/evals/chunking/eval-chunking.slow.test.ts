// A database of its own takes seconds to start.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addEvalChunking } from "../../../cli/commands/eval-chunking.ts";
import type { Edge } from "../../../cli/edge.ts";
import { temporary } from "../../support/temporary.ts";

test("hydra eval chunking: a size that holds the answer whole, as a table and as an object", async () => {
  const folder = temporary();
  const text = Array.from({ length: 40 }, (_, at) => `Paragraph ${at} tells of number${at}.`).join("\n\n");
  const start = text.indexOf("Paragraph 7 ");
  const references = [{ content: text.slice(start, start + 30), start_index: start, end_index: start + 30 }];
  writeFileSync(join(folder, "a.md"), text);
  const row = { question: "what tells of number7?", corpus_id: "a", references };
  writeFileSync(join(folder, "questions.jsonl"), JSON.stringify(row));
  const cwd = temporary();
  let [stdout, stderr] = ["", ""];
  const argv = ["chunking", "--data", folder, "--sizes", "100", "--top", "1", "--json", "out.json"];
  const edge = {
    argv: ["eval", ...argv],
    env: {},
    cwd,
    stdout: { write: (said: string) => (stdout += said) },
    stderr: { write: (said: string) => (stderr += said) },
    signal: new AbortController().signal,
    userDataDir: temporary(),
    versions: { hydra: "1.2.3", node: "24" },
  } as unknown as Edge;
  let code = -1;
  const evals = new Command("eval");
  addEvalChunking(evals, edge, async (action) => {
    code = await action();
  });
  await evals.parseAsync(argv, { from: "user" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "100 characters: 1 questions\n" });
  expect(stdout).toContain("recall 1.000");
  const { sizes } = JSON.parse(readFileSync(join(cwd, "out.json"), "utf8")) as { sizes: unknown[] };
  expect(sizes).toMatchObject([{ targetCharacters: 100, atTop: { recall: { value: 1 } } }]);
});
