// Where the answers of an evaluation come from. Each turn is one draw: the model to be asked, and what is known of its answers.
import type { ChatModel } from "../../core/ports.ts";
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
  turnsOf(task: CodeTask): readonly Turn[];
}

/** Blocks of tests that QA writes. */
export const blocks = 3;

interface DrawOptions {
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
  turnsOf: (task) =>
    drawsOf(recording, task, options).map((drawn) => {
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

/** A model that is asked afresh for each seed. */
export const askedSource = (
  name: string,
  { seeds, k, blocks }: DrawOptions,
  chatFor: (task: CodeTask) => ChatModel,
): Source => ({
  name,
  turnsOf: (task) =>
    Array.from({ length: seeds }, (_, seed) => ({
      seed,
      k,
      blocks,
      chat: () => chatFor(task),
      sampleOf: () => null,
    })),
});
