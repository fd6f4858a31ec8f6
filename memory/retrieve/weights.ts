// How much each stage of a search is trusted: data, tuned on public sets and frozen in `weights.json`, one setting for
// everything but the embedder, since good vectors deserve more of the vote than poor ones.
import { z } from "zod";
import type { Embedder } from "../../core/indexes.ts";
import { fusionRules } from "./fuse.ts";
import shipped from "./weights.json" with { type: "json" };

const weight = z.number().min(0);

const RetrievalWeights = z.strictObject({
  /** What they were tuned on and by which command. */
  provenance: z.string().min(1),
  fusion: z.enum(fusionRules),
  /** How many hits each stage gives. */
  depth: z.number().int().min(1).max(1_000),
  keyword: weight,
  vector: z.strictObject({
    lexical: weight,
    /** An embedder that none of `models` names. */
    semantic: weight,
    /** By a part of the model's name, in lower case. */
    models: z.array(z.strictObject({ name: z.string().min(1), weight })),
  }),
  graph: z.strictObject({
    weight,
    /** How many of the best chunks by words and vectors a walk begins from. */
    firstPass: z.number().int().min(0),
    /** How much a name in the query counts as a beginning, where the best chunk counts 1. */
    named: weight,
    /** How much more an edge counts between a chunk and what its title or heading names. */
    about: z.number().min(1),
    damping: z.number().min(0).max(0.99),
    hops: z.number().int().min(1).max(4),
    limitEdges: z.number().int().min(1),
  }),
  rerank: z.strictObject({
    /** How many of the best are scored again. */
    top: z.number().int().min(1),
    /** Of the reranker in the blend with the fused score; 1 would replace it. */
    share: z.number().min(0).max(1),
  }),
  /** A hypothetical answer is asked for below this confidence. */
  hyde: z.strictObject({ below: z.number().min(0).max(1) }),
});
export type RetrievalWeights = z.infer<typeof RetrievalWeights>;

export const shippedRetrievalWeights = (): RetrievalWeights => RetrievalWeights.parse(shipped);

export const vectorWeight = ({ vector }: RetrievalWeights, { kind, identity }: Embedder): number => {
  if (kind === "lexical") return vector.lexical;
  const name = identity.model.toLowerCase();
  return vector.models.find((model) => name.includes(model.name))?.weight ?? vector.semantic;
};
