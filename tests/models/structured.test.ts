import { describe, expect, test } from "vitest";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { ChatRequest } from "../../core/ports.ts";
import { splitReasoning } from "../../models/dialects/reply.ts";
import { askForObject, readObject } from "../../models/structured.ts";
import { wireSchema } from "../../models/wire-schema.ts";
import { failureOf, request } from "./bench.ts";

const schema = z.object({ choice: z.enum(["A", "B"]), reason: z.string() });
const good = { choice: "A", reason: "it {works}" };
const text = JSON.stringify(good);

test.each([
  ["alone", text],
  ["behind reasoning", `<think>{"choice": "B", "reason": "no"}</think>\n${text}`],
  ["behind reasoning whose start a template ate", `maybe B?\n</think>\n${text}`],
  ["fenced", `Here you are:\n\`\`\`json\n${text}\n\`\`\`\nBye {x}.`],
  ["fenced without an end", `\`\`\`json\n${text}`],
  ["in prose", `I choose {A}: ${text} because of [1].`],
  ["after another object", `{"a": 1} ${text}`],
  ["inside a list", `[${text}]`],
  ["answered inside the reasoning", `<think>${text}`],
])("an object %s is found", (_where, answer) => {
  expect(readObject(answer, schema)).toEqual({ ok: true, value: good });
});

test.each([
  ["nothing", "", /no JSON object/u],
  ["prose", "A, I think.", /no JSON object/u],
  ["a bare value", '"A"', /no JSON object/u],
  ["an object cut off", text.slice(0, -3), /no JSON object/u],
  ["a wrong value", '{"choice": "C", "reason": 1}', /choice: .*; reason: /u],
  ["many brackets", "{".repeat(50_000), /no JSON object/u],
])("%s is no object, and the problem is named", (_what, answer, problem) => {
  const read = readObject(answer, schema);
  expect(read.ok ? "" : read.problem).toMatch(problem);
});

const replies = (...said: readonly (string | Error)[]) => {
  const asked: (ChatRequest & { readonly constrained: boolean })[] = [];
  const ask = async (one: ChatRequest, wire: unknown) => {
    const reply = said[asked.length] ?? "";
    asked.push({ ...one, constrained: wire !== null });
    await Promise.resolve();
    if (typeof reply !== "string") throw reply;
    return { text: reply, model: "m", usage: { prompt: 1, completion: 1 } };
  };
  return { ask, asked };
};
const failure = (code: HydraError["code"], details = {}) => new HydraError(code, code, { fix: "-", details });

describe("asking", () => {
  test("a cut answer is asked for again, shorter", async () => {
    const { ask, asked } = replies(failure("TRUNCATED", { text: '{"choice": "A", "rea' }), text);
    expect(await askForObject(ask, request, schema)).toEqual(good);
    expect(asked[1]?.sections.at(-1)?.text).toMatch(/cut off before its end/u);
    expect(asked[1]?.sections.slice(0, -1)).toEqual(request.sections);
  });

  test("a refused schema is dropped without costing a round", async () => {
    const { ask, asked } = replies(failure("MODEL_REFUSED"), "no", "no", text);
    expect(await askForObject(ask, request, schema)).toEqual(good);
    expect(asked.map(({ constrained }) => constrained)).toEqual([true, false, false, false]);
  });

  test("a repair shows the last answer only, shortened, and the schema", async () => {
    const { ask, asked } = replies("x".repeat(10_000), "still no", text);
    await askForObject(ask, request, schema);
    const repair = asked[2]?.sections.at(-1)?.text ?? "";
    expect(repair).toContain("still no");
    expect(repair).toContain('"enum":["A","B"]');
    expect(asked[1]?.sections.at(-1)?.text.length).toBeLessThan(3_000);
    expect(asked[2]?.sections).toHaveLength(request.sections.length + 1);
  });

  test("broken infrastructure is thrown on at once", async () => {
    const { ask, asked } = replies(failure("MODEL_UNREACHABLE"));
    expect(await failureOf(askForObject(ask, request, schema))).toMatchObject({ code: "MODEL_UNREACHABLE" });
    expect(asked).toHaveLength(1);
  });
});

describe("the schema on the wire", () => {
  test("is plain, closed and bounded", () => {
    const rich = z.object({
      id: z
        .string()
        .regex(/^[a-z]+$/u)
        .max(40),
      essay: z.string().max(100_000),
      count: z.number().int().min(1).max(9),
      tags: z.array(z.string()).min(1),
      many: z.array(z.number()).max(500),
      kind: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("a"), at: z.number().nullable() }),
        z.object({ kind: z.literal("b") }),
      ]),
      files: z.record(z.string(), z.string()),
      note: z.string().optional(),
    });
    const { properties, required, additionalProperties } = wireSchema(rich).schema;
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(["id", "essay", "count", "tags", "many", "kind", "files"]);
    expect(properties).toEqual({
      id: { type: "string", maxLength: 40 },
      essay: { type: "string", maxLength: 1_900 },
      count: { type: "integer" },
      tags: { type: "array", items: { type: "string", maxLength: 1_900 }, minItems: 1, maxItems: 32 },
      many: { type: "array", items: { type: "number" }, maxItems: 32 },
      kind: {
        anyOf: [
          {
            type: "object",
            properties: { kind: { const: "a" }, at: { anyOf: [{ type: "number" }, { type: "null" }] } },
            required: ["kind", "at"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: { kind: { const: "b" } },
            required: ["kind"],
            additionalProperties: false,
          },
        ],
      },
      files: { type: "object", properties: {}, additionalProperties: { type: "string", maxLength: 1_900 } },
      note: { type: "string", maxLength: 1_900 },
    });
  });

  test("a schema that refers to itself comes to an end", () => {
    interface Tree {
      readonly children: readonly Tree[];
    }
    const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(Tree) }));
    expect(JSON.stringify(wireSchema(Tree).schema)).not.toContain("$ref");
  });
});

test.each([
  ["plain", "answer", "answer", ""],
  ["a block", "<think>\nwhy\n</think>\n\nanswer", "answer", "why"],
  ["another name", "<thinking>why</thinking>answer", "answer", "why"],
  ["left open", "<think>why and", "", "why and"],
  ["only its end", "why\n</think>\nanswer", "answer", "why"],
  ["a tag in a fenced program", "```js\nx('</think>')\n```", "```js\nx('</think>')\n```", ""],
  ["a tag further down", "use <think> tags", "use <think> tags", ""],
])("reasoning and answer are told apart: %s", (_name, said, answer, reasoning) => {
  expect(splitReasoning(said)).toEqual({ answer, reasoning });
});
