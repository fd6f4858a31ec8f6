// Remembers what was named: one document after another goes in whole or not at all, then the indexes are brought up to date.
import { HydraError } from "../../core/errors.ts";
import type { Draft, IndexReport, Progress } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { draftsOf } from "../../memory/ingest/source.ts";
import type { Drafted, SourceTools } from "../../memory/ingest/source.ts";
import type { Knowledge } from "../knowledge.ts";

interface Problem {
  readonly uri: string;
  readonly message: string;
  readonly fix: string;
}

export interface Added {
  /** Documents that are new or have another text than before. */
  readonly added: number;
  /** Documents that were known with the same text. */
  readonly unchanged: number;
  /** Pieces of the added ones. */
  readonly chunks: number;
  /** What can't be read, each with its reason. */
  readonly problems: readonly Problem[];
  /** Pictures, lock files and the like in folders. */
  readonly passed: number;
  readonly index: IndexReport;
}

export interface AddOptions extends Abort {
  readonly onDocument?: (documents: number) => void;
  readonly onProblem?: (problem: Problem) => void;
  readonly onIndex?: (progress: Progress) => void;
}

type Known = Pick<Knowledge, "library">;

/** Throws `DATABASE_DOWN`, `ABORTED`; what concerns one source alone is among the problems. */
export const addSources = async (
  knowledge: Known,
  { sources, tools }: { readonly sources: readonly string[]; readonly tools: SourceTools },
  options: AddOptions,
): Promise<Added> => addDrafts(knowledge, draftsOf(sources, tools, { signal: options.signal }), options);

export const addDrafts = async (
  { library }: Known,
  drafts: AsyncIterable<Drafted> | Iterable<Drafted>,
  { signal, onDocument, onProblem, onIndex }: AddOptions,
): Promise<Added> => {
  let added = 0;
  let unchanged = 0;
  let chunks = 0;
  let passed = 0;
  const problems: Problem[] = [];
  for await (const one of drafts) {
    if ("passed" in one) passed += 1;
    else if ("problem" in one) {
      const problem = { uri: one.uri, message: one.problem.message, fix: one.problem.fix };
      problems.push(problem);
      onProblem?.(problem);
    } else {
      const { changed } = await library.add(one.draft, { signal });
      if (changed) chunks += one.draft.pieces.length;
      added += changed ? 1 : 0;
      unchanged += changed ? 0 : 1;
      onDocument?.(added + unchanged);
    }
  }
  const index = await library.index({ signal, ...(onIndex === undefined ? {} : { onProgress: onIndex }) });
  return { added, unchanged, chunks, problems, passed, index };
};

/** Throws `BAD_INPUT` where nothing went in. */
export const refuseNothing = ({ added, unchanged, problems, passed }: Added): void => {
  if (added + unchanged > 0) return;
  const [first] = problems;
  if (first === undefined) {
    throw new HydraError(
      "BAD_INPUT",
      `nothing was added: there is nothing to read${passed === 0 ? "" : ` (${passed} files were no text)`}`,
      {
        fix: "name files, folders with text in them, or http(s) addresses",
      },
    );
  }
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  throw new HydraError("BAD_INPUT", `nothing was added: ${first.message}${more}`, { fix: first.fix });
};

export const drafted = (draft: Draft): Drafted => ({ uri: draft.origin.uri, draft });
