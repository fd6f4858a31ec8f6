// Prefixes by the names under which servers and files carry models.
import { expect, test } from "vitest";
import { prefixOf } from "../../../models/embed/prefixes.ts";

const sentence = "Represent this sentence for searching relevant passages: ";

test.each([
  ["bge-small-en-v1.5", sentence, ""],
  ["BAAI/bge-large-en", sentence, ""],
  ["/models/bge-base-en-v1.5-q8_0.gguf", sentence, ""],
  ["bge-m3", "", ""],
  ["mxbai-embed-large:latest", sentence, ""],
  ["intfloat/e5-small-v2", "query: ", "passage: "],
  ["multilingual-e5-base", "query: ", "passage: "],
  ["nomic-embed-text:v1.5", "search_query: ", "search_document: "],
  ["all-MiniLM-L6-v2", "", ""],
  ["gte-small", "", ""],
  ["somebody-7e5", "", ""],
])("%s", (model, query, passage) => {
  expect(prefixOf(model, {})).toEqual({ query, passage });
});

test("settings win, also when they say that there is none", () => {
  expect(prefixOf("bge-small-en", { queryPrefix: "" })).toEqual({ query: "", passage: "" });
  expect(prefixOf("e5-small", { passagePrefix: "p: " })).toEqual({ query: "query: ", passage: "p: " });
});
