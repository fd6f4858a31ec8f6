// Finds hydra.yaml and parses the configuration for a command. The environment is read nowhere else.
import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { Homes } from "../app/homes.ts";
import { HydraError } from "../core/errors.ts";
import type { SettingFlags } from "../core/settings/knobs.ts";
import type { Settings } from "../core/settings.ts";
import { parseSettings } from "../core/settings.ts";
import type { Edge } from "./edge.ts";

export interface SettingOptions extends SettingFlags {
  readonly config?: string | undefined;
  readonly workdir?: string | undefined;
}

export interface Surroundings {
  readonly settings: Settings;
  readonly homes: Homes;
  /** Absolute; null where none was named. */
  readonly workdir: string | null;
  /** The workspace: `--workdir`, or where one stands. */
  readonly folder: string;
}

/** Throws `CONFIG_INVALID`. */
export const look = async (edge: Edge, options: SettingOptions): Promise<Surroundings> => {
  const workdir = options.workdir === undefined ? null : resolve(edge.cwd, options.workdir);
  const folder = workdir ?? edge.cwd;
  const settings = parseSettings({
    flags: options,
    env: edge.env,
    yaml: await findYaml(edge, { config: options.config ?? edge.env["HYDRA_CONFIG"], folder }),
    cwd: edge.cwd,
    userDataDir: edge.userDataDir,
  });
  const named = isAbsolute(settings.home);
  return {
    settings,
    homes: { home: resolve(folder, settings.home), data: settings.data, named },
    workdir,
    folder,
  };
};

const findYaml = async (
  { cwd }: Edge,
  { config, folder }: { config: string | undefined; folder: string },
): Promise<{ text: string; path: string } | null> => {
  if (config !== undefined && config !== "") {
    const path = resolve(cwd, config);
    return { path, text: await readFile(path, "utf8").catch((error: unknown) => refuse(path, error)) };
  }
  for (const place of [folder, cwd]) {
    for (const name of ["hydra.yaml", "hydra.yml"]) {
      const path = resolve(place, name);
      const text = await readFile(path, "utf8").catch((error: unknown) =>
        isMissing(error) ? null : refuse(path, error),
      );
      if (text !== null) return { path, text };
    }
  }
  return null;
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

const refuse = (path: string, error: unknown): never => {
  throw new HydraError(
    "CONFIG_INVALID",
    `${path} can't be read (${error instanceof Error ? error.message : String(error)})`,
    {
      fix: "name a readable file with --config, or leave it out",
      cause: error,
    },
  );
};
