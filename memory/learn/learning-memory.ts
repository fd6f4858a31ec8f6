// The memory that learns: patterns and mended errors from executed winners, kept in the library so that the same retriever finds
// them, with a count of what each was good for.
import type { KnowledgeKind, Library, Retriever } from "../../core/knowledge.ts";
import type { ModelIdentity } from "../../core/domain.ts";
import type { Abort } from "../../core/abort.ts";
import type { Episode, Learnt, Memory, MemoryBlock } from "../../core/memory.ts";
import type { Clock } from "../../core/ports.ts";
import type { Database } from "../database.ts";
import { type EpisodeMemory, makeEpisodeMemory } from "../episodes.ts";
import { errorsOf, type Lesson, patternOf } from "./drafts.ts";
import { makeLedger } from "./ledger.ts";
import { programLikeness } from "./likeness.ts";
import { type Finding, makeFinders } from "./find.ts";

export interface LearningParts {
  readonly database: Pick<Database, "pool">;
  /** Opened when it is first needed: a run that neither recalls nor learns pays nothing. */
  readonly knowledge: () => Promise<{ readonly library: Library; readonly retriever: Retriever }>;
  /** Who answers in this process: a script's lessons are not recalled for a model, nor the other way round. */
  readonly model: ModelIdentity["kind"];
  readonly clock: Clock;
  readonly blocks?: (options: Abort) => Promise<readonly MemoryBlock[]>;
}

/** At most so many entries for one question. */
const limitEntries = 2;
const limitCharacters = 6_000;

export interface LearningMemory extends EpisodeMemory {
  /** Opens what a recall at a run's start will need, where there is anything to recall. */
  open(): Promise<void>;
}

export const makeLearningMemory = (parts: LearningParts): LearningMemory => {
  const { database, clock, model } = parts;
  const ledger = makeLedger(database.pool);
  const log = makeEpisodeMemory(database);
  const finders = makeFinders({ ...parts, ledger });
  const now = () => new Date(clock.now()).toISOString();

  const recall: Memory["recall"] = async (query, options) => {
    const { thread, trigger } = options;
    const kinds = kindsOf[trigger];
    if (!(await ledger.holds(kinds))) return [];
    const found = (await finders[trigger](query, { ...options, kinds })).slice(0, limitEntries);
    await ledger.use(found, { thread, trigger, at: now() });
    return found.map(({ document, text, confidence }) => ({
      id: document.id,
      kind: document.kind,
      title: document.title,
      text: text.slice(0, limitCharacters),
      confidence: Math.round(confidence * 100) / 100,
    }));
  };

  const learn: Memory["learn"] = async (thread, episode, options) => {
    await log.learn(thread, episode, options);
    await ledger.won(thread);
    const shown = await ledger.shown(thread);
    const left: string[] = [];
    const fresh: Lesson[] = [];
    for (const lesson of lessonsOf(episode, left)) {
      const source = shown.find(({ body }) => programLikeness(lesson.body, body) >= sameProgram);
      if (source === undefined) fresh.push(lesson);
      else
        left.push(`not learned again, since it repeats what was recalled (${source.document.slice(0, 8)})`);
    }
    if (fresh.length === 0) return { stored: [], left };
    const { library } = await parts.knowledge();
    const stored: Learnt["stored"][number][] = [];
    for (const { draft, body, signature } of fresh) {
      const { uri, title, kind } = draft.origin;
      // The first lesson of its kind stays, with what is known of its use.
      const known = await library.documents({ ...options, uri });
      if (known.length > 0) continue;
      const { document } = await library.add(draft, options);
      const { task, language } = episode;
      await ledger.write({
        document: document.id,
        model,
        language,
        task,
        body,
        signature,
        thread,
        at: now(),
      });
      stored.push({ id: document.id, kind, title });
    }
    if (stored.length > 0) await library.index(options);
    return { stored, left };
  };

  return {
    recall,
    learn,
    blocks: parts.blocks ?? (async () => []),
    open: async () => {
      if (await ledger.holds(kindsOf.task)) await parts.knowledge();
    },
    episodes: async () => log.episodes(),
  };
};

/** Of two programs, or two changes. */
const sameProgram = 0.8;

const lessonsOf = (episode: Episode, left: string[]): Lesson[] => {
  const pattern = patternOf(episode);
  if (typeof pattern === "string") left.push(pattern);
  return [...(typeof pattern === "string" ? [] : [pattern]), ...errorsOf(episode)];
};

const kindsOf: Record<Finding["trigger"], readonly KnowledgeKind[]> = {
  task: ["pattern"],
  error: ["error"],
  symbol: ["document", "code", "web", "skill"],
  disagreement: ["document", "web", "skill"],
};
