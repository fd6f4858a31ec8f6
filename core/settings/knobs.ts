// Every variable and flag by name: one row each. What is not in these tables is unknown, and said so.
import { nearest } from "../nearest.ts";
import { configInvalid } from "./explain.ts";

/** As typed; undefined where not given. */
export interface SettingFlags {
  readonly home?: string | undefined;
  readonly sandbox?: string | undefined;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly k?: string | undefined;
  readonly budgetTokens?: string | undefined;
  readonly budgetSeconds?: string | undefined;
}

/** One setting that somebody gave. `path` is where it goes in the configuration; null: it says how to reach models. */
export interface Given {
  readonly name: string;
  readonly value: string | number | null;
  readonly origin: string;
  readonly path: readonly string[] | null;
}

type Kind = "text" | "number" | "limit";
interface Knob {
  readonly kind: Kind;
  readonly path: readonly string[] | null;
  readonly flag?: keyof SettingFlags;
}

/** Names after `HYDRA_`. */
const plainKnobs: Readonly<Record<string, Knob>> = {
  HOME: { kind: "text", path: ["home"], flag: "home" },
  DATA: { kind: "text", path: ["data"] },
  POSTGRES_URL: { kind: "text", path: ["postgresUrl"] },
  SANDBOX: { kind: "text", path: ["sandbox", "tier"], flag: "sandbox" },
  SANDBOX_IMAGE: { kind: "text", path: ["sandbox", "image"] },
  SANDBOX_TIMEOUT_MS: { kind: "number", path: ["sandbox", "timeoutMs"] },
  SANDBOX_JOB_TIMEOUT_MS: { kind: "number", path: ["sandbox", "jobTimeoutMs"] },
  SANDBOX_MEMORY_BYTES: { kind: "number", path: ["sandbox", "memoryBytes"] },
  SANDBOX_OUTPUT_BYTES: { kind: "number", path: ["sandbox", "outputBytes"] },
  SANDBOX_PARALLEL: { kind: "number", path: ["sandbox", "parallel"] },
  K: { kind: "number", path: ["run", "k"], flag: "k" },
  SUBTASKS: { kind: "number", path: ["run", "parallel"] },
  MEMORY_VECTORS: { kind: "text", path: ["memory", "vectors"] },
  MEMORY_KEYWORDS: { kind: "text", path: ["memory", "keywords"] },
  MEMORY_GRAPH: { kind: "text", path: ["memory", "graph"] },
  QDRANT_URL: { kind: "text", path: ["memory", "qdrant", "url"] },
  QDRANT_API_KEY: { kind: "text", path: ["memory", "qdrant", "apiKey"] },
  NEO4J_URL: { kind: "text", path: ["memory", "neo4j", "url"] },
  NEO4J_USER: { kind: "text", path: ["memory", "neo4j", "user"] },
  NEO4J_PASSWORD: { kind: "text", path: ["memory", "neo4j", "password"] },
  EMBED_URL: { kind: "text", path: ["memory", "embed", "url"] },
  EMBED_API_KEY: { kind: "text", path: ["memory", "embed", "apiKey"] },
  EMBED_MODEL: { kind: "text", path: ["memory", "embed", "model"] },
  EMBED_FILE: { kind: "text", path: ["memory", "embed", "file"] },
  RERANK_URL: { kind: "text", path: ["memory", "rerank", "url"] },
  RERANK_API_KEY: { kind: "text", path: ["memory", "rerank", "apiKey"] },
  RERANK_MODEL: { kind: "text", path: ["memory", "rerank", "model"] },
  RERANK_FILE: { kind: "text", path: ["memory", "rerank", "file"] },
  SEARXNG_URL: { kind: "text", path: ["web", "searxngUrl"] },
  BUDGET_TOKENS: { kind: "limit", path: ["budget", "tokens"], flag: "budgetTokens" },
  BUDGET_SECONDS: { kind: "limit", path: ["budget", "seconds"], flag: "budgetSeconds" },
  BUDGET_STEPS: { kind: "limit", path: ["budget", "steps"] },
};

/** How to reach a model: for all roles as `HYDRA_X`, for one as `HYDRA_<ROLE>_X`. `connect.ts` places them. */
const modelKnobs: Readonly<Record<string, Knob>> = {
  BASE_URL: { kind: "text", path: null, flag: "baseUrl" },
  MODEL: { kind: "text", path: null, flag: "model" },
  API_KEY: { kind: "text", path: null },
  DIALECT: { kind: "text", path: null },
  PARALLEL: { kind: "number", path: null },
  TEMPERATURE: { kind: "number", path: null },
  CONTEXT: { kind: "number", path: null },
  MAX_TOKENS: { kind: "number", path: null },
  TIMEOUT_MS: { kind: "number", path: null },
};

export const roleNames = ["architect", "worker-backend", "worker-frontend", "qa", "judge"] as const;
const rolePrefixes = roleNames.map((role) => `${role.toUpperCase().replaceAll("-", "_")}_`);

const knobs: Readonly<Record<string, Knob>> = {
  ...plainKnobs,
  ...modelKnobs,
  ...Object.fromEntries(
    rolePrefixes.flatMap((prefix) =>
      Object.entries(modelKnobs).map(([name, { kind }]) => [`${prefix}${name}`, { kind, path: null }]),
    ),
  ),
};

/** Read elsewhere (terminal, launcher, tests and evaluations), so known but no setting. */
const elsewhere = /^(?:CONFIG|DEBUG|NODE|WIRE|WIRE_.*|TEST_.*|EVAL_.*)$/u;

/** All variables, for the nearest name. */
const variableNames = [...Object.keys(knobs), "CONFIG", "DEBUG"].map((name) => `HYDRA_${name}`);

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>): Given[] =>
  Object.entries(env).flatMap(([variable, text]) => {
    if (!variable.startsWith("HYDRA_") || text === undefined) return [];
    const name = variable.slice("HYDRA_".length);
    const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
    if (knob === undefined && elsewhere.test(name)) return [];
    if (knob === undefined) throw unknownVariable(variable);
    if (text.trim() === "") return [];
    return [{ name, value: valueOf(text, knob.kind, variable), origin: variable, path: knob.path }];
  });

export const readFlags = (flags: SettingFlags): Given[] =>
  Object.entries(knobs).flatMap(([name, knob]) => {
    const text = knob.flag === undefined ? undefined : flags[knob.flag];
    if (knob.flag === undefined || text === undefined) return [];
    const origin = `--${knob.flag.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    if (text.trim() === "") throw configInvalid(`${origin} is empty`, `give a value after ${origin}`);
    return [{ name, value: valueOf(text, knob.kind, origin), origin, path: knob.path }];
  });

const valueOf = (text: string, kind: Kind, origin: string): string | number | null => {
  if (kind === "text") return text.trim();
  if (kind === "limit" && text.trim() === "none") return null;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw configInvalid(
    `${origin} is "${text.slice(0, 60)}" (not a number)`,
    kind === "limit" ? `give ${origin} a number, or "none" for no limit` : `give ${origin} a number`,
  );
};

const unknownVariable = (variable: string) => {
  const known = nearest(variable, variableNames);
  return configInvalid(
    `${variable} is not a variable that Hydra knows${known === null ? "" : ` (nearest: ${known})`}`,
    known === null
      ? `unset ${variable}; \`hydra run --help\` names the settings`
      : `use ${known}, or unset ${variable}`,
  );
};
