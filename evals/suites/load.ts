// Suites. The form is recognised from the first row, so a new one is a file beside this one and a line here.
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Form, Loaded } from "./form.ts";
import { humanEval } from "./human-eval.ts";
import { humanEvalPack, humanEvalX } from "./human-eval-x.ts";
import { mbpp } from "./mbpp.ts";
import { readRows } from "./rows-of.ts";
import type { LeftOut } from "./task.ts";

/** The most particular first. */
const forms = [humanEvalPack, humanEvalX, humanEval, mbpp] as readonly Form<unknown>[];

export interface Suite {
  readonly tasks: readonly Loaded[];
  readonly leftOut: readonly LeftOut[];
}

/** Throws `BAD_INPUT`. Holds hidden tests: not for the pipeline's process. */
export const loadSuite = async (path: string): Promise<Suite> => {
  const [first] = await readRows(path, z.looseObject({}));
  const form = forms.find(({ marks }) => first !== undefined && marks.every((mark) => mark in first));
  if (form === undefined) {
    throw new HydraError("BAD_INPUT", `${path}: its first row is of no form of suite that is known`, {
      fix: `bring it into one of these: ${forms.map((one) => `${one.name} (${one.marks.join(", ")})`).join("; ")}`,
    });
  }
  const seen = new Set<string>();
  const loaded = (await readRows(path, form.row)).map((row): Loaded | LeftOut => {
    const one = form.load(row);
    const id = "task" in one ? one.task.id : one.what;
    if (seen.has(id)) return { what: id, count: 1, why: "another task before it has the same id" };
    seen.add(id);
    return one;
  });
  return {
    tasks: loaded.filter((one) => "task" in one),
    leftOut: loaded.filter((one) => "why" in one),
  };
};
