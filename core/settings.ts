// Configuration, parsed once. Precedence, highest first: flags, HYDRA_* environment, hydra.yaml, defaults of
// `core/config.ts`. A model server or a model that is named for all roles (HYDRA_BASE_URL, HYDRA_MODEL and their flags)
// replaces what a lower layer says for any role; HYDRA_<ROLE>_* then differs for one. Pure: whoever calls reads the files.
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { HydraConfig } from "./config.ts";
import { connectModels } from "./settings/connect.ts";
import { type Given, readEnvironment, readFlags } from "./settings/knobs.ts";
import type { SettingFlags } from "./settings/knobs.ts";
import { configInvalid, explainIssue } from "./settings/explain.ts";
import { readYaml } from "./settings/yaml.ts";

export interface SettingSources {
  readonly flags: SettingFlags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `path` is absolute. */
  readonly yaml: { readonly text: string; readonly path: string } | null;
  /** Absolute; relative folders from flags and environment start here, those of a file at the file. */
  readonly cwd: string;
  readonly userDataDir: string;
}

/** `home` is `.hydra` where nobody named one (the caller puts it into the workspace), absolute otherwise; `data` is absolute. */
export type Settings = HydraConfig & { readonly data: string };

/** Throws `CONFIG_INVALID` that names the file and line, variable or flag, the nearest known name, and the fix. */
export const parseSettings = (sources: SettingSources): Settings => {
  const file = readYaml(sources.yaml);
  const given: Given[] = [...readEnvironment(sources.env), ...readFlags(sources.flags)];
  const origins = new Map<string, string>();
  const raw = file.value;
  anchorFolders(raw, sources.yaml === null ? sources.cwd : dirname(sources.yaml.path));
  connectModels(raw, given, origins);
  for (const { path, value, origin } of given) {
    if (path === null) continue;
    put(raw, path, path[0] === "home" || path[0] === "data" ? resolve(sources.cwd, String(value)) : value);
    origins.set(path.join("."), origin);
  }
  const originOf = (path: readonly PropertyKey[]) => origins.get(path.join(".")) ?? file.locate(path);
  const parsed = HydraConfig.safeParse(raw);
  if (!parsed.success)
    throw explainIssues(parsed.error, raw, { originOf, locateKey: (path, key) => file.locateKey(path, key) });
  checkEndpoints(parsed.data, originOf);
  return { ...parsed.data, data: parsed.data.data ?? sources.userDataDir };
};

interface Whereabouts {
  originOf(path: readonly PropertyKey[]): string;
  locateKey(path: readonly PropertyKey[], key: string): string;
}

const explainIssues = (error: z.ZodError, raw: unknown, where: Whereabouts) => {
  const [issue] = error.issues;
  if (issue === undefined) return configInvalid("the configuration is not valid", "check hydra.yaml");
  return explainIssue(issue, raw, where);
};

/** A role's endpoint exists, and every role has one as soon as any is configured. */
const checkEndpoints = (config: HydraConfig, originOf: Whereabouts["originOf"]): void => {
  const names = Object.keys(config.endpoints);
  for (const [role, settings] of Object.entries(config.roles)) {
    const { endpoint } = settings ?? {};
    if (endpoint === undefined || names.includes(endpoint)) continue;
    throw configInvalid(
      `${originOf(["roles", role, "endpoint"])}: role ${role} names the endpoint "${endpoint}", which is not defined`,
      names.length === 0
        ? `define endpoints.${endpoint}.url`
        : `use one of ${names.join(", ")}, or define it`,
    );
  }
};

const anchorFolders = (raw: Record<string, unknown>, folder: string): void => {
  for (const key of ["home", "data"]) {
    if (typeof raw[key] === "string") raw[key] = resolve(folder, raw[key]);
  }
};

const put = (target: Record<string, unknown>, path: readonly string[], value: unknown): void => {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const below = target[head];
  const next = typeof below === "object" && below !== null ? { ...below } : {};
  target[head] = next;
  put(next, rest, value);
};
