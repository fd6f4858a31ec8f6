// Places what flags and environment say about reaching models: which endpoint and which model each role uses.
import { configInvalid } from "./explain.ts";
import type { Given } from "./knobs.ts";
import { roleNames } from "./knobs.ts";

type Raw = Record<string, unknown>;

const endpointFields = { API_KEY: "apiKey", DIALECT: "dialect", PARALLEL: "parallel" } as const;
const roleFields = {
  MODEL: "model",
  TEMPERATURE: "temperature",
  CONTEXT: "contextTokens",
  MAX_TOKENS: "maxTokens",
  TIMEOUT_MS: "timeoutMs",
} as const;

/** Changes `raw` and notes in `origins` what set each value. Later entries of `given` win. */
export const connectModels = (raw: Raw, given: readonly Given[], origins: Map<string, string>): void => {
  const byName = new Map(given.map((one) => [one.name, one]));
  const endpoints = section(raw, "endpoints");
  const roles = section(raw, "roles");
  if (endpoints === null || roles === null) return;
  for (const role of ["default", ...roleNames]) {
    const prefix = role === "default" ? "" : `${role.toUpperCase().replaceAll("-", "_")}_`;
    const note = (path: string, one: Given) => origins.set(path, one.origin);
    const url = byName.get(`${prefix}BASE_URL`);
    if (url !== undefined) {
      if (role === "default") forget(roles, "endpoint");
      endpoints[role] = { url: url.value };
      settingsOf(roles, role)["endpoint"] = role;
      note(`endpoints.${role}.url`, url);
    }
    for (const [knob, field] of Object.entries(endpointFields)) {
      const one = byName.get(`${prefix}${knob}`);
      if (one === undefined) continue;
      ownEndpoint(endpoints, roles, { role, needs: one.origin })[field] = one.value;
      note(`endpoints.${role}.${field}`, one);
    }
    for (const [knob, field] of Object.entries(roleFields)) {
      const one = byName.get(`${prefix}${knob}`);
      if (one === undefined) continue;
      if (role === "default" && field === "model") forget(roles, "model");
      settingsOf(roles, role)[field] = one.value;
      note(`roles.${role}.${field}`, one);
    }
  }
  nameDefault(endpoints, roles);
};

/** One endpoint for all roles needs no `roles.default.endpoint`. */
const nameDefault = (endpoints: Raw, roles: Raw): void => {
  const names = Object.keys(endpoints);
  const name = names.includes("default") ? "default" : names[0];
  if (name === undefined || (names.length > 1 && name !== "default")) return;
  const settings = settingsOf(roles, "default");
  settings["endpoint"] ??= name;
};

/** The role's endpoint under the role's own name, copied from the one it would share, so that others keep theirs. */
const ownEndpoint = (endpoints: Raw, roles: Raw, { role, needs }: { role: string; needs: string }): Raw => {
  nameDefault(endpoints, roles);
  const settings = settingsOf(roles, role);
  const shared = settings["endpoint"] ?? settingsOf(roles, "default")["endpoint"];
  const endpoint = typeof shared === "string" ? endpoints[shared] : undefined;
  if (typeof endpoint !== "object" || endpoint === null) {
    const variable = needs.replace(/API_KEY|DIALECT|PARALLEL/u, "BASE_URL");
    throw configInvalid(`${needs} is set, but no endpoint is (nothing to use it on)`, `set ${variable} too`);
  }
  const own = { ...endpoint };
  endpoints[role] = own;
  settings["endpoint"] = role;
  return own;
};

const forget = (roles: Raw, field: string): void => {
  for (const role of Object.keys(roles)) delete settingsOf(roles, role)[field];
};

/** A value of the wrong kind stays where it is, for the schema to refuse. */
const settingsOf = (roles: Raw, role: string): Raw => {
  roles[role] ??= {};
  const settings = roles[role];
  return typeof settings === "object" && !Array.isArray(settings) ? (settings as Raw) : {};
};

/** Null where a file put something else there: the schema will say so. */
const section = (raw: Raw, name: string): Raw | null => {
  raw[name] ??= {};
  const value = raw[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : null;
};
