// An object out of a model's prose: reasoning and fences stripped, parsed, validated, and asked for again at most twice with
// the problem named. What a server's grammar promises is never trusted.
import type { z } from "zod";
import { HydraError, isHydraError } from "../core/errors.ts";
import type { ChatReply, ChatRequest, PromptSection } from "../core/ports.ts";
import type { WireSchema } from "./dialects/request.ts";
import { parseJson, textAt } from "./dialects/json.ts";
import { splitReasoning } from "./dialects/reply.ts";
import { wireSchema } from "./wire-schema.ts";

/** Asks once for text that should follow the schema. */
export type AskForJson = (request: ChatRequest, schema: WireSchema | null) => Promise<ChatReply>;

const repairs = 2;

/** Throws `OUTPUT_INVALID` after the second repair, and what `ask` throws that is no fault of the text. */
export const askForObject = async <T>(
  ask: AskForJson,
  request: ChatRequest,
  schema: z.ZodType<T>,
): Promise<T> => {
  let wire: WireSchema | null = wireSchema(schema);
  const shape = JSON.stringify(wire.schema);
  let sections = request.sections;
  let problem = "";
  for (let round = 0; round <= repairs; round += 1) {
    const said = await listen(ask, { ...request, sections }, wire);
    if (said.refused) {
      // This server can't make a grammar of the schema: the prompt alone has to do.
      wire = null;
      round -= 1;
      continue;
    }
    const read =
      said.text === null ? { ok: false as const, problem: said.problem } : readObject(said.text, schema);
    if (read.ok) return read.value;
    problem = said.problem === "" ? read.problem : said.problem;
    sections = [...request.sections, repairSection(said.text ?? "", { problem, shape })];
  }
  throw new HydraError(
    "OUTPUT_INVALID",
    `The ${request.role} gave no valid JSON in ${repairs + 1} answers: ${problem}`,
    {
      fix: "Nothing to fix for this run: it goes on without the answer. A larger model fails less.",
      details: { problem },
    },
  );
};

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** The first JSON in a text that the schema accepts: all of it, a fenced block, or a balanced object in prose. */
export const readObject = <T>(text: string, schema: z.ZodType<T>): Read<T> => {
  const { answer, reasoning } = splitReasoning(text);
  const body = answer.trim() === "" ? reasoning : answer;
  let problem: string | null = null;
  for (const piece of piecesOf(body)) {
    const value = parseJson(piece);
    if (value === undefined || typeof value !== "object") continue;
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    problem ??= parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join(".") || "the object"}: ${issue.message}`)
      .join("; ");
  }
  return { ok: false, problem: problem ?? "there is no JSON object in it" };
};

interface Said {
  readonly text: string | null;
  readonly problem: string;
  readonly refused: boolean;
}

const listen = async (ask: AskForJson, request: ChatRequest, wire: WireSchema | null): Promise<Said> => {
  try {
    const { text } = await ask(request, wire);
    return { text, problem: "", refused: false };
  } catch (error) {
    if (!isHydraError(error)) throw error;
    if (error.code === "MODEL_REFUSED" && wire !== null) return { text: null, problem: "", refused: true };
    if (error.code === "TRUNCATED") {
      const text = textAt(error.details, "text");
      return { text, problem: "it was cut off before its end; answer shorter", refused: false };
    }
    const unparsable = error.code === "OUTPUT_INVALID" && error.details["empty"] !== true;
    if (unparsable) return { text: null, problem: "it was no JSON", refused: false };
    throw error;
  }
};

const limitChars = 2_000;

const repairSection = (
  answer: string,
  { problem, shape }: { readonly problem: string; readonly shape: string },
): PromptSection => ({
  name: "repair",
  keep: "always",
  text: [
    answer === "" ? "" : `You answered:\n${answer.slice(0, limitChars)}\n`,
    `That answer can't be used: ${problem.slice(0, limitChars)}.`,
    `Answer again with one JSON object and nothing else. Its JSON schema: ${shape.slice(0, 2 * limitChars)}`,
  ].join("\n"),
});

function* piecesOf(text: string): Generator<string> {
  yield text;
  for (const [, block] of text.matchAll(/```[\w-]*[^\n]*\n([\s\S]*?)```/gu)) yield block ?? "";
  let from = text.search(/[[{]/u);
  for (let tries = 0; from !== -1 && tries < 20; tries += 1) {
    const end = balancedEnd(text, from);
    if (end !== -1) yield text.slice(from, end);
    const after = text.slice(from + 1).search(/[[{]/u);
    from = after === -1 ? -1 : from + 1 + after;
  }
}

/** Just behind the bracket that closes the one at `from`; -1 where none does. */
const balancedEnd = (text: string, from: number): number => {
  let depth = 0;
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    const sign = text[index];
    if (quoted) {
      if (sign === "\\") index += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
};
