// A collection in BEIR's layout: corpus.jsonl, queries.jsonl (either may be .gz), and judgements as qrels.tsv or qrels/test.tsv.
import { access, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import { readRows } from "../suites/rows-of.ts";

export interface Collection {
  /** The folder's name. */
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Those that are judged. */
  readonly queries: readonly Query[];
}

export interface Query {
  readonly id: string;
  readonly text: string;
  /** By document, above 0. */
  readonly relevant: ReadonlyMap<string, number>;
}

/** Throws `BAD_INPUT` that names file and line. `limit`: only the first so many queries. */
export const readCollection = async (folder: string, limit = Infinity): Promise<Collection> => {
  const corpus = await readRows(await fileIn(folder, ["corpus.jsonl", "corpus.jsonl.gz"]), CorpusRow);
  const asked = await readRows(await fileIn(folder, ["queries.jsonl", "queries.jsonl.gz"]), QueryRow);
  const judged = await readJudgements(await fileIn(folder, ["qrels.tsv", "qrels/test.tsv"]));
  const queries = asked.flatMap(({ _id, text }) => {
    const relevant = judged.get(_id);
    return relevant === undefined || text.trim() === "" ? [] : [{ id: _id, text: text.trim(), relevant }];
  });
  if (queries.length === 0) throw badSet(folder, "none of its queries is judged");
  return {
    name: basename(resolve(folder)),
    documents: corpus.map(({ _id, title, text }) => ({ id: _id, title: title ?? "", text })),
    queries: queries.slice(0, limit),
  };
};

const Id = z.union([z.string().min(1), z.number().transform(String)]);
const CorpusRow = z.looseObject({ _id: Id, title: z.string().nullish(), text: z.string() });
const QueryRow = z.looseObject({ _id: Id, text: z.string() });

const fileIn = async (folder: string, names: readonly string[]): Promise<string> => {
  for (const name of names) {
    const path = join(folder, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw badSet(folder, `it has no ${names.join(" or ")}`);
};

const readJudgements = async (path: string): Promise<Map<string, Map<string, number>>> => {
  const judged = new Map<string, Map<string, number>>();
  const lines = (await readFile(path, "utf8")).split(/\r?\n/u);
  for (const [at, line] of lines.entries()) {
    const [query = "", document = "", grade = ""] = line.split("\t");
    if (line.trim() === "" || (at === 0 && Number.isNaN(Number(grade)))) continue;
    if (document === "" || grade.trim() === "" || Number.isNaN(Number(grade))) {
      throw badSet(path, `line ${at + 1} is not query, document and grade with tabs between`);
    }
    if (Number(grade) <= 0) continue;
    const relevant = judged.get(query) ?? new Map<string, number>();
    judged.set(query, relevant.set(document, Number(grade)));
  }
  return judged;
};

const badSet = (path: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${path}: ${why}`, {
    fix: "name a folder with corpus.jsonl, queries.jsonl and qrels.tsv (BEIR's layout)",
  });
