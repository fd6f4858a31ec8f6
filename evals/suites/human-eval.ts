// HumanEval: a Python prompt that is continued, and a `check(candidate)` that grades. EvalPlus's HumanEval+ has the same form.
import { z } from "zod";
import type { Form } from "./form.ts";
import { withoutTests } from "./form.ts";
import { pythonHead, standingAbove } from "./python.ts";

const Row = z.object({
  task_id: z.string().min(1),
  prompt: z.string().min(1),
  entry_point: z.string().min(1),
  test: z.string().nullish(),
  canonical_solution: z.string().nullish(),
});

export const humanEval: Form<z.infer<typeof Row>> = {
  name: "HumanEval",
  marks: ["task_id", "prompt", "entry_point"],
  row: Row,
  load: ({ task_id: id, prompt, entry_point: entryPoint, test, canonical_solution: body }) => {
    if (!/\bdef check\b/u.test(test ?? "")) return withoutTests(id);
    const preamble = standingAbove(prompt, entryPoint);
    const calling = `def test_hidden():\n    check(${entryPoint})\n`;
    return {
      task: { id, language: "python", prompt, entryPoint, preamble, shown: null },
      hidden: {
        path: "test_hidden.py",
        content: [pythonHead(preamble, entryPoint, test ?? ""), test, calling].join("\n\n"),
      },
      reference: body == null ? null : prompt + body,
      bug: null,
    };
  },
};
