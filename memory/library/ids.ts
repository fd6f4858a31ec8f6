// Names that follow from what is named, so that two processes that add the same text agree without asking each other.
import { createHash } from "node:crypto";

export const documentId = (uri: string): string => sha256(uri).slice(0, 32);

/**
 * `nth` counts the pieces of the document with this same text before it, and so is 0 nearly always: a piece that only
 * moved keeps its id, and its place in every index.
 */
export const chunkId = (document: string, nth: number, text: string): string =>
  sha256(`${document}\n${nth}\n${text}`).slice(0, 32);

/** Of the text as UTF-8, in hexadecimal. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
