// A ChatModel that answers from a draw of a recording. It says so: its identity is `replay`. What was never recorded
// (plans, repairs, reviews, duels) fails as a model's bad output, and the graph goes on without it.
import type { z } from "zod";
import { approachNames, Role } from "../core/domain.ts";
import { HydraError } from "../core/errors.ts";
import type { ChatModel, ChatRequest } from "../core/ports.ts";
import type { Draw } from "./recordings.ts";

export const makeReplayChat = (draw: Draw): ChatModel => {
  const model = `replay:${draw.name}`;
  return {
    identity: { kind: "replay", roles: Object.fromEntries(Role.options.map((role) => [role, model])) },
    text: async (request, { signal }) => {
      signal.throwIfAborted();
      return { text: answer(draw, request), model, usage: { prompt: 0, completion: 0 } };
    },
    object: async <T>(
      request: ChatRequest,
      _schema: z.ZodType<T>,
      { signal }: { signal: AbortSignal },
    ): Promise<T> => {
      signal.throwIfAborted();
      throw notRecorded(draw, request);
    },
  };
};

const answer = (draw: Draw, request: ChatRequest): string => {
  const [, approach] = /\/draft\/([^/]+)$/u.exec(request.key) ?? [];
  const [, block] = /\/tests\/(\d+)$/u.exec(request.key) ?? [];
  const text = approach === undefined ? draw.tests[Number(block)] : draw.solutions[placeOf(approach)];
  if (text === undefined || text.trim() === "") throw notRecorded(draw, request);
  return text;
};

/** conservative, minimal, aggressive, conservative-2, …: 0, 1, 2, 3, … */
const placeOf = (approach: string): number => {
  const [, name = "", round = "1"] = /^(\w+?)(?:-(\d+))?$/u.exec(approach) ?? [];
  return approachNames.findIndex((known) => known === name) + approachNames.length * (Number(round) - 1);
};

const notRecorded = (draw: Draw, request: ChatRequest): HydraError =>
  new HydraError("OUTPUT_INVALID", `the recording ${draw.name} has no answer to ${request.key}`, {
    fix: "nothing is to be done: the run goes on without this answer",
    details: { key: request.key },
  });
