// Keeps of the passages what bears on the question: by its words, then by a model's judgement where there is one. What the gate
// called incorrect is not looked at again: then only the web may answer.
import { z } from "zod";
import { attempt } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { RagSlice, Strip } from "../../core/rag-state.ts";
import { stripsPrompt } from "../../prompts/rag.ts";
import { digest } from "../stored.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { aboutOf, readPassages } from "./read.ts";
import { keepStrips, type ScoredStrip, scoreStrips } from "./strips.ts";

type RefineSlice = Pick<RagSlice, "thread" | "question" | "searches" | "passages" | "ranked" | "fromWeb">;

export const makeRefine = (ports: Pick<RagPorts, "events" | "artifacts" | "chat">) =>
  step(ports, "refine", async (slice: RefineSlice, options) => {
    const grade = slice.searches.at(-1)?.grade ?? "incorrect";
    const ids = [...new Set([...(grade === "incorrect" ? [] : slice.ranked), ...slice.fromWeb])];
    const read = await readPassages(ids, slice, ports);
    const sources = read.map(({ passage, text }) => ({ passage: passage.id, about: aboutOf(passage), text }));
    const kept = keepStrips(scoreStrips(slice.question, sources));
    return { strips: grouped(await judged(kept, { ...slice, chat: ports.chat, options })) };
  });

const Kept = z.object({ keep: z.array(z.number().int()) });

interface Judging extends Pick<RagSlice, "thread" | "question" | "passages"> {
  readonly chat: RagPorts["chat"];
  readonly options: Abort;
}

/** The model can only leave strips out. Where it would leave none, or says nothing usable, the words decide. */
const judged = async (
  strips: readonly ScoredStrip[],
  { thread, question, passages, chat, options }: Judging,
): Promise<readonly ScoredStrip[]> => {
  if (chat === null || strips.length < 2) return strips;
  const shown = strips.map(({ passage, text }) => ({
    origin: passages[passage]?.uri ?? passage,
    readAt: passages[passage]?.readAt ?? "",
    text,
  }));
  const request = { thread, key: `rag/strips/${digest(shown)}`, role: "judge", temperature: 0 } as const;
  const prompt = stripsPrompt({ question, strips: shown, secret: thread });
  const answered = await attempt(() => chat.object({ ...request, ...prompt }, Kept, options));
  if (!answered.ok) return strips;
  const chosen = strips.filter((_, at) => answered.value.keep.includes(at + 1));
  return chosen.length === 0 ? strips : chosen;
};

/** By passage, in the order of each one's best strip; within it, as they stand there. */
const grouped = (strips: readonly ScoredStrip[]): Strip[] =>
  [...Map.groupBy(strips, ({ passage }) => passage)].map(([passage, own]) => ({
    passage,
    sentences: own.map(({ at }) => at).toSorted((one, other) => one - other),
  }));
