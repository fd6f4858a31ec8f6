// Names of code as words: someone who asks for "http server error" means HTTPServerError. Applied to what keyword indexes
// are given and to what they are asked.

/**
 * The text, then the parts of its identifiers in lower case: camelCase, PascalCase, snake_case, digits within a word, and
 * whatever dots, slashes or colons join. Every index cuts `kebab-case` itself, and prose is full of it, so that its parts are not
 * counted twice; within `a.b-c` they are cut here, since Postgres takes that for one host.
 */
export const splitIdentifiers = (text: string): string => {
  const parts: string[] = [];
  for (const [compound] of text.matchAll(compounds)) {
    if (/^[\d.]+$/u.test(compound)) continue;
    const joined = /[._/:]/u.test(compound);
    for (const [word] of compound.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
      const pieces = piecesOf(word);
      if (joined || pieces.length > 1) parts.push(...pieces.filter(isTelling));
      // `fileName` in src/fileName.ts is known as a whole as well.
      if (joined && pieces.length > 1) parts.push(word.toLowerCase());
    }
  }
  return parts.length === 0 ? text : `${text}\n${parts.join(" ")}`;
};

/** The words that an identifier is made of, in lower case: `HTTPServerError2` → http, server, error, 2. */
export const piecesOf = (identifier: string): string[] =>
  (identifier.match(pieces) ?? []).map((piece) => piece.toLowerCase());

/** What dots, slashes, colons, hyphens and underscores join without a space. Bounded, so that no text takes long. */
const compounds = /[\p{L}\p{M}\p{N}]{1,200}(?:[._/:@#-]{1,3}[\p{L}\p{M}\p{N}]{1,200}){0,40}/gu;

/** Runs of capitals end before the one that begins a word; other scripts have no capitals and stay whole. */
const pieces = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+/gu;

/** A letter or digit alone says nothing. */
const isTelling = (piece: string): boolean => piece.length > 1;
