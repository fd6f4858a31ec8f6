// HumanEval-X and humanevalpack, JavaScript and Python: `example_test` may be shown, `test` grades. humanevalpack brings a
// planted mistake as well.
import { z } from "zod";
import type { Form, Loaded } from "./form.ts";
import { withoutTests } from "./form.ts";
import { javaScriptHead } from "./javascript.ts";
import { pythonHead, standingAbove } from "./python.ts";
import type { LeftOut } from "./task.ts";

const Row = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  declaration: z.string().min(1),
  test: z.string().nullish(),
  example_test: z.string().nullish(),
  canonical_solution: z.string().nullish(),
});
type Row = z.infer<typeof Row>;

const PackRow = Row.extend({ buggy_solution: z.string().min(1), bug_type: z.string().default("unknown") });

export const humanEvalX: Form<Row> = {
  name: "HumanEval-X",
  marks: ["task_id", "prompt", "declaration"],
  row: Row,
  load: (row) => loadX(row, null),
};

export const humanEvalPack: Form<z.infer<typeof PackRow>> = {
  name: "humanevalpack",
  marks: ["task_id", "prompt", "declaration", "buggy_solution"],
  row: PackRow,
  load: (row) => loadX(row, { program: row.declaration + row.buggy_solution, type: row.bug_type }),
};

const flawed: Readonly<Record<string, string>> = {
  "JavaScript/112": "its reference returns only the second of the two values that its tests ask for",
  "JavaScript/162": "it needs js-md5, which is no part of JavaScript",
};

const loadX = (row: Row, bug: Loaded["bug"]): Loaded | LeftOut => {
  const { task_id: id, prompt, declaration } = row;
  const python = id.startsWith("Python/");
  if (!python && !id.startsWith("JavaScript/"))
    return { what: id, count: 1, why: "candidates are not written in its language" };
  const why = flawed[id];
  if (why !== undefined) return { what: id, count: 1, why };
  const test = row.test ?? "";
  if (!/\bassert\b/u.test(test)) return withoutTests(id);
  const [, entryPoint] = [...declaration.matchAll(defining)].at(-1) ?? [];
  if (entryPoint === undefined) return { what: id, count: 1, why: "its declaration names no function" };
  const above = new RegExp(`^(?:const|let|var|(?:async )?function\\*?) ${entryPoint}\\b[^]*`, "mu");
  const preamble = python ? standingAbove(prompt, entryPoint) : declaration.replace(above, "").trim();
  const head = python ? pythonHead(preamble, entryPoint, test) : `${javaScriptHead}\n${preamble}`;
  const shown = /\bassert\b/u.test(row.example_test ?? "") ? (row.example_test ?? null) : null;
  return {
    task: { id, language: python ? "python" : "javascript", prompt, entryPoint, preamble, shown },
    hidden: { path: python ? "test_hidden.py" : "hidden.test.js", content: `${head}\n\n${test}` },
    reference: row.canonical_solution == null ? null : prompt + row.canonical_solution,
    bug,
  };
};

const defining = /^(?:const|let|var|(?:async )?(?:function\*?|def)) ([\w$]+)/gmu;
