// How each question is answered. Whoever finds an entry, it is shown only where something that can be counted says that it fits:
// a wrong reminder makes a small model worse.
import type { KnownDocument, KnowledgeKind, RecallTrigger, SearchOptions } from "../../core/knowledge.ts";
import type { RecallOptions } from "../../core/memory.ts";
import type { LearningParts } from "./learning-memory.ts";
import { type Ledger, leastWorth, type LessonRow, worthOf } from "./ledger.ts";
import { taskLikeness } from "./likeness.ts";
import { signatureOf } from "./signature.ts";

export interface Finding {
  readonly trigger: RecallTrigger;
  readonly document: KnownDocument;
  readonly text: string;
  /** What later texts of this thread are compared with. */
  readonly body: string;
  readonly confidence: number;
}

type Found = Omit<Finding, "trigger">;
type Find = (
  query: string,
  options: RecallOptions & { readonly kinds: readonly KnowledgeKind[] },
) => Promise<Found[]>;

/** Tasks: 325 of the 79,800 pairs among MBPP's first 400 tasks are this like each other. */
const leastLikeness = 0.4;
/** Of a search, for what is no lesson. */
const leastConfidence = 0.5;
const candidates = 10;
/** The same kind of error about another name. */
const kinConfidence = 0.6;

export const makeFinders = (
  parts: Pick<LearningParts, "knowledge" | "model"> & { readonly ledger: Ledger },
): Record<RecallTrigger, Find> => {
  const { ledger, model } = parts;

  const search = async (
    query: string,
    options: Parameters<Find>[1],
    stages: SearchOptions["stages"] = {},
  ): Promise<{ found: Found[]; confidence: number }> => {
    const { retriever } = await parts.knowledge();
    const { kinds, signal } = options;
    const { found, confidence } = await retriever.search(query.slice(0, 2_000), {
      kinds,
      limit: candidates,
      stages: { hyde: false, ...stages },
      signal,
    });
    return {
      confidence,
      found: found.map(({ chunk, document, score }) => ({
        document,
        text: chunk.text,
        body: chunk.text,
        confidence: score * confidence,
      })),
    };
  };

  /** What has stopped helping falls, and then out. */
  const weighed = async (found: readonly Found[], thread: string): Promise<Found[]> => {
    const standings = await ledger.standings(
      found.map(({ document }) => document.id),
      thread,
    );
    return found
      .map((one) => ({ one, worth: worthOf(standings.get(one.document.id) ?? { uses: 0, wins: 0 }) }))
      .filter(({ worth }) => worth >= leastWorth)
      .map(({ one, worth }) => ({ ...one, confidence: Math.min(1, one.confidence * worth) }))
      .toSorted((left, right) => right.confidence - left.confidence);
  };

  const tasks: Find = async (query, options) => {
    // They are judged by the words of the task below, so what only orders them is not waited for.
    const { found } = await search(query, options, { graph: false, rerank: false });
    const lessons = await ledger.lessons(found.map(({ document }) => document.id));
    const alike = found.flatMap((one) => {
      const lesson = lessons.get(one.document.id);
      if (lesson !== undefined && !serves(lesson, { model, language: options.language })) return [];
      const confidence = taskLikeness(query, lesson?.task ?? one.text);
      return confidence < leastLikeness ? [] : [{ ...one, body: lesson?.body ?? one.text, confidence }];
    });
    return weighed(alike, options.thread);
  };

  const errors: Find = async (query, options) => {
    const signatures = query.split("\n").flatMap((line) => signatureOf(line) ?? []);
    if (signatures.length === 0) return [];
    const rows = await ledger.likeErrors(signatures, { model, language: options.language });
    const { library } = await parts.knowledge();
    const found: Found[] = [];
    for (const { document: id, body, same } of rows.slice(0, candidates)) {
      const ids = (await library.chunksOf(id, options)).map((chunk) => chunk.id);
      const known = await library.chunks(ids, options);
      const [first] = known;
      if (first === undefined) continue;
      const text = known.map(({ chunk }) => chunk.text).join("\n");
      found.push({ document: first.document, text, body, confidence: same ? 1 : kinConfidence });
    }
    return weighed(found, options.thread);
  };

  const symbols: Find = async (query, options) => {
    const { found } = await search(query, options);
    const names = query.split(/\s+/u).filter((name) => name !== "");
    const naming = found.filter(({ text }) => names.some((name) => holdsName(text, name)));
    return weighed(naming, options.thread);
  };

  const texts: Find = async (query, options) => {
    const { found, confidence } = await search(query, options);
    return confidence < leastConfidence ? [] : weighed(found, options.thread);
  };

  return { task: tasks, error: errors, symbol: symbols, disagreement: texts };
};

const serves = (lesson: LessonRow, asked: Pick<LessonRow, "model" | "language">): boolean =>
  lesson.model === asked.model && lesson.language === asked.language;

/** As a word of its own: `map` is not in "remap". */
const holdsName = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/[.*+?^$()|[\]{}\\/-]/gu, "\\$&")}(?![\\w$])`, "u").test(text);
