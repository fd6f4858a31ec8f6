// How a text is handed to a keyword index, so that every index sees the same words in it.

/**
 * Lower case, one form per character, nothing that a database refuses, and words set apart in scripts that are written
 * without spaces. For texts and queries alike; at most `limitCharacters` of them.
 */
export const searchable = (text: string, limitCharacters = 200_000): string =>
  text
    .slice(0, limitCharacters)
    .toWellFormed()
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("\0", " ")
    .replace(unspaced, apart);

/** What is asked is short; the rest of a whole file that is pasted as a question adds time and no meaning. */
export const limitQueryCharacters = 10_000;

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

const apart = (run: string): string => {
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(run);
  return ` ${Array.from(segments, ({ segment }) => segment).join(" ")} `;
};
