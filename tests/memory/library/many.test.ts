// Two processes at one database: the same folder at once, and a new generation begun while both write.
import { expect, it } from "vitest";
import type { VectorIndex } from "../../../core/indexes.ts";
import { makeGraphFake } from "../../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../../memory/indexes/fake-vectors.ts";
import { openGenerations } from "../../../memory/library/generations.ts";
import { documentId } from "../../../memory/library/ids.ts";
import { makeLibrary } from "../../../memory/library/library.ts";
import type { SqlPool } from "../../../memory/sql.ts";
import { onEachDatabase } from "../../support/databases.ts";
import { draftOf, emptyTables, makeEmbedderFake, signal } from "./library-fixture.ts";

onEachDatabase((databases) => {
  /** Two openings, each with its own pool, over the same indexes. */
  const makeTwo = async () => {
    await emptyTables(databases().database);
    const tables = new Map<string, VectorIndex>();
    const keywords = makeKeywordsFake();
    const graph = makeGraphFake();
    const openOne = async (pool: SqlPool) => {
      const { embedder, on } = makeEmbedderFake();
      const clock = { now: () => Date.now() };
      const generations = await openGenerations({
        pool,
        embedder,
        clock,
        signal,
        openIndex: async ({ name, dims }) => {
          const index = tables.get(name) ?? makeVectorsFake({ dims });
          tables.set(name, index);
          return { ...index, drop: async () => void tables.delete(name) };
        },
      });
      const indexes = { vectors: generations.vectors, keywords, graph };
      const mentionsOf = () => ({ entities: [], facts: [] });
      const generation = () => generations.name();
      return {
        generations,
        on,
        library: makeLibrary({ pool, embedder, clock, indexes, mentionsOf, generation }),
      };
    };
    const { database, other } = databases();
    const two = await Promise.all([openOne(database.pool), openOne(other.pool)]);
    const allIds = async () => {
      const all = [keywords, graph, ...tables.values()];
      return Promise.all(all.map(async (index) => index.ids({ signal, after: null, limit: 1_000 })));
    };
    const knownIds = async () => {
      const { rows } = await database.pool.query<{ id: string }>(
        'SELECT id FROM hydra.chunks ORDER BY id COLLATE "C"',
      );
      return rows.map(({ id }) => id);
    };
    return { two, tables, allIds, knownIds };
  };
  const textsOf = (name: string) => Array.from({ length: 12 }, (_, place) => `${name} ${place}`);
  const uris = Array.from({ length: 8 }, (_, place) => `f${place}.md`);

  it("keep each file once, whoever comes first, and leave all indexes with the same", async () => {
    const { two, allIds, knownIds } = await makeTwo();
    const work = two.map(async ({ library }) => {
      const results = await Promise.all(
        uris.map(async (uri) => library.add(draftOf(uri, textsOf(uri)), { signal })),
      );
      await library.index({ signal });
      return results.filter(({ changed }) => changed).length;
    });
    const changed = await Promise.all(work);
    expect(changed.reduce((sum, each) => sum + each, 0)).toBe(uris.length);
    // Another edition of half of them, and the other half removed, at once.
    await Promise.all(
      two.map(async ({ library }, who) => {
        await Promise.all(
          uris.map(async (uri, place) =>
            place % 2 === who
              ? library.add(draftOf(uri, textsOf(`${uri} again`)), { signal })
              : library.remove([documentId(uri)], { signal }),
          ),
        );
        await library.index({ signal });
      }),
    );
    for (const { library } of two) await library.index({ signal });
    const known = await knownIds();
    expect(await allIds()).toEqual([known, known, known]);
  });

  it("lose nothing that is added while a new generation fills", async () => {
    const { two, tables, allIds, knownIds } = await makeTwo();
    const [first, second] = two;
    for (const uri of uris) await first.library.add(draftOf(uri, textsOf(uri)), { signal });
    await first.library.index({ signal });
    const adding = uris.map(async (uri) => {
      await second.library.add(draftOf(`more-${uri}`, textsOf(uri)), { signal });
      await second.library.remove([documentId(uri)], { signal });
    });
    const [report] = await Promise.all([first.generations.reindex({ signal }), ...adding]);
    expect(report).toMatchObject({ inService: true, down: [] });
    await first.library.index({ signal });
    expect([...tables.keys()]).toEqual([report.generation]);
    const known = await knownIds();
    expect(known).toHaveLength(96);
    expect(await allIds()).toEqual([known, known, known]);
  });
});
