// What a task's text says about the program before any example is read: which functions it names, with which parameters,
// and which parts of it are documentation inside code.
import type { Language } from "../../core/domain.ts";
import { splitOuter } from "./parts.ts";
import { notationOf } from "./tokens.ts";
import type { Notation } from "./tokens.ts";

export interface TaskText {
  /** With typographic quotes and line ends made plain; offsets below are into this. */
  readonly text: string;
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
  const text = raw
    .replaceAll("\r\n", "\n")
    .replaceAll(/[“”]/gu, '"')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll("\u00a0", " ");
  const language = options.language ?? guessLanguage(text);
  const defined = definitionsIn(text, language);
  const stub = defined.findLast((signature) => signature.stub) ?? null;
  const given = options.names ?? [];
  const names = given.length > 0 ? given : stub === null ? [] : defined.map((signature) => signature.name);
  const target = targetOf(given, stub, text, defined);
  const documentation = documentationIn(text);
  return {
    text,
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

const resolverOf = (names: readonly string[]) => {
  if (names.length === 0) return (name: string): string | null => (builtins.has(name) ? null : name);
  return (name: string): string | null =>
    names.find((known) => known === name) ?? names.find((known) => plain(known) === plain(name)) ?? null;
};

/** `is_prime` and `isPrime` are one name. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

interface Definition extends Signature {
  readonly parameters: readonly string[];
  /** Nothing follows but documentation: the text asks for the body. */
  readonly stub: boolean;
}

const definitionsIn = (text: string, language: Language): Definition[] => {
  const shape =
    /^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def\s+(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)[^:\n]*:|function\s*\*?\s*([\w$]+)\s*(?:<[^>]*>)?\(([^)]*)\)[^{;\n]*[{;]?|(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\s*\w*\s*)?\(([^)]*)\)[^={]*(?:=>)?\s*\{?)/gmu;
  return [...text.matchAll(shape)].map((found) => {
    const rest = text.slice(found.index + found[0].length).replace(/^\s*(?:"""[^]*?"""|'''[^]*?''')/u, "");
    return {
      name: found[1] ?? found[3] ?? found[5] ?? "",
      parameters: parameterNames(found[2] ?? found[4] ?? found[6] ?? "", language),
      stub: /^\s*(?:pass|\.\.\.|\/\/[^\n]*|#[^\n]*|raise NotImplementedError\S*|throw new Error[^\n]*|\})?\s*(?:\}|```)?\s*$/u.test(
        rest,
      ),
    };
  });
};

const parameterNames = (list: string, language: Language): string[] =>
  splitOuter(list, ",", notationOf(language))
    .map((item) => /^(?:\.\.\.|\*{0,2})([A-Za-z_$][\w$]*)/u.exec(item)?.[1] ?? "")
    .filter((name) => name !== "" && name !== "self");

const targetOf = (
  given: readonly string[],
  stub: Definition | null,
  text: string,
  defined: readonly Definition[],
): Signature | null => {
  const [only, more] = given;
  if (only !== undefined && more !== undefined) return null;
  const name = only ?? stub?.name ?? onlyMentioned(text);
  if (name === null) return null;
  const known = defined.findLast((signature) => signature.name === name);
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
  const list = shape.exec(text)?.[1];
  return list === undefined ? null : parameterNames(list, "python");
};

/** Docstrings, block comments and comment lines. */
const documentationIn = (text: string): (readonly [number, number])[] =>
  [
    ...text.matchAll(
      /"""[^]*?(?:"""|(?![^]))|'''[^]*?(?:'''|(?![^]))|\/\*[^]*?(?:\*\/|(?![^]))|^[ \t]*(?:#(?!#|\s*[A-Z][\w ]*$)|\/\/)[^\n]*/gmu,
    ),
  ].map((found) => [found.index, found.index + found[0].length] as const);
