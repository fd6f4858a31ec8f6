// A Zod schema as JSON schema in the few words that every server's grammar takes: no references, patterns or number ranges,
// every text and list bounded, so that a constrained model can't write for ever.
import { z } from "zod";
import type { WireSchema } from "./dialects/request.ts";

/** llama.cpp refuses repetitions of 2000 and more. */
const longestText = 1_900;
const longestList = 32;

export const wireSchema = (schema: z.ZodType): WireSchema => {
  const full = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node;
  return {
    name: "answer",
    schema: plain(full, full["$defs"] as Readonly<Record<string, Node>> | undefined, 0),
  };
};

type Node = Readonly<Record<string, unknown>>;

const plain = (node: Node, definitions: Readonly<Record<string, Node>> = {}, depth: number): Node => {
  const inner = (child: unknown): Node => plain((child ?? {}) as Node, definitions, depth + 1);
  if (depth > 12) return {};
  const reference = node["$ref"];
  if (typeof reference === "string") return inner(definitions[reference.split("/").at(-1) ?? ""]);
  const options = node["anyOf"] ?? node["oneOf"];
  if (Array.isArray(options)) return { anyOf: options.map(inner) };
  if ("const" in node) return { const: node["const"] };
  if ("enum" in node) return { enum: node["enum"] };
  const types = node["type"];
  if (Array.isArray(types)) return { anyOf: types.map((type: unknown) => inner({ ...node, type })) };
  switch (types) {
    case "string":
      return { type: "string", maxLength: Math.min(Number(node["maxLength"] ?? longestText), longestText) };
    case "array":
      return {
        type: "array",
        items: inner(node["items"]),
        ...(typeof node["minItems"] === "number" ? { minItems: node["minItems"] } : {}),
        maxItems: Math.min(Number(node["maxItems"] ?? longestList), longestList),
      };
    case "object":
      return objectOf(node, inner);
    case "number":
    case "integer":
    case "boolean":
    case "null":
      return { type: types };
    default:
      return {};
  }
};

const objectOf = (node: Node, inner: (child: unknown) => Node): Node => {
  const properties = Object.entries((node["properties"] ?? {}) as Node).map(([name, child]) => [
    name,
    inner(child),
  ]);
  const others = node["additionalProperties"];
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(Array.isArray(node["required"]) ? { required: node["required"] } : {}),
    additionalProperties: typeof others === "object" && others !== null ? inner(others) : false,
  };
};
