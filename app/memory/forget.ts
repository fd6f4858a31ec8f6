// hydra memory forget: out of what is known, and out of every index.
import { HydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { Forgotten } from "../../memory/care/forget.ts";
import { forget } from "../../memory/care/forget.ts";
import type { Knowledge } from "../knowledge.ts";

/** Throws `BAD_INPUT` where none of the names is known. */
export const forgetEntries = async (
  knowledge: Knowledge,
  names: readonly string[],
  { signal }: Abort,
): Promise<Forgotten> => {
  const forgotten = await forget(knowledge, names, { signal });
  if (forgotten.unknown.length < new Set(names).size) return forgotten;
  throw new HydraError("BAD_INPUT", `nothing is known by the name ${names.join(", ").slice(0, 200)}`, {
    fix: "`hydra memory show` lists what is known",
  });
};
