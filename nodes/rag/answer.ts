// An answer of which each sentence names its sources. Without a model the best sentences are quoted as they stand.
import { attempt } from "../../core/errors.ts";
import type { Claim, RagSlice } from "../../core/rag-state.ts";
import { answerPrompt, notInSources } from "../../prompts/rag.ts";
import { step } from "../step.ts";
import { claimsOf } from "./claims.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { fenced, readSources, type Source } from "./read.ts";

type AnswerSlice = Pick<
  RagSlice,
  "thread" | "question" | "passages" | "strips" | "claims" | "standing" | "attempts"
>;

const maxTokens = 800;

export const makeAnswer = (ports: Pick<RagPorts, "events" | "artifacts" | "chat">) =>
  step(ports, "answer", async (slice: AnswerSlice, options) => {
    const sources = await readSources(slice, ports);
    const { chat } = ports;
    const { thread, question, attempts } = slice;
    if (sources.length === 0) return { claims: [], attempts: attempts + 1 };
    if (chat === null) return { ...quoted(sources), attempts: attempts + 1 };
    const prompt = answerPrompt({
      question,
      sources: sources.map(fenced),
      unsupported: slice.claims.flatMap(({ text, unsupported }) =>
        unsupported === null ? [] : [{ origin: "your last answer", readAt: "just now", text }],
      ),
      secret: thread,
    });
    const request = {
      thread,
      key: `rag/answer/${attempts}`,
      role: "architect",
      temperature: 0,
      maxTokens,
    } as const;
    const answered = await attempt(() => chat.text({ ...request, ...prompt }, options));
    if (!answered.ok) {
      const note = `The model gave no usable answer (${answered.failure.code}): quoted from what is known.`;
      return { ...quoted(sources), attempts: attempts + 1, notes: [note] };
    }
    const { text } = answered.value;
    const ids = sources.map(({ passage }) => passage.id);
    return {
      claims: saysNothing(text) ? [] : claimsOf(text, ids),
      standing: [...slice.standing, ...slice.claims.filter(({ unsupported }) => unsupported === null)],
      writtenBy: "model" as const,
      attempts: attempts + 1,
    };
  });

/** The whole answer, not a part of it: a source may have said those words to be repeated. */
const saysNothing = (text: string): boolean => text.replace(/[^\p{L}\s]/gu, "").trim() === notInSources;

const [quotedSources, quotedSentences] = [3, 3];

const quoted = (sources: readonly Source[]): { claims: Claim[]; standing: Claim[]; writtenBy: "quoted" } => ({
  claims: sources
    .slice(0, quotedSources)
    .flatMap(({ passage, sentences }) =>
      sentences.slice(0, quotedSentences).map((text) => ({ text, cites: [passage.id], unsupported: null })),
    ),
  standing: [],
  writtenBy: "quoted",
});
