// MBPP: a sentence, and asserts. The first may be shown, the others grade. The sanitized set says `prompt` and `test_imports`.
import { z } from "zod";
import type { Form } from "./form.ts";
import { withoutTests } from "./form.ts";
import { pythonHead } from "./python.ts";

const Row = z
  .object({
    task_id: z.union([z.number().int(), z.string().min(1)]),
    text: z.string().min(1).optional(),
    prompt: z.string().min(1).optional(),
    code: z.string(),
    test_list: z.array(z.string()).default([]),
    test_setup_code: z.string().default(""),
    test_imports: z.array(z.string()).default([]),
  })
  .refine(({ text, prompt }) => (text ?? prompt) !== undefined, { path: ["text"], message: "it is missing" });

export const mbpp: Form<z.infer<typeof Row>> = {
  name: "MBPP",
  marks: ["task_id", "code", "test_list"],
  row: Row,
  load: (row) => {
    const id = typeof row.task_id === "number" ? `MBPP/${row.task_id}` : row.task_id;
    const [shown, ...hidden] = row.test_list.map((test) => test.replaceAll("\r\n", "\n"));
    if (shown === undefined || hidden.length === 0) return withoutTests(id);
    const reference = row.code.replaceAll("\r\n", "\n");
    const entryPoint = namedBy(shown, reference);
    if (entryPoint === null)
      return { what: id, count: 1, why: "its first assert calls nothing that could be written" };
    const preamble = [...row.test_imports, row.test_setup_code].join("\n").replaceAll("\r\n", "\n").trim();
    const text = (row.text ?? row.prompt ?? "").trim();
    const test = `def test_hidden():\n${hidden.map((one) => `    ${one}`).join("\n")}\n`;
    return {
      task: {
        id,
        language: "python",
        prompt: `${text} Name it \`${entryPoint}\`.`,
        entryPoint,
        preamble,
        shown,
      },
      hidden: { path: "test_hidden.py", content: `${pythonHead(preamble, entryPoint, test)}\n\n${test}` },
      reference,
      bug: null,
    };
  },
};

/** The function that an assert calls: one that the reference defines, else the first name called. */
const namedBy = (assertion: string, reference: string): string | null => {
  const called = [...assertion.matchAll(/(?<![.\w])([A-Za-z_]\w*)\s*\(/gu)].flatMap(([, name]) => name ?? []);
  const defined = called.find((name) => new RegExp(`^\\s*(?:def|class) ${name}\\b`, "mu").test(reference));
  return defined ?? called.find((name) => name !== "assert") ?? null;
};
