// `hydra init`: makes both homes and writes a commented hydra.yaml from the model servers that answer. Never needed.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { HydraError } from "../core/errors.ts";
import type { Detected } from "../models/detect.ts";
import { writeWhole } from "./files.ts";
import { makeHome } from "./homes.ts";
import { settingsFile } from "./settings-file.ts";

interface InitOptions {
  /** Absolute; where hydra.yaml goes. */
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly force: boolean;
  readonly detect: () => Promise<Pick<Detected, "found" | "probed">>;
}

export interface Initialised {
  readonly home: string;
  readonly data: string;
  readonly settings: string;
  readonly found: readonly string[];
}

/** Throws `BAD_INPUT` where there is a hydra.yaml, and what making folders throws. */
export const initialise = async (options: InitOptions): Promise<Initialised> => {
  const settings = join(options.folder, "hydra.yaml");
  const exists = await access(settings).then(
    () => true,
    () => false,
  );
  if (exists && !options.force) {
    throw new HydraError("BAD_INPUT", `${settings} already exists (nothing was changed)`, {
      fix: "edit it, or write it anew with --force",
    });
  }
  const { found, probed } = await options.detect();
  await makeHome(options);
  const servers = found.map(({ name, url, models }) => ({
    name,
    url,
    models: (models ?? []).filter((model) => model.chat).map((model) => model.id),
  }));
  await writeWhole(settings, settingsFile(servers));
  return {
    home: options.home,
    data: options.data,
    settings,
    found: probed.filter(({ dialect }) => dialect !== null).map(({ url, outcome }) => `${url}: ${outcome}`),
  };
};
