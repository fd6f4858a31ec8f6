// What a task's text says about the program before any example is read: which functions it names, with which parameters,
// and which parts of it are documentation inside code.
import type { Language } from "../../core/domain.ts";
import { classesIn, definitionsIn, parameterNames } from "./definitions.ts";
import type { Definition, Named } from "./definitions.ts";
import { withoutFrames } from "./frames.ts";
import { notationOf } from "./tokens.ts";
import type { Notation } from "./tokens.ts";

export interface TaskText {
  /** With typographic quotes and line ends made plain, without frames of comments; offsets below are into this. */
  readonly text: string;
  /** The same with the frames: code in it is whole. */
  readonly source: string;
  readonly language: Language;
  readonly notation: Notation;
  /** The name under which a function that the text calls is to be tested; null: it is not under test. */
  readonly resolve: (name: string) => string | null;
  /** The one function that examples without a call (`Input: 3`) are about, or null. */
  readonly target: Signature | null;
  /** True where only the target is to be tested, so that examples under a wrong name must mean it. */
  readonly renames: boolean;
  readonly isDocumentation: (at: number) => boolean;
}

export interface Signature {
  readonly name: string;
  /** Null where the text does not say. */
  readonly parameters: readonly string[] | null;
}

export const readTask = (
  raw: string,
  options: { language?: Language | undefined; names?: readonly string[] | undefined },
): TaskText => {
  const source = raw
    .replaceAll("\r\n", "\n")
    .replaceAll(/[“”]/gu, '"')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll("\u00a0", " ");
  const text = withoutFrames(source);
  const language = options.language ?? guessLanguage(source);
  const defined = definitionsIn(source, language);
  const stub = defined.findLast((signature) => signature.stub) ?? null;
  const given = options.names ?? [];
  const known = stub === null ? [] : [...defined, ...classesIn(source)];
  const names = given.length > 0 ? given.map((name) => ({ name, called: name })) : known;
  const [empty, another] = defined.filter((definition) => definition.empty);
  const asked = stub ?? (another === undefined ? (empty ?? null) : null);
  const target = targetOf(given, asked, text, defined);
  const documentation = documentationIn(source);
  return {
    text,
    source,
    language,
    notation: notationOf(language),
    resolve: resolverOf(names),
    target,
    renames: target !== null && (given.length === 1 || (given.length === 0 && stub !== null)),
    isDocumentation: (at) => documentation.some(([start, end]) => start <= at && at < end),
  };
};

const guessLanguage = (text: string): Language =>
  /^\s*(?:def |from \S+ import |>>> )|\bpython\b/imu.test(text) ||
  !/\bjavascript\b|\bfunction \w+\(|\bconst \w+ =|console\.log|\bnode\b/iu.test(text)
    ? "python"
    : "javascript";

/** Names that are never under test: they belong to the languages, or to the sentence (`print(…)`, `range(…)`, `if (…)`). */
const builtins = new Set(
  "abs all any assert bin bool bytes catch chr class console def dict divmod elif else enumerate eval except filter float for format frozenset function hex if in input int isinstance iter lambda len list log map max min new next not Number object Object oct open or ord parseInt parseFloat pow print range repr require return reversed round set sorted str String sum switch super tuple type typeof while with yield zip Array Map Set JSON Math Boolean Promise Symbol BigInt and import from expect describe test it".split(
    " ",
  ),
);

export const isBuiltin = (name: string): boolean => builtins.has(name);

const resolverOf = (names: readonly Named[]) => {
  if (names.length === 0) return (name: string): string | null => (builtins.has(name) ? null : name);
  return (name: string): string | null => {
    const known =
      names.find((one) => one.name === name) ?? names.find((one) => plain(one.name) === plain(name));
    return known?.called ?? null;
  };
};

/** `is_prime` and `isPrime` are one name. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

const targetOf = (
  given: readonly string[],
  asked: Definition | null,
  text: string,
  defined: readonly Definition[],
): Signature | null => {
  const [only, more] = given;
  if (only !== undefined && more !== undefined) return null;
  const name = only ?? asked?.called ?? onlyMentioned(text);
  if (name === null) return null;
  const known = defined.findLast(({ called }) => called === name);
  return { name, parameters: known?.parameters ?? describedParameters(text, name) };
};

/** `Write a function foo(a, b)`, `a function called foo`. */
const onlyMentioned = (text: string): string | null => {
  const shape =
    /\b(?:function|method|def|implement|write|define|create|complete)\s+(?:a |the |an )?(?:\w+\s+)?(?:function\s+|method\s+)?(?:called\s+|named\s+)?`?([A-Za-z_$][\w$]*)(?:\(|`)|\b(?:called|named)\s+`?([A-Za-z_$][\w$]*)/giu;
  const names = new Set([...text.matchAll(shape)].map((found) => found[1] ?? found[2] ?? ""));
  const [only, more] = [...names].filter((name) => !builtins.has(name));
  return only !== undefined && more === undefined ? only : null;
};

const describedParameters = (text: string, name: string): string[] | null => {
  const shape = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\(([A-Za-z_][\\w\\s,:\\[\\]=|]*)\\)`, "u");
  const items = shape.exec(text)?.[1];
  return items === undefined ? null : parameterNames(items, "python");
};

/** Docstrings, block comments and comment lines. */
const documentationIn = (text: string): (readonly [number, number])[] =>
  [
    ...text.matchAll(
      /"""[^]*?(?:"""|(?![^]))|'''[^]*?(?:'''|(?![^]))|\/\*[^]*?(?:\*\/|(?![^]))|^[ \t]*(?:#(?!#|\s*[A-Z][\w ]*$)|\/\/)[^\n]*/gmu,
    ),
  ].map((found) => [found.index, found.index + found[0].length] as const);
