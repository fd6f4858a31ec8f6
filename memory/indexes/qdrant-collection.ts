// One collection of a Qdrant server: made when it is first used, so that a server that is away holds nothing up; every
// call has a deadline, and every failure a name.
import type { QdrantClient } from "@qdrant/js-client-rest";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Hit } from "../../core/indexes.ts";
import type { KnowledgeKind, SearchLimits } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { ensureGoing, indexDown } from "./calls.ts";
import { untilDeadline } from "./deadline.ts";
import { inOrder } from "./mentions.ts";
import { hitsOf, idOf, pointId, reasonOf } from "./qdrant-shapes.ts";

type Api = ReturnType<QdrantClient["api"]>;
type Shape = Omit<Parameters<Api["createCollection"]>[0], "collection_name">;
type Params = NonNullable<Awaited<ReturnType<Api["getCollection"]>>["data"]["result"]>["config"]["params"];
type Upsert = Extract<Parameters<Api["upsertPoints"]>[0], { points: unknown }>;
type Vector = Upsert["points"][number]["vector"];
type Query = NonNullable<Parameters<Api["queryPoints"]>[0]["query"]>;

export interface QdrantServer {
  /** http or https; without a port 6333. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly collection: string;
  /** Of one request. Default: 30 seconds. */
  readonly timeoutMs?: number;
}

interface Point {
  readonly id: string;
  readonly kind: KnowledgeKind;
  readonly vector: Vector;
}

interface Collection {
  put(points: readonly Point[], options: Abort): Promise<void>;
  search(
    asked: { readonly query: Query; readonly using: string },
    options: Abort & SearchLimits,
  ): Promise<readonly Hit[]>;
  remove(ids: readonly string[], options: Abort): Promise<void>;
  ids(options: Abort & { readonly after: string | null; readonly limit: number }): Promise<readonly string[]>;
  drop(options: Abort): Promise<void>;
}

interface CollectionOptions extends QdrantServer {
  /** For people. */
  readonly name: string;
  readonly shape: Shape;
  /** Throws where a collection that was there is of another shape. */
  readonly ensure: (params: Params) => void;
}

