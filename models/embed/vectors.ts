// What every way to make vectors shares: texts that a model can take, and vectors that are of length 1 or refused.
import { HydraError } from "../../core/errors.ts";

/** Well-formed, without what ends a text in C; a blank one becomes a dot, since engines refuse it or give nothing. */
export const readable = (text: string): string =>
  text.trim() === "" ? "." : text.toWellFormed().replaceAll("\0", " ");

/** Of length 1. Throws `OUTPUT_INVALID` for what is no vector; `who` made it. */
export const unitVector = (numbers: ArrayLike<unknown>, who: string): Float32Array => {
  const vector = Float32Array.from(numbers, (value) => (typeof value === "number" ? value : Number.NaN));
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (Number.isFinite(length) && length > 0) return vector.map((value) => value / length);
  const what =
    vector.length === 0 ? "an empty vector" : length === 0 ? "only zeros" : "numbers that are none";
  throw new HydraError("OUTPUT_INVALID", `${who} gave ${what} for a text`, {
    fix: "check that the model makes embeddings, and that its file or server is sound",
  });
};

/** Throws `OUTPUT_INVALID` where the length is not the one that the index was made for. */
export const checkDims = (vectors: readonly Float32Array[], dims: number, who: string): void => {
  const odd = vectors.find((vector) => vector.length !== dims);
  if (odd === undefined) return;
  throw new HydraError(
    "OUTPUT_INVALID",
    `${who} gave a vector of ${odd.length} numbers where it gave ${dims} before: another model answers now`,
    {
      fix: "serve the former model again, or run `hydra memory reindex` for the new one",
      details: { dims, got: odd.length },
    },
  );
};
