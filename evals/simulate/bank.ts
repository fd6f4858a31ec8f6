// Our own small tasks: what is asked with examples, a reference in each language, and where inputs come from. Hidden tests
// are inputs from the generator and what the reference answers to them.
import { z } from "zod";
import type { Language } from "../../core/domain.ts";
import type { CodeTask } from "../suites/task.ts";
import lists from "./bank/lists.json" with { type: "json" };
import numbers from "./bank/numbers.json" with { type: "json" };
import texts from "./bank/texts.json" with { type: "json" };
import type { Chance } from "./chance.ts";

type Input =
  | { readonly kind: "int"; readonly low: number; readonly high: number }
  | { readonly kind: "list" | "sorted"; readonly of: Input; readonly most: number }
  | { readonly kind: "text"; readonly from: string; readonly most: number };

const Input: z.ZodType<Input> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("int"), low: z.number().int(), high: z.number().int() }),
    z.strictObject({ kind: z.enum(["list", "sorted"]), of: Input, most: z.number().int() }),
    z.strictObject({ kind: z.literal("text"), from: z.string(), most: z.number().int() }),
  ]),
);

const Type = z.enum(["number", "number[]", "string", "boolean"]);

const BankTask = z.strictObject({
  name: z.string().regex(/^[a-z]+$/u),
  about: z.string(),
  /** Names and TypeScript types. */
  parameters: z.array(z.tuple([z.string(), Type])),
  returns: Type,
  /** One for each parameter. */
  inputs: z.array(Input),
  /** Arguments and what they give. */
  examples: z.array(z.tuple([z.array(z.unknown()), z.unknown()])),
  /** The reference's body, by line. JavaScript's is TypeScript's without its annotations. */
  python: z.array(z.string()),
  typescript: z.array(z.string()),
});
export type BankTask = z.infer<typeof BankTask>;

export const loadBank = (): BankTask[] => z.array(BankTask).parse([...numbers, ...lists, ...texts]);

/** A whole file; JavaScript's annotations are taken off by the compiler. */
export const programOf = async (
  task: BankTask,
  body: readonly string[],
  language: Language,
): Promise<string> => {
  const source = [headOf(task, language), ...body, ...(language === "python" ? [] : ["}"]), ""].join("\n");
  if (language !== "javascript") return source;
  const { transform } = await import("esbuild");
  return (await transform(source, { loader: "ts", logLevel: "silent" })).code;
};

export const idOf = ({ name }: BankTask, language: Language): string => `simulated/${language}/${name}`;

/** As HumanEval asks: a docstring in Python, a comment above the function elsewhere. The first so many examples are shown. */
export const taskOf = (task: BankTask, language: Language, examples: number): CodeTask => {
  const shown = task.examples
    .slice(0, examples)
    .flatMap(([given, answer]) => [`>>> ${callOf(task, given)}`, literal(answer, language)]);
  const lines = [task.about, ...shown];
  const head = headOf(task, language).replace("export ", "");
  const prompt =
    language === "python"
      ? [head, `    """${lines.join("\n    ")}`, '    """', ""]
      : [`/* ${lines.join("\n  ")}`, "  */", head, ""];
  return {
    id: idOf(task, language),
    language,
    prompt: prompt.join("\n"),
    entryPoint: task.name,
    preamble: "",
    shown: null,
  };
};

/** So many different calls. A generator that has fewer gives what it has. */
export const drawCalls = (task: BankTask, count: number, chance: Chance): string[] => {
  const calls = new Set<string>();
  for (let tried = 0; calls.size < count && tried < 20 * count; tried++) {
    calls.add(
      callOf(
        task,
        task.inputs.map((input) => drawInput(input, chance)),
      ),
    );
  }
  return [...calls];
};

/** The same in all three languages: arguments are numbers, texts and lists. */
export const callOf = ({ name }: BankTask, given: readonly unknown[]): string =>
  `${name}(${given.map((one) => JSON.stringify(one)).join(", ")})`;

const headOf = ({ name, parameters, returns }: BankTask, language: Language): string => {
  if (language === "python") return `def ${name}(${parameters.map(([one]) => one).join(", ")}):`;
  const typed = language === "typescript";
  const given = parameters.map(([one, type]) => (typed ? `${one}: ${type}` : one)).join(", ");
  return `export function ${name}(${given})${typed ? `: ${returns}` : ""} {`;
};

const literal = (value: unknown, language: Language): string => {
  if (language !== "python") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
};

const drawInput = (input: Input, chance: Chance): unknown => {
  if (input.kind === "int") return Math.floor(chance.between(input.low, input.high + 1));
  const length = Math.floor(chance.between(0, input.most + 1));
  if (input.kind === "text") {
    const letter = () => input.from.charAt(Math.floor(chance.between(0, input.from.length)));
    return Array.from({ length }, letter).join("");
  }
  const items = Array.from({ length }, () => drawInput(input.of, chance));
  return input.kind === "sorted" ? items.toSorted((a, b) => Number(a) - Number(b)) : items;
};
