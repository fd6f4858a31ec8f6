// Where the answers of an evaluation come from. Each turn is one draw: the model to be asked, and what is known of its answers.
import { createHash } from "node:crypto";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";
import type { Draw } from "../recordings/draw.ts";
import { drawsOf } from "../recordings/draw.ts";
import type { Juror } from "../recordings/jurors.ts";
import type { Recording } from "../recordings/recording.ts";
import { makeReplayChat } from "../recordings/replay-chat.ts";
import type { CodeTask } from "../suites/task.ts";

export interface Turn {
  readonly seed: number;
  /** Candidates to be drawn. */
  readonly k: number;
  /** Blocks of tests that QA writes. */
  readonly blocks: number;
  readonly chat: (juror: Juror | null) => ChatModel;
  /** The recorded sample behind the candidate at that place; null where it is none. */
  readonly sampleOf: (place: number) => { readonly model: string; readonly sample: number } | null;
}

export interface Source {
  /** As it stands in tables: `replay: NAME`, `live: NAME`, `scripted`. */
  readonly name: string;
  /** Answers there are to draw from, of whatever model. */
  samplesOf(task: CodeTask): number;
  turnsOf(task: CodeTask): readonly Turn[];
}

/** Blocks of tests that QA writes. */
export const blocks = 3;

export interface DrawOptions {
  /** The first of the seeds. Default: 0. */
  readonly firstSeed?: number;
  readonly seeds: number;
  readonly k: number;
  readonly blocks: number;
}

/** `change` alters draws for controls. */
export const replaySource = (
  recording: Recording,
  options: DrawOptions,
  change: (draw: Draw, task: CodeTask) => Draw = (draw) => draw,
): Source => ({
  name: `replay: ${recording.name}`,
  samplesOf: ({ id }) => recording.solutions.get(id)?.length ?? 0,
  turnsOf: (task) =>
    drawsFrom(recording, task, options).map((drawn) => {
      const draw = change(drawn, task);
      return {
        seed: draw.seed,
        k: draw.candidates.length,
        blocks: draw.tests.length,
        chat: (juror) => makeReplayChat(draw, juror),
        sampleOf: (place) => {
          const drawn = draw.candidates[place];
          return drawn === undefined ? null : { model: drawn.model, sample: drawn.sample };
        },
      };
    }),
});

/** A draw's samples depend on those of the seeds before it, so these are drawn as well. */
const drawsFrom = (
  recording: Recording,
  task: CodeTask,
  { firstSeed = 0, seeds, ...options }: DrawOptions,
): Draw[] => drawsOf(recording, task, { ...options, seeds: firstSeed + seeds }).slice(firstSeed);

/** A model that is asked afresh for each seed, and once for all that solve the same draw. It knows no jurors. */
export const askedSource = (
  name: string,
  { firstSeed = 0, seeds, k, blocks }: DrawOptions,
  chatFor: (task: CodeTask) => ChatModel,
): Source => ({
  name,
  samplesOf: () => Infinity,
  turnsOf: (task) =>
    Array.from({ length: seeds }, (_, at) => {
      const chat = rememberingChat(chatFor(task));
      return { seed: firstSeed + at, k, blocks, chat: () => chat, sampleOf: () => null };
    }),
});

/** The same answer, or failure, to the same request: whoever solves a draw again sees the same candidates. */
const rememberingChat = (chat: ChatModel): ChatModel => {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(request: ChatRequest, ask: () => Promise<T>): Promise<T> => {
    const prompt = createHash("sha256").update(JSON.stringify(request)).digest("hex");
    const name = `${request.key} ${prompt}`;
    const answer = (known.get(name) as Promise<T> | undefined) ?? ask();
    known.set(name, answer);
    return answer;
  };
  return {
    identity: chat.identity,
    text: (request, options) => once(request, () => chat.text(request, options)),
    object: (request, schema, options) => once(request, () => chat.object(request, schema, options)),
  };
};
