// Which words of a query could be the name of something: every run of a few words, so that the graph, which knows what
// names there are, can say which of them it has. No capitals are needed.
import { entityKey } from "../../core/indexes.ts";

/** Runs of up to six words, longest first, bounded. */
export const possibleNames = (query: string): string[] => {
  const words = wordsIn(query);
  const names: string[] = [];
  for (let length = Math.min(limitRun, words.length); length >= 1; length -= 1) {
    for (let at = 0; at + length <= words.length; at += 1) {
      const run = words.slice(at, at + length);
      if (isEmpty(run[0] ?? "") && isEmpty(run.at(-1) ?? "")) continue;
      names.push(run.join(" "));
    }
  }
  return [...new Set(names)];
};

/** Without those that are a part of a longer one: who says "New York Times" does not mean New York. Ascending. */
export const longestNames = (keys: readonly string[]): string[] => {
  const kept: string[] = [];
  for (const key of [...new Set(keys)].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))) {
    if (!kept.some((longer) => ` ${longer} `.includes(` ${key} `))) kept.push(key);
  }
  return kept.toSorted();
};

/** What a title is about, as keys: whole, without what is in brackets, up to its comma, and without its article. */
export const namesOfTitle = (title: string): string[] => {
  const bare = title.replace(/\s*[([][^)\]]*[)\]]\s*$/u, "");
  const names = [title, bare, bare.replace(/,\s.*$/su, ""), bare.replace(/^(?:the|an?)\s+/iu, "")];
  return [...new Set(names.map(entityKey))].filter((key) => key !== "");
};

const limitRun = 6;
const limitWords = 60;

const wordsIn = (query: string): string[] =>
  query
    .slice(0, 4_000)
    .replace(/['’]s(?![\p{L}\p{N}])/gu, "")
    .split(/[^\p{L}\p{M}\p{N}_./:@#&'’+-]+/u)
    .map((word) => word.replace(/^[./:'’&-]+|[./:'’&-]+$/gu, ""))
    .filter((word) => word !== "")
    .slice(0, limitWords);

const isEmpty = (word: string): boolean => word.length < 3 || common.has(word.toLowerCase());

const common = new Set(
  (
    "the and for are was were been his her its their our your this that these those with from into about what which who whom " +
    "whose when where why how does did has have had can could will would should may not but also than then there here one two " +
    "first last many much more most some any all both each other same new old use used using make made get set you they she him"
  ).split(" "),
);
