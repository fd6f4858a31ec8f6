// What a model's card says to put before a query and before a passage, by the model's name. Without it a model finds worse.
import type { EmbedderIdentity } from "../../core/indexes.ts";

type Prefix = EmbedderIdentity["prefix"];

/** What the settings give wins, each side by itself. */
export const prefixOf = (
  model: string,
  given: { readonly queryPrefix?: string | undefined; readonly passagePrefix?: string | undefined },
): Prefix => {
  const known = cards.find(([name]) => name.test(model))?.[1] ?? none;
  return { query: given.queryPrefix ?? known.query, passage: given.passagePrefix ?? known.passage };
};

const none: Prefix = { query: "", passage: "" };
const sentence: Prefix = { query: "Represent this sentence for searching relevant passages: ", passage: "" };
const task = "Instruct: Given a web search query, retrieve relevant passages that answer the query\n";

/** The first that fits. */
const cards: readonly (readonly [RegExp, Prefix])[] = [
  [/bge[-_]m3|bge[-_]multilingual/iu, none],
  [/bge.*[-_]zh\b/iu, { query: "为这个句子生成表示以用于检索相关文章：", passage: "" }],
  [/\bbge\b|mxbai-embed|arctic-embed-(?:xs|s|m|l)\b/iu, sentence],
  [/\be5\b.*instruct|\be5-mistral/iu, { query: `${task}Query: `, passage: "" }],
  [/\be5\b/iu, { query: "query: ", passage: "passage: " }],
  [/nomic-embed-text|nomic-bert/iu, { query: "search_query: ", passage: "search_document: " }],
  [/qwen3-embedding/iu, { query: `${task}Query:`, passage: "" }],
];
