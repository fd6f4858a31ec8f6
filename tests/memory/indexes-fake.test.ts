// The contracts of the indexes over the fakes.
import { describe } from "vitest";
import { makeGraphFake } from "../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../memory/indexes/fake-vectors.ts";
import { graphIndexSuite } from "./graph-index.suite.ts";
import { keywordIndexSuite } from "./keyword-index.suite.ts";
import { vectorIndexSuite } from "./vector-index.suite.ts";

describe("fakes", () => {
  const vectors = makeVectorsFake({ dims: 4 });
  vectorIndexSuite(async () => vectors);
  const keywords = makeKeywordsFake();
  keywordIndexSuite(async () => keywords);
  const graph = makeGraphFake();
  graphIndexSuite(async () => graph);
});
