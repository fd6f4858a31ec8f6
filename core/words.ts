// The words of a text as they are compared when one text is held against another: without case, endings and the commonest words.
// Every backend cuts words its own way; what judges a text must not depend on which one found it.

/** In order, with repetitions. Scripts that put no spaces between words give pairs of characters. */
export const wordsOf = (text: string): string[] =>
  (text.normalize("NFKC").toLowerCase().match(wordPattern) ?? []).flatMap((word) =>
    unspaced.test(word) ? pairsOf(word) : common.has(word) ? [] : [stem(word)],
  );

/** Sentences, list items and lines, none of them empty. Offsets are lost; the texts are as they stood. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?。!?])(?:\s+|(?<=[。!?]))|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));

const wordPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+|[\p{L}\p{N}\p{M}]+/gu;
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const pairsOf = (word: string): string[] => {
  const characters = Array.from(word);
  return characters.length < 2 ? characters : characters.slice(1).map((one, at) => `${characters[at]}${one}`);
};

/** Plural, past and gerund: enough that "indexes", "indexed" and "indexing" meet. */
const stem = (word: string): string => {
  if (word.length < 4 || /\p{N}/u.test(word)) return word;
  const singular = word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/([^su])s$/u, "$1");
  const bare = withoutEnding(singular);
  return bare.length > 3 && bare.endsWith("e") ? bare.slice(0, -1) : bare;
};

/** Neither "need" nor "string" has an ending, and "stopped" has a letter too many. */
const withoutEnding = (word: string): string => {
  const ending = word.endsWith("ing") ? 3 : word.endsWith("ed") && !word.endsWith("eed") ? 2 : 0;
  const bare = word.slice(0, word.length - ending);
  return ending === 0 || bare.length < 3 || !/[aeiouy]/u.test(bare)
    ? word
    : bare.replace(/([^aeiouylsz])\1$/u, "$1");
};

const common = new Set(
  `a about also an and are as at be been but by can could did do does for from had has have he her his how i if in into is it
its may me my no not of on or our she should so such than that the their them then there these they this to was we were what
when where which who whom whose why will with would you your`.split(/\s+/u),
);
