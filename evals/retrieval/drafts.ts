// One document of a collection is one chunk, so that what is judged and what is found are the same.
import type { Draft } from "../../core/knowledge.ts";
import type { Collection } from "./beir.ts";

type Entry = Collection["documents"][number];

export const draftOf = ({ id, title, text }: Entry): Draft => {
  const body = text === "" ? title : text;
  return {
    origin: { uri: id, title, kind: "document" },
    text: body,
    pieces: [{ text: body, headings: [], start: 0, end: body.length, context: title }],
  };
};

/** As the indexes are given it. */
export const indexedTextOf = (entry: Entry): string => {
  const { pieces } = draftOf(entry);
  return pieces.map(({ context, text }) => (context === "" ? text : `${context}\n${text}`)).join("\n");
};
