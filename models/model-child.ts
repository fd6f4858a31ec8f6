// The other side of `model-process.ts`: a process that loads a model and answers questions until its parent is gone.
import { type ErrorCode, isHydraError } from "../core/errors.ts";

export interface ChildReply {
  readonly value?: unknown;
  readonly failure?: { readonly code: ErrorCode; readonly message: string; readonly fix: string };
}

export interface LoadedModel {
  readonly facts: unknown;
  readonly answer: (question: unknown) => Promise<unknown>;
}

/** The first question is what to load; its answer are the model's facts. */
export const answerParent = (load: (what: unknown) => Promise<LoadedModel>): void => {
  let model: LoadedModel | null = null;
  const reply = async (question: unknown): Promise<unknown> => {
    if (model !== null) return await model.answer(question);
    model = await load(question);
    return model.facts;
  };
  process.on("message", ({ question }: { readonly question: unknown }) => {
    void reply(question).then(
      (value) => process.send?.({ value } satisfies ChildReply),
      (error: unknown) => process.send?.({ failure: failureOf(error) } satisfies ChildReply),
    );
  });
  // Whatever an engine's threads are at.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
};

const failureOf = (error: unknown): NonNullable<ChildReply["failure"]> =>
  isHydraError(error)
    ? { code: error.code, message: error.message, fix: error.fix }
    : {
        code: "MODEL_UNREACHABLE",
        message: error instanceof Error ? error.message : String(error),
        fix: "try again; if it stays so, use another model file",
      };
