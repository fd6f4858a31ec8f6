// `--calibrate`: recordings through the pipeline, with and without examples, and from what the vote saw of its picks the
// table that it states chances by: once of all tasks, and once for each fold without the fold's own.
import { foldOf } from "../../nodes/choose/weights.ts";
import { tablesOf, type Seen } from "../calibrate.ts";
import type { CodeOptions, Models } from "./instrument.ts";
import { runCode } from "./run-code.ts";

const folds = 5;
const intakes = ["docstring", "none"] as const;

export const calibrateCode = async (
  models: readonly Models[],
  { command, ...options }: CodeOptions & { readonly command: string },
) => {
  const seen: Seen[] = [];
  for (const one of models) {
    for (const intake of intakes) {
      const { rows, context } = await runCode({
        ...options,
        models: one,
        intake,
        solvers: ["hydra"],
        juror: null,
      });
      seen.push(...rows.flatMap((row) => seenOf(row, context.models)));
    }
  }
  const { provenance, ...tables } = tablesOf(seen, { command });
  const date = new Date().toISOString().slice(0, 10);
  return {
    provenance: `${date}: ${provenance}`,
    ...tables,
    folds: Array.from({ length: folds }, (_, fold) => {
      const { withTrusted, withoutTrusted } = tablesOf(
        seen.filter(({ task }) => foldOf(task, folds) !== fold),
        { command },
      );
      return { withTrusted, withoutTrusted };
    }),
  };
};

const seenOf = (
  { task, candidates, answers }: Awaited<ReturnType<typeof runCode>>["rows"][number],
  recording: string,
): Seen[] => {
  const { pick = [], features = null } = answers["hydra"] ?? {};
  const place = pick.indexOf(1);
  if (place < 0 || features === null) return [];
  return [{ recording, task, features, right: answers["hydra"]?.right ?? candidates[place]?.right ?? false }];
};
