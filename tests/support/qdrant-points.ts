// What the stand-in for Qdrant keeps, what it refuses, and how it scores: every point is compared with the query.
import { z } from "zod";

const Sparse = z.object({
  indices: z.array(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  ),
  values: z.array(z.number()),
});
const Vector = z.union([z.array(z.number()), Sparse]);
export const Point = z.object({
  id: z.string(),
  vector: z.record(z.string(), Vector),
  payload: z.record(z.string(), z.unknown()),
});
export const Scroll = z.object({ offset: z.string().optional(), limit: z.int().min(1) });
export const Query = z.object({
  query: z.union([z.array(z.number()), Sparse]),
  using: z.string(),
  limit: z.int().min(1),
  filter: z
    .object({
      must: z.array(z.object({ key: z.literal("kind"), match: z.object({ any: z.array(z.string()) }) })),
    })
    .optional(),
});
export const Shape = z.object({
  vectors: z.record(z.string(), z.object({ size: z.int(), distance: z.string() })).default({}),
  sparse_vectors: z.record(z.string(), z.object({ modifier: z.string() })).default({}),
});
export type Collection = z.infer<typeof Shape> & { readonly points: Map<string, z.infer<typeof Point>> };

export const nearest = (
  collection: Collection,
  { query, using, limit, filter }: z.infer<typeof Query>,
): unknown[] => {
  const all = [...collection.points.values()];
  const kinds = filter?.must[0]?.match.any;
  const scoreOf = Array.isArray(query) ? cosineTo(query, using) : dotTo(query, using, all);
  return all
    .filter(({ payload }) => kinds === undefined || kinds.includes(String(payload["kind"])))
    .flatMap(({ id, vector, payload }) => {
      const score = scoreOf(vector[using]);
      return score === null ? [] : [{ id, version: 1, score: Math.fround(score), payload }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
};

type Score = (vector: z.infer<typeof Vector> | undefined) => number | null;

const cosineTo = (query: readonly number[], using: string): Score => {
  const length = Math.hypot(...query);
  return (vector) => {
    if (!Array.isArray(vector)) return null;
    if (vector.length !== query.length) throw dimensions(vector.length, query.length, using);
    const dot = vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0);
    return dot / (length * Math.hypot(...vector));
  };
};

/** The modifier `idf`: ln(1 + (N − n + 0.5) / (n + 0.5)) on the query's side; what shares no word is not there. */
const dotTo = (
  query: z.infer<typeof Sparse>,
  using: string,
  all: readonly z.infer<typeof Point>[],
): Score => {
  const valuesOf = (vector: z.infer<typeof Vector> | undefined): ReadonlyMap<number, number> =>
    vector === undefined || Array.isArray(vector)
      ? new Map()
      : new Map(vector.indices.map((index, at) => [index, vector.values[at] ?? 0]));
  const weights = query.indices.map((index, at) => {
    const holders = all.filter(({ vector }) => valuesOf(vector[using]).has(index)).length;
    return [
      index,
      (query.values[at] ?? 0) * Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5)),
    ] as const;
  });
  return (vector) => {
    const values = valuesOf(vector);
    const shared = weights.filter(([index]) => values.has(index));
    return shared.length === 0
      ? null
      : shared.reduce((sum, [index, weight]) => sum + weight * (values.get(index) ?? 0), 0);
  };
};

export const ensurePoint = (
  { id, vector }: z.infer<typeof Point>,
  { vectors, sparse_vectors }: Collection,
): void => {
  idOf(id);
  for (const [name, value] of Object.entries(vector)) {
    const size = vectors[name]?.size;
    if (size === undefined && sparse_vectors[name] === undefined) {
      throw new Refused(400, `Wrong input: Not existing vector name error: ${name}`);
    }
    if (Array.isArray(value) && value.length !== size) throw dimensions(size ?? 0, value.length, name);
  }
};

const dimensions = (expected: number, got: number, name: string): Refused =>
  new Refused(
    400,
    `Wrong input: Vector dimension error: expected dim: ${expected}, got ${got} for vector '${name}'`,
  );

export const idOf = (id: string): string => {
  if (z.guid().safeParse(id).success) return id;
  const rule = "valid values are either an unsigned integer or a UUID";
  throw new Refused(400, `Format error in JSON body: value ${id} is not a valid point ID, ${rule}`);
};

export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
