// What goes to Qdrant and comes from it, in our words: a chunk's id is a UUID there, and what comes back is checked.
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Hit } from "../../core/indexes.ts";

/** Throws `BAD_INPUT` for what is not 32 hexadecimal characters. Ascending as the ids are. */
export const pointId = (id: string): string => {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/u.exec(id);
  if (parts !== null) return parts.slice(1).join("-");
  throw new HydraError("BAD_INPUT", `Qdrant keeps entries by UUID, and \`${id}\` can't be one.`, {
    fix: "Run `hydra memory doctor`: ids of chunks have 32 hexadecimal characters.",
  });
};

/** Null: a point that is not ours. */
export const idOf = (point: unknown): string | null => {
  const read = Point.safeParse(point);
  return read.success ? read.data.payload.id : null;
};

export const hitsOf = (answer: unknown): readonly Hit[] => {
  const points = Answer.safeParse(answer).data?.points ?? [];
  return points.flatMap((point) => {
    const read = Scored.safeParse(point);
    return read.success ? [{ id: read.data.payload.id, score: read.data.score }] : [];
  });
};

/** What the server said to a request that failed; no status: it did not answer. */
export const reasonOf = (error: unknown): { readonly status: number | null; readonly reason: string } => {
  const { data } = Failure.safeParse(error);
  if (data !== undefined) {
    return { status: data.status, reason: data.data?.status.error ?? `it answered with HTTP ${data.status}` };
  }
  const cause = error instanceof Error ? error.cause : null;
  const said = cause instanceof Error && cause.message !== "" ? cause : error;
  return { status: null, reason: said instanceof Error ? said.message : String(said) };
};

const Point = z.object({ payload: z.object({ id: z.string() }) });
const Scored = Point.extend({ score: z.number() });
const Answer = z.object({ points: z.array(z.unknown()) });
const Failure = z.object({
  status: z.number(),
  data: z
    .object({ status: z.object({ error: z.string() }) })
    .optional()
    .catch(undefined),
});
