// Options that several commands share, each written once.
import type { Command } from "commander";
import { HydraError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { Language } from "../core/domain.ts";

export const withPlace = (command: Command): Command =>
  command
    .option("--home <dir>", "the project's state (HYDRA_HOME; default: .hydra in the workspace)")
    .option("--config <file>", "settings (HYDRA_CONFIG; default: hydra.yaml in the workspace)");

export const withJson = (command: Command): Command =>
  command.option("--json", "one JSON object on stdout and nothing else");

export const withModels = (command: Command): Command =>
  command
    .option("--base-url <url>", "model server for all roles (HYDRA_BASE_URL)")
    .option("--model <name>", "model for all roles (HYDRA_MODEL)");

export const withLimits = (command: Command): Command =>
  command
    .option("--sandbox <tier>", "auto, docker or wasm (HYDRA_SANDBOX)")
    .option("--budget-tokens <n>", "at most so many tokens, or none (HYDRA_BUDGET_TOKENS)")
    .option("--budget-seconds <n>", "at most so long, or none (HYDRA_BUDGET_SECONDS)");

export interface PlaceOptions {
  readonly home?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export interface LimitOptions {
  readonly sandbox?: string;
  readonly budgetTokens?: string;
  readonly budgetSeconds?: string;
  readonly baseUrl?: string;
  readonly model?: string;
}

const short: Readonly<Record<string, Language>> = { py: "python", js: "javascript", ts: "typescript" };

/** Throws `BAD_INPUT`. */
export const parseLanguage = (text: string | undefined): Language | null => {
  if (text === undefined) return null;
  const typed = text.toLowerCase();
  const parsed = Language.safeParse(Object.hasOwn(short, typed) ? short[typed] : typed);
  if (parsed.success) return parsed.data;
  const known = nearest(typed, Language.options);
  throw new HydraError(
    "BAD_INPUT",
    `--lang is "${text.slice(0, 40)}" (not a language that candidates are written in)`,
    { fix: known === null ? `choose one of ${Language.options.join(", ")}` : `write --lang ${known}` },
  );
};
