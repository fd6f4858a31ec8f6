// What a chunk speaks of, by rules alone, so that the graph works without any model: titles, headings, names, code, files,
// hosts and packages. Everything is bounded; what overflows is left out from the end.
import { dirname, join, normalize } from "node:path/posix";
import { entityKey } from "../../core/indexes.ts";
import type { Entity, Fact } from "../../core/indexes.ts";
import type { Origin, Piece } from "../../core/knowledge.ts";
import { manifestOf } from "./extract/manifests.ts";
import { aliasesOf, namesIn } from "./extract/names.ts";
import { fencedCode, hostsIn, inlineCode, pathsIn, symbolsIn } from "./extract/symbols.ts";

export interface Spoken {
  readonly entities: readonly Entity[];
  readonly facts: readonly Fact[];
}

/** At most 80 entities and 60 facts; the ends of every fact are entities as well. */
export const mentionsOf = (
  { text, headings }: Pick<Piece, "text" | "headings">,
  { title, uri, kind }: Origin,
): Spoken => {
  const entities = new Map<string, Entity>();
  const facts = new Map<string, Fact>();
  const add = (name: string, type: string): boolean => {
    const key = entityKey(name);
    if (key.length < 2 || name.length > limitCharacters) return false;
    if (!entities.has(key)) {
      if (entities.size >= limitEntities) return false;
      entities.set(key, { name, type });
    }
    return true;
  };
  const say = (from: string, relation: string, to: string): void => {
    const key = `${entityKey(from)}\0${relation}\0${entityKey(to)}`;
    if (facts.size >= limitFacts || entityKey(from) === entityKey(to)) return;
    facts.set(key, { from, relation, to, validFrom: null, validTo: null });
  };

  const isCode = kind === "code";
  for (const alias of isCode ? [uri, uri.replace(ending, "")] : aliasesOf(title)) {
    add(alias, isCode ? "file" : "title");
  }
  for (const heading of headings) {
    if (!commonHeadings.has(heading.toLowerCase())) add(heading, isCode ? "symbol" : "heading");
  }

  const subject = isCode ? uri : title;
  const manifest = manifestOf(uri, text);
  for (const need of manifest?.needs ?? []) {
    const from = manifest?.name ?? subject;
    if (add(from, "package") && add(need, "package")) say(from, "depends on", need);
  }
  const { defined, imported } = symbolsIn(isCode ? text : fencedCode(text));
  for (const symbol of defined) {
    // What prose shows as an example is named, not defined, by it.
    if (add(symbol, "symbol") && isCode && add(subject, "file")) say(subject, "defines", symbol);
  }
  for (const named of imported) {
    const isNear = /^\.{1,2}\//u.test(named);
    // As the other file calls itself, so that the two are joined.
    const module = isNear && isCode ? normalize(join(dirname(uri), named)) : named;
    if (add(module, isNear ? "file" : "library") && isCode && add(subject, "file")) {
      say(subject, "imports", module);
    }
  }
  if (!isCode && manifest === null) {
    for (const name of namesIn(text)) add(name, "name");
    for (const code of inlineCode(text)) add(code, "symbol");
  }
  for (const path of pathsIn(text)) add(path, "file");
  for (const host of hostsIn(text)) add(host, "host");
  return { entities: [...entities.values()], facts: [...facts.values()] };
};

const ending = /\.[\p{L}\p{N}]{1,5}$/u;
const limitEntities = 80;
const limitFacts = 60;
const limitCharacters = 200;

/** They stand in every second document and would join all of them. */
const commonHeadings = new Set(
  (
    "introduction,overview,about,summary,abstract,background,conclusion,conclusions,discussion,results,methods,references,see also,notes," +
    "external links,further reading,contents,table of contents,install,installation,setup,getting started,get started,quickstart,quick start," +
    "usage,use,example,examples,options,configuration,settings,api,features,requirements,prerequisites,license,licence,contributing," +
    "changelog,faq,help,support,todo,tests,testing,development,troubleshooting,next steps,limitations,description,parameters,returns,history"
  ).split(","),
);
