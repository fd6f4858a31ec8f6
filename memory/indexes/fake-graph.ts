// Entities, mentions and facts in the memory of this process.
import type { GraphIndex, Neighbourhood, SeenFact } from "../../core/indexes.ts";
import { ensureGoing } from "./calls.ts";
import { idsBehind } from "./fake-hits.ts";
import type { KeptFact, KeptMentions } from "./mentions.ts";
import { factKey, inOrder, instant, keptMentions, keyOf } from "./mentions.ts";
import { linkedKeys, newestFirst, walk } from "./neighbourhood.ts";

type Seen = KeptFact & Pick<SeenFact, "chunk" | "seenFrom" | "seenTo">;

export const makeGraphFake = (): GraphIndex => {
  const chunks = new Map<string, KeptMentions>();
  let facts: readonly Seen[] = [];
  const known = (): Set<string> =>
    new Set([
      ...[...chunks.values()].flatMap(({ entities }) => entities.map(({ key }) => key)),
      ...facts.flatMap(({ fromKey, toKey }) => [fromKey, toKey]),
    ]);
  const edges = (): Neighbourhood["edges"] => {
    const mentioned = [...chunks.values()].flatMap(({ chunk, entities }) =>
      entities.map(({ key, weight }) => ({ from: `e:${key}`, to: `c:${chunk}`, weight })),
    );
    const between = new Map<string, { from: string; to: string; weight: number }>();
    for (const { fromKey, toKey, seenTo } of facts) {
      if (seenTo !== null || fromKey === toKey) continue;
      const [from = "", to = ""] = [`e:${fromKey}`, `e:${toKey}`].sort(inOrder);
      const name = JSON.stringify([from, to]);
      between.set(name, { from, to, weight: (between.get(name)?.weight ?? 0) + 1 });
    }
    return [...mentioned, ...between.values()];
  };
  return {
    name: "graph in memory",
    put: async (mentions, { signal, seenAt }) => {
      ensureGoing(signal);
      const at = instant(seenAt) ?? seenAt;
      for (const kept of keptMentions(mentions)) {
        chunks.set(kept.chunk, kept);
        const said = new Map(kept.facts.map((fact) => [factKey(fact), fact]));
        const isOpen = (fact: Seen): boolean => fact.chunk === kept.chunk && fact.seenTo === null;
        const open = new Set(facts.filter(isOpen).map(factKey));
        facts = [
          ...facts.map((fact) => (isOpen(fact) && !said.has(factKey(fact)) ? { ...fact, seenTo: at } : fact)),
          ...[...said]
            .filter(([key]) => !open.has(key))
            .map(([, fact]) => ({ ...fact, chunk: kept.chunk, seenFrom: at, seenTo: null })),
        ];
      }
    },
    link: async (names, { signal }) => {
      ensureGoing(signal);
      const all = known();
      return linkedKeys(names).filter((key) => all.has(key));
    },
    neighbourhood: async (seeds, { signal, hops, limitEdges }) => {
      ensureGoing(signal);
      const all = edges();
      const step = async (nodes: readonly string[]): Promise<Neighbourhood["edges"]> => {
        const asked = new Set(nodes);
        return all.filter(({ from, to }) => asked.has(from) || asked.has(to));
      };
      return walk(seeds, step, { hops, limitEdges });
    },
    facts: async (entity, { signal, at }) => {
      ensureGoing(signal);
      const key = keyOf(entity);
      const time = at === undefined ? null : instant(at);
      return facts
        .filter(({ fromKey, toKey }) => fromKey === key || toKey === key)
        .filter((fact) => time === null || heldAt(fact, time))
        .map(seenFact)
        .sort(newestFirst);
    },
    remove: async (ids, { signal, closeAt }) => {
      ensureGoing(signal);
      const gone = new Set(ids);
      for (const id of ids) chunks.delete(id);
      const at = closeAt === undefined ? null : instant(closeAt);
      facts =
        at === null
          ? facts.filter(({ chunk }) => !gone.has(chunk))
          : facts.map((fact) =>
              gone.has(fact.chunk) && fact.seenTo === null ? { ...fact, seenTo: at } : fact,
            );
    },
    ids: async (options) => idsBehind(chunks.keys(), options),
    drop: async ({ signal }) => {
      ensureGoing(signal);
      chunks.clear();
      facts = [];
    },
  };
};

const heldAt = ({ validFrom, validTo, seenFrom, seenTo }: Seen, at: string): boolean =>
  (validFrom ?? seenFrom) <= at && (validTo === null || validTo > at) && (seenTo === null || seenTo > at);

const seenFact = ({ from, relation, to, validFrom, validTo, chunk, seenFrom, seenTo }: Seen): SeenFact => ({
  from,
  relation,
  to,
  validFrom,
  validTo,
  chunk,
  seenFrom,
  seenTo,
});
