// How a failure reaches people and programs: one line that names cause and fix, or one object; and the exit code.
import { CommanderError } from "commander";
import { noModelScreen } from "../app/no-model-screen.ts";
import { fileError } from "../core/file-errors.ts";
import { HydraError, isHydraError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { ErrorResult } from "../core/contract.ts";
import type { Edge } from "./edge.ts";
import { oneLine } from "./view/text.ts";

/** Prints and gives the exit code. */
export const reportError = (error: unknown, edge: Edge, json: boolean): HydraError["exitCode"] => {
  const known = asHydraError(error, edge.signal);
  const { code } = known;
  const message = sentence(known.message);
  const fix = sentence(known.fix);
  if (json) {
    const result: ErrorResult = { error: { code, message, fix } };
    edge.stdout.write(`${JSON.stringify(result)}\n`);
  } else {
    edge.stderr.write(`hydra: ${noModelScreen(known) ?? `${message}. Fix: ${fix}.`}\n`);
  }
  if ((edge.env["HYDRA_DEBUG"] ?? "") !== "") edge.stderr.write(`${stackOf(error)}\n`);
  return known.exitCode;
};

/** The failure with a name that is, or that caused, this one; null where there is none. */
export const typedCause = (error: unknown): HydraError | null => {
  for (const cause of causes(error)) {
    if (isHydraError(cause)) return cause;
    const path = "path" in cause && typeof cause.path === "string" ? cause.path : "a file";
    const typed = fileError(cause, path);
    if (isHydraError(typed)) return typed;
    if (/no space left|disk quota/iu.test(cause.message)) {
      return new HydraError("DISK_FULL", `the disk is full (${cause.message})`, {
        fix: "free some space, then go on with `hydra resume`",
        cause,
      });
    }
  }
  return null;
};

const asHydraError = (error: unknown, signal: AbortSignal): HydraError => {
  if (isHydraError(error)) return error;
  if (error instanceof CommanderError) return usageError(error);
  const typed = typedCause(error);
  if (typed !== null) return typed;
  if (signal.aborted) {
    return new HydraError("ABORTED", "interrupted", { fix: "start it again", cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new HydraError("INTERNAL", `something happened that should not (${message})`, {
    fix: "try it again with HYDRA_DEBUG=1, and report what that prints",
    cause: error,
  });
};

/** Commander says `error: unknown option '--tset'` and, on a line of its own, `(Did you mean --test?)`. */
const usageError = (error: CommanderError): HydraError => {
  const [what = "", hint] = error.message.replace(/^error: /u, "").split("\n");
  const hinted = /Did you mean (?:one of )?(.*)\?\)/u.exec(hint ?? "")?.[1]?.split(", ") ?? [];
  // Commander guesses wider than we do: `--nope` is not `--home`.
  const meant = nearest(/'(.*)'/u.exec(what)?.[1] ?? "", hinted);
  return new HydraError("BAD_INPUT", `${what}${meant === null ? "" : ` (nearest: ${meant})`}`, {
    fix: meant === null ? "`hydra help` and `hydra help COMMAND` tell what there is" : `write ${meant}`,
    cause: error,
  });
};

const causes = (error: unknown): Error[] => {
  const found: Error[] = [];
  for (let cause = error; cause instanceof Error && found.length < 8; cause = below(cause)) found.push(cause);
  return found;
};

/** Nodes that fail side by side fail as one error, which hides theirs. */
const below = (error: Error): unknown => (error instanceof AggregateError ? error.errors[0] : error.cause);

const sentence = (text: string): string => oneLine(text, 2_000).replace(/[.\s]+$/u, "");

const stackOf = (error: unknown): string =>
  causes(error)
    .map((cause) => cause.stack ?? cause.message)
    .join("\ncaused by ");
