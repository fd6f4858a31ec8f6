// A database keeps no NUL in a text and no half of a surrogate pair; readers of files may still meet both.
import type { Draft, Origin, Piece } from "../../core/knowledge.ts";

/** Each such character is replaced by one other, so that offsets stay what they were. */
export const storable = ({
  origin,
  pieces,
}: Pick<Draft, "origin" | "pieces">): {
  readonly origin: Origin;
  readonly pieces: readonly Piece[];
} => ({
  origin: { ...origin, uri: clean(origin.uri), title: clean(origin.title) },
  pieces: pieces.map((piece) => ({
    ...piece,
    text: clean(piece.text),
    context: clean(piece.context),
    headings: piece.headings.map(clean),
  })),
});

const clean = (text: string): string => text.replaceAll("\u0000", "\uFFFD").toWellFormed();
