// `--models scripted`: answers written beforehand for four small tasks of our own, so that the whole way of a repair can be
// tried without a model. It says `scripted` wherever it shows, and its figures are about the plumbing alone.
import { join } from "node:path";
import { Role } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";
import replies from "./scripted/replies.json" with { type: "json" };

/** In humanevalpack's form: one repair is right at once, one in the second round, one only by what is shown, one never. */
export const scriptedSuite = join(import.meta.dirname, "scripted", "suite.jsonl");

/** Throws `OUTPUT_INVALID` for what is not in the script: the run goes on without it. */
export const makeScriptedRepairs = (task: string): ChatModel => {
  const script = (replies as Readonly<Record<string, Readonly<Record<string, string>>>>)[task] ?? {};
  return {
    identity: { kind: "scripted", roles: Object.fromEntries(Role.options.map((role) => [role, model])) },
    text: async (request, { signal }) => {
      signal.throwIfAborted();
      const text = script[request.key];
      if (text === undefined) throw silent(request);
      return { text, model, usage: { prompt: 0, completion: 0 } };
    },
    object: async (request, _schema, { signal }) => {
      signal.throwIfAborted();
      throw silent(request);
    },
  };
};

const model = "scripted:repairs";

const silent = ({ key }: ChatRequest): HydraError =>
  new HydraError("OUTPUT_INVALID", `the scripted repairs have no answer to ${key}`, {
    fix: "nothing is to be done: the run goes on without this answer",
    details: { key },
  });
