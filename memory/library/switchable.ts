// One index of vectors for whoever holds it, while another takes its place behind it.
import type { HydraError } from "../../core/errors.ts";
import type { VectorIndex } from "../../core/indexes.ts";

export interface Switchable {
  readonly index: VectorIndex;
  switchTo(index: VectorIndex): void;
  /** From here on it takes and finds nothing, with this failure; null: it does. */
  refuse(failure: HydraError | null): void;
}

export const makeSwitchable = (first: VectorIndex): Switchable => {
  let current = first;
  let refusal: HydraError | null = null;
  const serving = (): VectorIndex => {
    if (refusal !== null) throw refusal;
    return current;
  };
  return {
    index: {
      get name() {
        return current.name;
      },
      put: async (entries, options) => serving().put(entries, options),
      search: async (vector, options) => serving().search(vector, options),
      remove: async (ids, options) => current.remove(ids, options),
      ids: async (options) => current.ids(options),
      drop: async (options) => current.drop(options),
    },
    switchTo: (index) => {
      current = index;
      refusal = null;
    },
    refuse: (failure) => {
      refusal = failure;
    },
  };
};
