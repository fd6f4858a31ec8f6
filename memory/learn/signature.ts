// What makes two errors the same although they happened in different programs: the message without its places, numbers and names.

export interface Signature {
  /** Names kept: the same library, the same method. */
  readonly exact: string;
  /** Names left out: the same kind of mistake. */
  readonly kin: string;
}

/**
 * Of the first line of a message that says something. Null where it names no error and no difference of kinds: two
 * wrong numbers have nothing in common.
 */
export const signatureOf = (whole: string): Signature | null => {
  // Programs write messages: a long one must not take long.
  const message = whole.slice(0, limitCharacters);
  const difference = differenceOf(message);
  if (difference !== null) return { exact: difference, kin: difference };
  const line = message
    .split("\n")
    .map((one) => one.trim())
    .findLast((one) => /\b\w*(?:Error|Exception|Warning)\b/u.test(one));
  if (line === undefined) return null;
  const exact = normalised(line);
  // What was asserted is of that one program.
  if (exact === "" || /^AssertionError\b/u.test(exact)) return null;
  return {
    exact,
    kin: exact.replaceAll(/'([^']*)'/gu, (quoted, name: string) => (kinds.has(name) ? quoted : "'…'")),
  };
};

const limitCharacters = 2_000;

/** Places, addresses and numbers say where and how much, not what. Quotes become straight single ones. */
const normalised = (line: string): string =>
  line
    .replaceAll(/[`"‘’“”]/gu, "'")
    .replaceAll(/\b0x[0-9a-f]+\b/giu, "N")
    .replaceAll(/(?:[A-Za-z]:)?(?:[\w.~-]*[\\/])+([\w.-]+)/gu, "$1")
    .replaceAll(/\(?\b(?:at )?[\w.-]+:\d+(?::\d+)?\)?/gu, "")
    .replaceAll(/\bline \d+\b/gu, "")
    .replaceAll(/(?<![\w'])-?\d[\d_.]*(?:e[+-]?\d+)?/giu, "N")
    .replaceAll(/\s+/gu, " ")
    .trim()
    .slice(0, 300);

/** "got None, expected [1]": a value of another kind is a mistake that repeats; another value of the same kind is not. */
const differenceOf = (message: string): string | null => {
  const match = /^got (.*), expected (.*)$/su.exec(message.trim());
  if (match === null) return null;
  const [got, expected] = [kindOf(match[1] ?? ""), kindOf(match[2] ?? "")];
  return got === null || expected === null || got === expected ? null : `got ${got}, expected ${expected}`;
};

const kindOf = (value: string): string | null => forms.find(([form]) => form.test(value.trim()))?.[1] ?? null;

const forms: readonly (readonly [RegExp, string])[] = [
  [/^(?:None|null|undefined)$/u, "nothing"],
  [/^(?:True|False|true|false)$/u, "a boolean"],
  [/^-?\d+$/u, "a whole number"],
  [/^-?(?:\d*\.\d+|\d+\.)(?:e[+-]?\d+)?$/iu, "a fraction"],
  [/^"/u, "a text"],
  [/^\[/u, "a list"],
  [/^\(/u, "a tuple"],
  [/^set\(\)|^\{(?![^:]*:)/u, "a set"],
  [/^\{/u, "a mapping"],
];

/** Types of the languages: part of what went wrong, not names of somebody's own. */
const kinds = new Set(
  `int float str bool list dict tuple set bytes NoneType None function type object module generator builtin_function_or_method
  string number boolean undefined null symbol bigint Array Object Function Promise Map Set + - * / % ** == < > <= >= in`.split(
    /\s+/u,
  ),
);