export const openCollection = async (options: CollectionOptions): Promise<Collection> => {
  const { name, collection: collection_name, shape, ensure, timeoutMs = 30_000 } = options;
  const api = await connect(options);
  let isThere = false;

  /** One request; `null` where its failure is `expected`. */
  const ask = async <T>(
    { signal }: Abort,
    request: (init: RequestInit) => Promise<{ readonly data: { readonly result?: T } }>,
    expected: readonly number[] = [],
  ): Promise<T | null> => {
    try {
      const { data } = await untilDeadline({ signal }, { name, timeoutMs, fix }, async (either) =>
        request({ signal: either }),
      );
      return data.result ?? null;
    } catch (error) {
      if (isHydraError(error)) throw error;
      const { status, reason } = reasonOf(error);
      if (status !== null && expected.includes(status)) return null;
      // Whatever is there now is looked at again before it is used.
      isThere = false;
      if (status === 400 && !/vector name|dimension/iu.test(reason)) throw refused(name, reason, error);
      throw indexDown(
        name,
        new Error(reason, { cause: error }),
        status === 401 || status === 403 ? fixKey : fix,
      );
    }
  };

  const ready = async (going: Abort): Promise<void> => {
    ensureGoing(going.signal);
    if (isThere) return;
    await ask(going, async (init) => api.createCollection({ collection_name, ...shape }, init), [409]);
    const info = await ask(going, async (init) => api.getCollection({ collection_name }, init));
    if (info !== null) ensure(info.config.params);
    const index = { field_name: "kind", field_schema: "keyword" } as const;
    await ask(going, async (init) => api.createFieldIndex({ collection_name, wait: true, ...index }, init));
    isThere = true;
  };

  return {
    put: async (points, going) => {
      const known = [...new Map(points.map((point) => [point.id, point])).values()].map(
        ({ id, kind, vector }) => ({
          id: pointId(id),
          vector,
          payload: { id, kind },
        }),
      );
      await ready(going);
      for (let at = 0; at < known.length; at += batch) {
        const part = known.slice(at, at + batch);
        await ask(going, async (init) =>
          api.upsertPoints({ collection_name, wait: true, points: part }, init),
        );
      }
    },
    search: async (asked, { limit, kinds, signal }) => {
      await ready({ signal });
      if (limit < 1 || kinds?.length === 0) return [];
      const filter =
        kinds === undefined ? {} : { filter: { must: [{ key: "kind", match: { any: [...kinds] } }] } };
      const nearest = async (wanted: number): Promise<readonly Hit[]> => {
        const query = { collection_name, ...asked, ...filter, limit: wanted, with_payload: ["id"] };
        const hits = hitsOf(await ask({ signal }, async (init) => api.queryPoints(query, init)));
        // Equals are in no order of their own: those at the limit are all fetched, within reason, to be put in ours.
        const isOpen = hits.length === wanted && hits.at(-1)?.score === hits[limit - 1]?.score;
        return isOpen && wanted < 4 * limit + 1_000 ? nearest(4 * wanted) : hits;
      };
      const hits = await nearest(limit + 16);
      return hits.toSorted((a, b) => b.score - a.score || inOrder(a.id, b.id)).slice(0, limit);
    },
    remove: async (ids, going) => {
      await ready(going);
      const points = ids.flatMap((id) => (isChunk(id) ? [pointId(id)] : []));
      for (let at = 0; at < points.length; at += batch) {
        const part = points.slice(at, at + batch);
        await ask(going, async (init) =>
          api.deletePoints({ collection_name, wait: true, points: part }, init),
        );
      }
    },
    ids: async ({ signal, after, limit }) => {
      await ready({ signal });
      // Points are listed in the order of their ids, from the one that is named on.
      const from = after === null ? {} : { offset: pointId(after) };
      const page = { collection_name, ...from, limit: limit + 1, with_payload: ["id"] };
      const listed = await ask({ signal }, async (init) => api.scrollPoints(page, init));
      return (listed?.points ?? [])
        .flatMap((point) => idOf(point) ?? [])
        .filter((id) => id !== after)
        .slice(0, limit);
    },
    drop: async (going) => {
      await ask(going, async (init) => api.deleteCollection({ collection_name }, init), [404]);
      isThere = false;
    },
  };
};

const connect = async ({ url, apiKey }: QdrantServer): Promise<Api> => {
  const { QdrantClient } = await import("@qdrant/js-client-rest");
  const { origin, pathname } = new URL(url);
  // The port as it is written: a URL leaves out the usual one, and the client would then take 6333.
  const written = /^https?:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/iu.exec(url)?.[1];
  const client = new QdrantClient({
    url: origin,
    prefix: pathname.replace(/\/+$/u, ""),
    port: written === undefined ? 6_333 : Number(written),
    // A deadline of its own would take the place of our signal.
    timeout: Number.POSITIVE_INFINITY,
    checkCompatibility: false,
    // As a header: given as a key the client writes a warning to the terminal.
    headers: apiKey === undefined ? {} : { "api-key": apiKey },
  });
  return client.api();
};

const isChunk = (id: string): boolean => /^[0-9a-f]{32}$/u.test(id);

const refused = (name: string, reason: string, cause: unknown): HydraError =>
  new HydraError("BAD_INPUT", `The index ${name} refused what it was told: ${reason}`, {
    fix: "Run `hydra memory doctor`: it shows which entry that is.",
    cause,
  });

/** At 4,096 numbers a vector about 8 MB, of the 32 MB that the server takes. */
const batch = 100;

const fix =
  "Start Qdrant or correct HYDRA_QDRANT_URL, then run `hydra memory doctor`: what could not be written is still queued.";
const fixKey =
  "Set HYDRA_QDRANT_API_KEY to a key that may write, then try again: what could not be written is still queued.";
