// Turns what the schema says about a bad value into one line that names where it stands, why it is wrong and the fix.
import { z } from "zod";
import { HydraConfig } from "../config.ts";
import { HydraError } from "../errors.ts";
import { nearest } from "../nearest.ts";

export const configInvalid = (message: string, fix: string) =>
  new HydraError("CONFIG_INVALID", message, { fix });

interface Whereabouts {
  /** What set the value at this path: a flag, a variable, or `file:line`. */
  originOf(path: readonly PropertyKey[]): string;
  locateKey(path: readonly PropertyKey[], key: string): string;
}

export const explainIssue = (issue: z.core.$ZodIssue, raw: unknown, where: Whereabouts): HydraError => {
  if (issue.code === "unrecognized_keys") return unknownKey(issue.path, issue.keys[0] ?? "", where);
  const origin = where.originOf(issue.path);
  const name = issue.path.join(".");
  const value = valueAt(raw, issue.path);
  if (value === undefined) return configInvalid(`${origin}: ${name} is missing`, `set ${name}`);
  const shown = /apiKey|postgresUrl/u.test(name)
    ? ""
    : ` is ${JSON.stringify(value)?.slice(0, 80) ?? "unset"}`;
  return configInvalid(
    `${origin}: ${name}${shown} (${reasonOf(issue)})`,
    `correct ${origin.startsWith("-") || origin.startsWith("HYDRA_") ? origin : name}`,
  );
};

const reasonOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case "invalid_format":
      return issue.format === "url"
        ? "not a URL with its scheme, such as http://localhost:8080"
        : issue.message;
    case "invalid_value":
      return `none of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `at least ${String(issue.minimum)} is needed`;
    case "too_big":
      return `at most ${String(issue.maximum)} is allowed`;
    case "invalid_type":
      return `${issue.expected === "int" ? "a whole number" : issue.expected} is expected`;
    default:
      return issue.message;
  }
};

const unknownKey = (path: readonly PropertyKey[], key: string, where: Whereabouts): HydraError => {
  const names = keysAt(path);
  const known = nearest(key, names);
  const full = [...path, key].join(".");
  return configInvalid(
    `${where.locateKey(path, key)}: "${full}" is not a setting that Hydra knows${known === null ? "" : ` (nearest: ${known})`}`,
    known === null ? `remove it; here Hydra knows ${names.join(", ")}` : `write ${known}, or remove it`,
  );
};

const SchemaNode = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});

/** The names that the schema allows at a path. */
const keysAt = (path: readonly PropertyKey[]): string[] => {
  let node: unknown = z.toJSONSchema(HydraConfig, { io: "input" });
  for (const key of path) {
    const { properties, additionalProperties } = SchemaNode.parse(node);
    node = properties?.[String(key)] ?? additionalProperties ?? {};
  }
  return Object.keys(SchemaNode.parse(node).properties ?? {});
};

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
