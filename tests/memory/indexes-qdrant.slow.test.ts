// The contracts of the indexes over a real Qdrant. HYDRA_TEST_QDRANT_URL names a server on which two collections are made
// and removed; `npm test` runs the same over a stand-in.
import { afterAll, describe } from "vitest";
import { openQdrantKeywords } from "../../memory/indexes/qdrant-keywords.ts";
import { openQdrantVectors } from "../../memory/indexes/qdrant-vectors.ts";
import { keywordIndexSuite } from "./keyword-index.suite.ts";
import { vectorIndexSuite } from "./vector-index.suite.ts";

const url = process.env["HYDRA_TEST_QDRANT_URL"];

describe.skipIf(url === undefined)("Qdrant (HYDRA_TEST_QDRANT_URL)", () => {
  const server = { url: url ?? "", apiKey: process.env["HYDRA_TEST_QDRANT_API_KEY"] };
  const vectors = async (dims = 4) =>
    openQdrantVectors({ ...server, collection: "hydra_test_vectors", dims });
  const keywords = async () => openQdrantKeywords({ ...server, collection: "hydra_test_words" });
  afterAll(async () => {
    const { signal } = new AbortController();
    await (await vectors()).drop({ signal });
    await (await keywords()).drop({ signal });
  });
  vectorIndexSuite(vectors);
  keywordIndexSuite(keywords);
});
