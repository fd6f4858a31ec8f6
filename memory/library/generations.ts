// Which index of vectors is in service, who made it, and how another takes its place without a gap.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Embedder, EmbedderIdentity, VectorIndex } from "../../core/indexes.ts";
import type { Progress } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Clock } from "../../core/ports.ts";
import type { SqlPool } from "../sql.ts";
import { describeRefused, describeStop, drain } from "./drain.ts";
import type { Generation } from "./generation-rows.ts";
import {
  activeOf,
  beginFilling,
  beginFirst,
  differences,
  putInService,
  readGenerations,
  replaceEmpty,
  strikeOff,
} from "./generation-rows.ts";
import { countQueued, firstGeneration } from "./queue.ts";
import { makeSwitchable } from "./switchable.ts";
import { vectorTarget } from "./targets.ts";

export interface Generations {
  /** The vectors in service, whichever generation that is; null: this database has none. */
  readonly vectors: VectorIndex | null;
  /** The generation that `vectors` is now. */
  name(): string;
  /**
   * Fills a new generation beside the one in service, then puts it there and drops the former. Goes on where it was stopped.
   * Throws `INDEX_DOWN` where the database has no vectors, `DATABASE_DOWN`, `ABORTED`.
   */
  reindex(options: Abort & { readonly onProgress?: (progress: Progress) => void }): Promise<Reindexed>;
}

interface Reindexed {
  readonly generation: string;
  readonly model: string;
  /** Whether it is in service. False: an index or the embedder was lost, and the former still serves. */
  readonly inService: boolean;
  readonly indexed: number;
  readonly left: number;
  /** One line each of what could not be done. */
  readonly down: readonly string[];
}

interface GenerationParts extends Abort {
  readonly pool: SqlPool;
  readonly embedder: Embedder;
  readonly clock: Clock;
  /** Makes or opens the index of a generation; null: this database has no vectors. */
  readonly openIndex: (generation: {
    readonly name: string;
    readonly dims: number;
  }) => Promise<VectorIndex | null>;
  /** Opens although another embedder made the vectors, which then neither search nor take anything until `reindex`. */
  readonly allowOtherEmbedder?: boolean;
}

/** Throws `EMBEDDER_CHANGED`, `DATABASE_DOWN`, and what `openIndex` throws. */
export const openGenerations = async (parts: GenerationParts): Promise<Generations> => {
  const { pool, embedder, openIndex, signal, allowOtherEmbedder = false } = parts;
  const now = embedder.identity;
  let active = activeOf(await readGenerations(pool));
  if (active !== null && differences(active.identity, now).length > 0) {
    active = (await replaceEmpty(pool, now, freshName(parts))) ?? active;
    if (!allowOtherEmbedder) ensureSame(active.identity, now);
  }
  const opened = await openIndex({
    name: active?.name ?? firstGeneration,
    dims: (active?.identity ?? now).dims,
  });
  if (opened !== null && active === null) {
    active = await beginFirst(pool, now);
    if (!allowOtherEmbedder) ensureSame(active.identity, now);
  }
  const service = opened === null ? null : makeSwitchable(opened);
  if (active !== null) service?.refuse(changeOf(active.identity, now));
  let name = active?.name ?? firstGeneration;
  await dropRetired(parts, signal);

  return {
    vectors: service?.index ?? null,
    name: () => name,
    reindex: async (options) => {
      const { filled, index, report } = await fill(parts, options);
      if (!report.inService) return report;
      service?.switchTo(index);
      ({ name } = filled);
      return { ...report, down: [...report.down, ...(await dropRetired(parts, options.signal))] };
    },
  };
};

const fill = async (
  parts: GenerationParts,
  { signal, onProgress }: Parameters<Generations["reindex"]>[0],
): Promise<{ readonly filled: Generation; readonly index: VectorIndex; readonly report: Reindexed }> => {
  const { pool, embedder, openIndex } = parts;
  const filled = await beginFilling(pool, embedder.identity, freshName(parts));
  const index = await openIndex({ name: filled.name, dims: filled.identity.dims });
  if (index === null) {
    throw new HydraError("INDEX_DOWN", "This database has no vectors.", {
      fix: "Install pgvector on the PostgreSQL server, or set memory.vectors to qdrant.",
    });
  }
  const target = vectorTarget(index, embedder, filled.name);
  const of = await countQueued(pool, target.queue);
  let done = 0;
  const { indexed, stopped, refused } = await drain(target, {
    pool,
    signal,
    onDone: (rows) => {
      done += rows;
      onProgress?.({ done, of: Math.max(of, done) });
    },
  });
  const report: Reindexed = {
    generation: filled.name,
    model: filled.identity.model,
    // What is added from here on is queued for it as for any index in service.
    inService: stopped === null && (await putInService(pool, filled.name)),
    indexed,
    left: await countQueued(pool, target.queue),
    down: [
      ...(stopped === null ? [] : [describeStop(target, stopped)]),
      ...refused.map((entry) => describeRefused(target, entry)),
    ],
  };
  return { filled, index, report };
};

/** One line each that could not be dropped: it is tried again when memory is opened the next time. */
const dropRetired = async ({ pool, openIndex }: GenerationParts, signal: AbortSignal): Promise<string[]> => {
  const down: string[] = [];
  for (const { name, identity, state } of await readGenerations(pool)) {
    if (state !== "retired") continue;
    try {
      await (await openIndex({ name, dims: identity.dims }))?.drop({ signal });
      await strikeOff(pool, name);
    } catch (error) {
      if (!isHydraError(error) || error.code === "DATABASE_DOWN") throw error;
      down.push(`former vectors ${name}: ${error.message} Fix: ${error.fix}`);
    }
  }
  return down;
};

const ensureSame = (before: EmbedderIdentity, now: EmbedderIdentity): void => {
  const changed = changeOf(before, now);
  if (changed !== null) throw changed;
};

const changeOf = (before: EmbedderIdentity, now: EmbedderIdentity): HydraError | null => {
  const changes = differences(before, now);
  if (changes.length === 0) return null;
  return new HydraError(
    "EMBEDDER_CHANGED",
    `The vectors in memory were made by another embedder (${changes.join(", ")}).`,
    {
      fix: "Run `hydra memory reindex` to make them again, or configure the embedder that made them.",
      details: { before, now },
    },
  );
};

/** No name is used twice: another process may still hold an index of a former one. */
const freshName = ({ clock }: GenerationParts): string => `g${clock.now().toString(36)}`;
