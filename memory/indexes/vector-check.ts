// Which vectors an index takes: those of its length, with numbers in them.
import { HydraError } from "../../core/errors.ts";

/** Throws `EMBEDDER_CHANGED` for another length, `OUTPUT_INVALID` for what is no number. */
export const ensureVector = (vector: Float32Array, dims: number): void => {
  if (vector.length !== dims) throw otherDims(dims, vector.length);
  if (!vector.every(Number.isFinite)) {
    throw new HydraError("OUTPUT_INVALID", "The embedder gave a vector with a value that is no number.", {
      fix: "Try again, or choose another embedding model.",
    });
  }
};

export const otherDims = (dims: number, given: number): HydraError =>
  new HydraError("EMBEDDER_CHANGED", `The index holds vectors of ${dims} numbers, not of ${given}.`, {
    fix: "Run `hydra memory reindex`, or choose the embedder that made the index.",
    details: { dims, given },
  });
