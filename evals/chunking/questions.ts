// Documents, and questions whose answers are exact spans of them (Smith and Troynikov, "Evaluating Chunking Strategies for
// Retrieval", Chroma 2024). Offsets in the file are of code points; here they are of the text as JavaScript counts.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Range } from "./measures.ts";

export interface SpanQuestion {
  readonly question: string;
  /** The document's `uri`. */
  readonly uri: string;
  readonly answers: readonly Range[];
}

export interface SpanSet {
  readonly documents: readonly { readonly uri: string; readonly text: string }[];
  readonly questions: readonly SpanQuestion[];
  /** Questions whose document is not in the folder, or whose spans are not where they are said to be. */
  readonly leftOut: number;
}

const Row = z.object({
  question: z.string(),
  corpus_id: z.string(),
  references: z.array(
    z.object({ content: z.string(), start_index: z.number().int(), end_index: z.number().int() }),
  ),
});

/** Throws `BAD_INPUT`. */
export const readSpanSet = async (folder: string): Promise<SpanSet> => {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new HydraError("BAD_INPUT", `${folder} can't be read`, {
      fix: "name the folder of questions.jsonl[.gz] and its documents",
      cause: error,
    });
  });
  const file = names.find((name) => /^questions\.jsonl(?:\.gz)?$/u.test(name));
  if (file === undefined) {
    throw new HydraError("BAD_INPUT", `${folder} has no questions.jsonl`, {
      fix: "name the folder of questions.jsonl[.gz] and its documents",
    });
  }
  const documents = await Promise.all(
    names
      .filter((name) => /\.(?:md|txt)(?:\.gz)?$/u.test(name) && !/^(?:LICENSE|NOTICE)/u.test(name))
      .map(async (name) => ({ uri: name.replace(/\.gz$/u, ""), text: await textOf(join(folder, name)) })),
  );
  const lines = (await textOf(join(folder, file))).split("\n").filter((line) => line.trim() !== "");
  const questions = lines.flatMap((line) => located(rowOf(line, file), documents));
  return { documents, questions, leftOut: lines.length - questions.length };
};

const rowOf = (line: string, file: string): z.infer<typeof Row> => {
  try {
    return Row.parse(JSON.parse(line));
  } catch (error) {
    throw new HydraError("BAD_INPUT", `${file} has a line that is no question: ${line.slice(0, 80)}`, {
      fix: "give each line question, corpus_id and references",
      cause: error,
    });
  }
};

const located = (row: z.infer<typeof Row>, documents: SpanSet["documents"]): SpanQuestion[] => {
  const document = documents.find(({ uri }) => uri.replace(/\.\w+$/u, "") === row.corpus_id);
  if (document === undefined) return [];
  const answers = row.references.map(({ start_index: from, end_index: to, content }) => {
    const start = unitsBefore(document.text, from);
    const end = start + unitsBefore(document.text.slice(start), to - from);
    return document.text.slice(start, end) === content ? { start, end } : null;
  });
  const found = answers.filter((answer) => answer !== null);
  if (found.length === 0 || found.length < answers.length) return [];
  return [{ question: row.question, uri: document.uri, answers: found }];
};

/** Code units of the first so many code points. */
const unitsBefore = (text: string, points: number): number => {
  let units = 0;
  for (let point = 0; point < points; point += 1) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
};

const textOf = async (path: string): Promise<string> => {
  const bytes = await readFile(path);
  const whole = path.endsWith(".gz") ? await promisify(gunzip)(bytes) : bytes;
  return whole.toString("utf8").replace(/\r\n?/gu, "\n");
};
