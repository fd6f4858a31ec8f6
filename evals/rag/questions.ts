// Questions of which is known whether their answer is in a collection: claims with verdicts beside SciFact's abstracts, or
// queries with a label beside a pool of passages (MTRAG-UN).
import { access } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import { readRows } from "../suites/rows-of.ts";

export interface Question {
  /** Questions of one conversation are held out together. */
  readonly group: string;
  readonly text: string;
  readonly label: string;
  readonly answerable: boolean;
}

export interface QuestionSet {
  /** The folder's name. */
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  readonly questions: readonly Question[];
  /** By label: questions that are neither, such as those that lack what they refer to. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** `corpus`: where it is not in the folder. Throws `BAD_INPUT` that names file and line. */
export const readQuestions = async (folder: string, corpus?: string): Promise<QuestionSet> => {
  const claims = join(folder, "claims.jsonl.gz");
  const isClaims = await exists(claims);
  const rows = isClaims ? await claimsIn(claims) : await queriesIn(folder);
  const documents = await documentsIn(
    corpus === undefined
      ? [folder, ...(isClaims ? [join(folder, "../../retrieval/scifact")] : [])]
      : [corpus],
  );
  const questions = rows.flatMap(({ answerable, ...row }) =>
    answerable === null ? [] : [{ ...row, answerable }],
  );
  if (new Set(questions.map(({ answerable }) => answerable)).size < 2)
    throw new HydraError("BAD_INPUT", `${folder} has no questions of both kinds`, {
      fix: "name a set with answerable and unanswerable questions",
    });
  const others = rows.filter(({ answerable }) => answerable === null);
  const leftOut = Object.fromEntries(
    [...Map.groupBy(others, ({ label }) => label)].map(([label, ones]) => [label, ones.length]),
  );
  return { name: basename(resolve(folder)), documents, questions, leftOut };
};

type Row = Omit<Question, "answerable"> & { readonly answerable: boolean | null };

/** Whether abstracts hold evidence for or against it. */
const claimsIn = async (path: string): Promise<Row[]> =>
  (await readRows(path, ClaimRow)).map(({ id, claim, verdict }) => ({
    group: String(id),
    text: claim,
    label: verdict,
    answerable: verdict !== "NOT_ENOUGH_INFO",
  }));

const ClaimRow = z.looseObject({
  id: z.union([z.string(), z.number()]),
  claim: z.string(),
  verdict: z.enum(["SUPPORT", "CONTRADICT", "NOT_ENOUGH_INFO"]),
});

/** The last turn as it stands. One that lacks what it refers to has passages neither for nor against it. */
const queriesIn = async (folder: string): Promise<Row[]> =>
  (await readRows(await fileIn([folder], "queries"), QueryRow)).map(({ _id, text, answerability }) => ({
    group: _id.split("<::>")[0] ?? _id,
    text,
    label: answerability,
    answerable: answerability === "UNDERSPECIFIED" ? null : answerability !== "UNANSWERABLE",
  }));

const QueryRow = z.looseObject({
  _id: z.string(),
  text: z.string(),
  answerability: z.enum(["ANSWERABLE", "PARTIAL", "UNANSWERABLE", "UNDERSPECIFIED"]),
});

const documentsIn = async (folders: readonly string[]): Promise<QuestionSet["documents"]> =>
  (await readRows(await fileIn(folders, "corpus"), CorpusRow)).map(({ _id, title, text }) => ({
    id: String(_id),
    title: title ?? "",
    text,
  }));

const CorpusRow = z.looseObject({
  _id: z.union([z.string(), z.number()]),
  title: z.string().nullish(),
  text: z.string(),
});

const fileIn = async (folders: readonly string[], name: string): Promise<string> => {
  for (const folder of folders) {
    for (const path of [join(folder, `${name}.jsonl`), join(folder, `${name}.jsonl.gz`)]) {
      if (await exists(path)) return path;
    }
  }
  throw new HydraError("BAD_INPUT", `there is no ${name}.jsonl[.gz] in ${folders.join(" or ")}`, {
    fix:
      name === "corpus"
        ? "name the folder that has it with --corpus"
        : "name a folder with claims.jsonl.gz or queries.jsonl[.gz]",
  });
};

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
