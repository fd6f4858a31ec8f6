// The functions and classes that a text defines, as far as their heads tell: names, parameters, and whether a body is asked for.
import type { Language } from "../../core/domain.ts";
import { splitOuter } from "./parts.ts";
import { notationOf } from "./tokens.ts";

export interface Named {
  /** As it is defined. */
  readonly name: string;
  /** As it is called: the only method of a class on a new instance of it. */
  readonly called: string;
}

export interface Definition extends Named {
  readonly parameters: readonly string[];
  /** Nothing follows but documentation: the text asks for the body. */
  readonly stub: boolean;
  /** Its body is empty, whatever comes behind it. */
  readonly empty: boolean;
}

const list = "([^()]*(?:\\([^()]*\\)[^()]*)*)";
const head = new RegExp(
  [
    `^([ \\t]*)(?:export[ \\t]+)?(?:default[ \\t]+)?(?:async[ \\t]+)?(?:def\\s+(\\w+)\\s*\\(${list}\\)[^:\\n]*:`,
    `function\\s*\\*?\\s*([\\w$]+)\\s*(?:<[^>]*>)?\\(${list}\\)(?::\\s*\\{[^{}\\n]*\\})?[^{;\\n]*[{;]?`,
    `(?:const|let|var)\\s+([\\w$]+)\\s*(?::[^=\\n]+)?=\\s*(?:async\\s*)?(?:function\\s*\\w*\\s*)?(?:<[^>]*>)?\\(${list}\\)[^={\\n]*(?:=>)?\\s*\\{?)`,
  ].join("|"),
  "gmu",
);
const documentation =
  /^(?:\s*(?:"""[^]*?"""|'''[^]*?'''|\/\*[^]*?\*\/|\/\/[^\n]*(?=\n|$)|#[^\n]*(?=\n|$)))+/u;
const filler = /^(?:pass\b|\.\.\.|raise NotImplementedError[^\n]*|throw new Error[^\n]*)?;?/u;

export const definitionsIn = (text: string, language: Language): Definition[] => {
  const classes = classesIn(text);
  const heads = [...text.matchAll(head)].map((found) => {
    const [whole, indent = "", ...groups] = found;
    const [name = "", parameters = ""] = groups.filter((group) => group !== undefined);
    const rest = text.slice(found.index + whole.length).replace(documentation, "");
    const owner = indent === "" ? undefined : classes.findLast(({ at }) => at < found.index);
    return { name, owner, parameters: parameterNames(parameters, language), ...bodyOf(rest) };
  });
  return heads.map(({ owner, ...definition }) => {
    const alone = owner !== undefined && heads.filter((other) => other.owner === owner).length === 1;
    return { ...definition, called: alone ? `${owner.called}().${definition.name}` : definition.name };
  });
};

const bodyOf = (rest: string): Pick<Definition, "stub" | "empty"> => {
  const end = rest.trimStart().replace(filler, "").trimStart();
  const behind = end.replace(/^\};?/u, "").trimStart();
  const outside = end !== "" && rest.at(-end.length - 1) === "\n";
  return { stub: behind === "" || behind.startsWith("```"), empty: outside || end.startsWith("}") };
};

export const classesIn = (text: string): (Named & { readonly at: number })[] =>
  [...text.matchAll(/^(?:export[ \t]+)?(?:default[ \t]+)?class[ \t]+(\w+)[^\n]*[:{][ \t]*$/gmu)].map(
    ({ 1: name = "", index: at }) => ({ name, called: name, at }),
  );

export const parameterNames = (items: string, language: Language): string[] =>
  splitOuter(language === "python" ? items : items.replaceAll(/<[^<>]*>/gu, ""), ",", notationOf(language))
    .map((item) => /^(?:\.\.\.|\*{0,2})([A-Za-z_$][\w$]*)/u.exec(item)?.[1] ?? "")
    .filter((name) => name !== "" && name !== "self");
