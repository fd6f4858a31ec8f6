// Texts cut to a budget, so that what is shown of a project fits the context that is served.

/** A cautious reading of what tokenisers make of code: characters a token. */
const charactersPerToken = 3.5;

export const charactersFor = (tokens: number): number => Math.max(0, Math.floor(tokens * charactersPerToken));

export interface Excerpt {
  readonly text: string;
  /** "" for a whole file, else which lines. */
  readonly part: string;
}

/** Below this an excerpt tells nothing. */
const leastCharacters = 200;

/** The whole text where it fits, else the lines around `lines` (or the first ones); null where even that is too little. */
export const excerpt = (
  content: string,
  limitCharacters: number,
  lines: readonly number[] = [],
): Excerpt | null => {
  if (content.length <= limitCharacters) return { text: content, part: "" };
  if (limitCharacters < leastCharacters) return null;
  const all = content.split("\n");
  const [centre = 1] = lines.length === 0 ? [1] : lines.filter((line) => line >= 1 && line <= all.length);
  let [first, last] = [centre - 1, centre - 1];
  let size = (all[first] ?? "").length + 1;
  if (size > limitCharacters) return null;
  for (let grown = true; grown;) {
    grown = false;
    for (const next of [last + 1, first - 1]) {
      const line = all[next];
      if (line === undefined || size + line.length + 1 > limitCharacters) continue;
      size += line.length + 1;
      [first, last] = [Math.min(first, next), Math.max(last, next)];
      grown = true;
    }
  }
  return {
    text: all.slice(first, last + 1).join("\n"),
    part: `lines ${first + 1} to ${last + 1} of ${all.length}`,
  };
};
