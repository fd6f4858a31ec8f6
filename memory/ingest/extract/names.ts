// Names in prose by their capitals, without a model: people, places, works, products. What merely begins a sentence is no name,
// and scripts without capitals have none that could be told this way.

/** In the order in which they appear, each once, bounded. Works by its quotation marks count as well. */
export const namesIn = (text: string, limit = 60): string[] => {
  const found = new Map<string, { name: string; sure: boolean }>();
  const add = (name: string, sure: boolean): void => {
    const key = name.toLowerCase();
    if (name.length < 2 || name.length > limitCharacters || /^\p{N}+$/u.test(name)) return;
    const before = found.get(key);
    if (before === undefined) found.set(key, { name, sure });
    else if (sure) before.sure = true;
  };
  for (const match of text.slice(0, limitText).matchAll(runs)) {
    const starts = sentenceStart.test(text.slice(Math.max(0, match.index - 4), match.index));
    for (const name of variantsOf(match[0])) {
      add(name, !starts || name.includes(" ") || /\p{N}/u.test(name) || !match[0].startsWith(name));
    }
  }
  for (const [, work = ""] of text.slice(0, limitText).matchAll(quoted)) add(work.trim(), true);
  return [...found.values()]
    .filter(({ sure }) => sure)
    .slice(0, limit)
    .map(({ name }) => name);
};

/** A title as others write it: whole, without what is in brackets, without its article, up to its comma. */
export const aliasesOf = (title: string): string[] => {
  const whole = title.trim().slice(0, limitCharacters);
  const bare = whole.replace(/\s*[([（][^)\]）]*[)\]）]\s*$/u, "");
  const first = bare.split(/,\s/u)[0] ?? bare;
  const aliases = [whole, bare, first, bare.replace(articles, "")];
  return [...new Set(aliases.map((alias) => alias.trim()).filter((alias) => alias.length > 1))];
};

const limitCharacters = 100;
const limitText = 20_000;

const word = String.raw`(?:\p{Lu}\.(?:\p{Lu}\.)*|(?:St|Dr|Mr|Mrs|Ms|Jr|Sr|Mt)\.|\p{Lu}[\p{L}\p{M}\p{N}]*(?:['’&\-–]\p{L}[\p{L}\p{M}\p{N}]*)*|\p{Ll}{1,2}\p{Lu}[\p{L}\p{N}]+)`;
const joins = String.raw`(?:of the|of|the|and|for|in the|&|de la|de|del|della|di|da|du|des|la|le|van der|van|von|den|bin|al|y|on the)`;
const number = String.raw`\p{N}{1,4}(?:[–-]\p{N}{2,4})?`;
/** Capitalised words, with the small words and numbers that names hold between and about them. */
const runs = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:${number} )?${word}(?: (?:${joins} )?(?:${word}|${number}(?![\p{L}\p{N}])))*`,
  "gu",
);
const quoted = /["“«](\p{Lu}[^"“”«»\n]{2,80})["”»]/gu;
const sentenceStart = /(?:^|[.!?:;•*#>\n"“(\-–—|]\s*)$/u;
const articles = /^(?:the|a|an|der|die|das|le|la|les|el|los|las)\s+/iu;

/** The run, its halves about "and" and "for", and what stays without a leading year or small word. */
const variantsOf = (run: string): string[] => {
  const stripped = strip(run);
  if (stripped === "") return [];
  const halves = / (?:and|&|for) /u.test(stripped) ? stripped.split(/ (?:and|&|for) /u).map(strip) : [];
  const noYear = stripped.replace(/^\p{N}+(?:[–-]\p{N}+)? /u, "");
  const owners = [stripped, noYear, ...halves].flatMap((name) => {
    const bare = name.replace(/['’]s$/u, "");
    return /['’]s /u.test(bare) ? [bare, ...bare.split(/['’]s /u).map(strip)] : [bare];
  });
  return [...new Set(owners.filter((name) => name !== ""))];
};

/** Without the small words that begin a sentence, and the sentence's own full stop. */
const strip = (run: string): string => {
  let name = run.trim();
  for (;;) {
    const [first = ""] = name.split(" ", 1);
    if (!openers.has(first.toLowerCase().replace(/['’].*$/u, ""))) break;
    if (first.length === name.length) return "";
    name = name.slice(first.length).trim();
  }
  return name.replace(/(?<=\p{L}{3})\.$/u, "");
};

/** What is capitalised only because a sentence begins. */
const openers = new Set(
  (
    "a an the this that these those he she it they we you i his her its their our your my in on at by for from to of with " +
    "and or but if when while where what which who whom whose why how as after before during since until although though " +
    "because however also both each some many most all no not there here then thus so such other another is are was were " +
    "do does did has have had be been can could may might must shall should will would let see use using note yes under " +
    "over between among into about once only first later today nor yet despite like unlike within without through upon however moreover therefore instead"
  ).split(" "),
);
