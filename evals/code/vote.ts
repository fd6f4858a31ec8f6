// The vote that an evaluation tries: what rows depend on because of it, and how a result says where its chances come from.
import { digestOfSources } from "../../app/sources.ts";
import { shippedWeights, type Weights } from "../../nodes/choose/weights.ts";

/** Part of the question of whatever evaluation runs the pipeline: rows of another vote are no rows of this one. */
export const voteAsked = async () => ({
  weights: shippedWeights(),
  sources: await digestOfSources(["core", "prompts", "nodes", "graphs", "tools", "memory", "app", "evals"]),
});

/** Every task is judged by a table that saw nothing of it, where there are such tables. */
export const calibrationOf = ({
  provenance: tuned,
  calibration: { provenance, folds = [] },
}: Weights): string => {
  const how = folds.length > 1 ? `cross-fitted over tasks in ${folds.length} folds` : "NOT cross-fitted";
  return `${how}; ${provenance} Weights of the rule: ${tuned}`;
};
