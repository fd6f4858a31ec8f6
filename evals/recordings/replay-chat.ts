// A ChatModel that answers from a draw of a recording. It says so: its identity is `replay`. What was never recorded
// (plans, approaches, repairs) fails as a model's bad output, and the graph goes on without it; opinions come from a juror
// stub where there is one.
import type { z } from "zod";
import { approachNames, Role } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, ChatReply, ChatRequest } from "../../core/ports.ts";
import type { Draw } from "./draw.ts";
import type { Juror } from "./jurors.ts";
import type { Usage } from "./recording.ts";

/** Throws `OUTPUT_INVALID` for whatever was not recorded. Tokens are those recorded, 0 where nobody counted. */
export const makeReplayChat = (draw: Draw, juror: Juror | null): ChatModel => {
  const name = `replay:${draw.name}${juror === null ? "" : ` (juror stub: ${juror.kind})`}`;
  return {
    identity: { kind: "replay", roles: Object.fromEntries(Role.options.map((role) => [role, name])) },
    text: async (request, { signal }) => {
      signal.throwIfAborted();
      return replyOf(draw, request);
    },
    object: async <T>(
      request: ChatRequest,
      schema: z.ZodType<T>,
      { signal }: { signal: AbortSignal },
    ): Promise<T> => {
      signal.throwIfAborted();
      const answer = juror?.answer(request) ?? null;
      if (answer === null) throw notRecorded(draw, request);
      return schema.parse(await answer);
    },
  };
};

const replyOf = (draw: Draw, request: ChatRequest): ChatReply => {
  const [, approach] = /\/draft\/([^/]+)$/u.exec(request.key) ?? [];
  const [, block] = /\/tests\/(\d+)$/u.exec(request.key) ?? [];
  const recorded = approach === undefined ? draw.tests[Number(block)] : draw.candidates[placeOf(approach)];
  if (recorded === undefined || recorded.answer.trim() === "") throw notRecorded(draw, request);
  return {
    text: recorded.answer,
    model: `replay:${recorded.model}`,
    usage: tokensOf(recorded.usage),
  };
};

const tokensOf = (usage: Usage): ChatReply["usage"] => usage ?? { prompt: 0, completion: 0 };

/** conservative, minimal, aggressive, conservative-2, …: 0, 1, 2, 3, … */
export const placeOf = (approach: string): number => {
  const [, name = "", round = "1"] = /^(\w+?)(?:-(\d+))?$/u.exec(approach) ?? [];
  const place = approachNames.findIndex((known) => known === name);
  return place < 0 ? -1 : place + approachNames.length * (Number(round) - 1);
};

const notRecorded = (draw: Draw, { key }: ChatRequest): HydraError =>
  new HydraError("OUTPUT_INVALID", `the recording ${draw.name} has no answer to ${key}`, {
    fix: "nothing is to be done: the run goes on without this answer",
    details: { key },
  });
