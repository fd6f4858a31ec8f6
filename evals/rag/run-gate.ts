// A set's documents go into memory as the product puts them there, and each question is searched for as `hydra ask` does.
import { HydraError } from "../../core/errors.ts";
import type { Embedder, Reranker } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { openScratch } from "../../app/memory/scratch.ts";
import { draftOf } from "../retrieval/drafts.ts";
import type { Question, QuestionSet } from "./questions.ts";

export interface Judged extends Question {
  readonly confidence: number;
  readonly features: Readonly<Record<string, number | null>>;
}

interface GateOptions extends Abort {
  readonly embedder: Embedder;
  readonly reranker: Reranker | null;
  readonly onProgress: (line: string) => void;
}

/** Throws what its parts throw, `INDEX_DOWN` where not everything could be indexed. */
export const runGate = async (set: QuestionSet, options: GateOptions): Promise<readonly Judged[]> => {
  const { signal, onProgress } = options;
  const scratch = await openScratch(options);
  try {
    onProgress(`${set.name}: adding ${set.documents.length} documents`);
    for (const document of set.documents) await scratch.library.add(draftOf(document), { signal });
    const { left, down } = await scratch.bulk(async () => scratch.library.index({ signal }));
    if (down.length > 0 || Object.values(left).some((count) => count > 0))
      throw new HydraError("INDEX_DOWN", `not everything could be indexed: ${down.join("; ")}`, {
        fix: "see that the embedder answers, and start again",
      });
    onProgress(`${set.name}: asking ${set.questions.length} questions`);
    const retriever = scratch.retriever();
    const judged: Judged[] = [];
    for (const question of set.questions) {
      const { confidence, features = {} } = await retriever.search(question.text, {
        limit: passages,
        signal,
      });
      judged.push({ ...question, confidence, features });
    }
    return judged;
  } finally {
    await scratch.close();
  }
};

/** As many as `hydra ask` looks at. */
const passages = 8;
