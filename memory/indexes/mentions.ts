// What a graph keeps of a chunk's mentions: keys instead of names, each entity and fact once, times in one form. Every
// graph adapter stores this, so that they agree.
import type { Fact, Mentions } from "../../core/indexes.ts";
import { entityKey } from "../../core/indexes.ts";
import type { KnowledgeKind } from "../../core/knowledge.ts";

interface KeptEntity {
  readonly key: string;
  readonly name: string;
  /** Empty where it is only named in a fact. */
  readonly type: string;
  /** How often the chunk names it. */
  readonly weight: number;
}

export interface KeptFact extends Fact {
  readonly fromKey: string;
  readonly toKey: string;
}

export interface KeptMentions {
  readonly chunk: string;
  readonly kind: KnowledgeKind;
  readonly entities: readonly KeptEntity[];
  readonly facts: readonly KeptFact[];
}

/** Ascending by chunk, and each once: the last that was said of a chunk holds. Names without a letter or digit are left out. */
export const keptMentions = (mentions: readonly Mentions[]): readonly KeptMentions[] => {
  const last = new Map(mentions.map((mention) => [mention.chunk, mention]));
  return [...last.values()].map(kept).sort((a, b) => inOrder(a.chunk, b.chunk));
};

/** The key of a name as it is kept. */
export const keyOf = (name: string): string => entityKey(storable(name));

/** ISO 8601 in UTC with milliseconds, so that times compare as texts; null where it is no time. */
export const instant = (time: string | null): string | null => {
  const ms = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
};

/** What tells a fact of a chunk from another. */
export const factKey = (fact: KeptFact): string =>
  JSON.stringify([fact.fromKey, fact.relation, fact.toKey, fact.validFrom, fact.validTo]);

export const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const kept = ({ chunk, kind, entities, facts }: Mentions): KeptMentions => {
  const byKey = new Map<string, KeptEntity>();
  const name = (text: string, type: string): string | null => {
    const key = keyOf(text);
    if (!/[\p{L}\p{N}]/u.test(key)) return null;
    const before = byKey.get(key);
    byKey.set(key, {
      key,
      name: before?.name ?? storable(text).trim(),
      type: before?.type || storable(type),
      weight: (before?.weight ?? 0) + 1,
    });
    return key;
  };
  for (const entity of entities) name(entity.name, entity.type);
  const byFact = new Map<string, KeptFact>();
  for (const fact of facts) {
    const fromKey = name(fact.from, "");
    const toKey = name(fact.to, "");
    if (fromKey === null || toKey === null) continue;
    const one: KeptFact = {
      from: storable(fact.from).trim(),
      relation: storable(fact.relation),
      to: storable(fact.to).trim(),
      validFrom: instant(fact.validFrom),
      validTo: instant(fact.validTo),
      fromKey,
      toKey,
    };
    byFact.set(factKey(one), one);
  }
  return {
    chunk,
    kind,
    entities: [...byKey.values()].sort((a, b) => inOrder(a.key, b.key)),
    facts: [...byFact.values()],
  };
};

/** Databases refuse half a character and the character 0, and no name is longer than a line. */
const storable = (text: string): string =>
  text.slice(0, limitCharacters).toWellFormed().replaceAll("\0", " ");

const limitCharacters = 200;
