// How long a search takes as memory grows, and how fast entries go in: synthetic chunks with given vectors, so that nothing but
// the indexes and the retriever is measured. Speed belongs to the machine; what is judged is how it grows.
import { openScratch, type Scratch } from "../app/memory/scratch.ts";
import type { Embedder } from "../core/indexes.ts";
import type { Draft } from "../core/knowledge.ts";
import type { Abort } from "../core/abort.ts";
import { makeRandom } from "./figures/bootstrap.ts";
import { percentile } from "./retrieval/measures.ts";

export interface RecallPoint {
  readonly chunks: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** At p50, by stage. */
  readonly stagesMs: Readonly<Record<string, number>>;
  /** Since the point before: into the library and every index, those of vectors built behind them. */
  readonly addedPerSecond: number;
}

interface BenchOptions extends Abort {
  /** Ascending. */
  readonly sizes: readonly number[];
  readonly queries: number;
  readonly onProgress: (line: string) => void;
}

export const dims = 384;

/** One memory grows from size to size. Throws what opening and writing a database throw. */
export const measureRecall = async ({
  sizes,
  queries,
  signal,
  onProgress,
}: BenchOptions): Promise<readonly RecallPoint[]> => {
  const scratch = await openScratch({ embedder: synthetic, reranker: null, signal });
  try {
    const points: RecallPoint[] = [];
    let chunks = 0;
    for (const size of sizes) {
      onProgress(`adding up to ${size} chunks`);
      const began = performance.now();
      await grow(scratch, { from: chunks, to: size, signal });
      const seconds = (performance.now() - began) / 1_000;
      const addedPerSecond = Math.round((size - chunks) / seconds);
      chunks = size;
      points.push({ chunks, addedPerSecond, ...(await ask(scratch, { chunks, queries, signal })) });
      onProgress(`${chunks} chunks: p50 ${points.at(-1)?.p50Ms} ms, ${addedPerSecond} added a second`);
    }
    return points;
  } finally {
    await scratch.close();
  }
};

/** Ten chunks a document, as a page of a manual has. */
const perDocument = 10;

const grow = async (
  { library, ...scratch }: Scratch,
  { from, to, signal }: Abort & { readonly from: number; readonly to: number },
): Promise<void> => {
  await scratch.bulk(async () => {
    for (let at = from; at < to; at += perDocument) {
      await library.add(draftOf(at, Math.min(perDocument, to - at)), { signal });
    }
    await library.index({ signal });
  });
};

const ask = async (
  scratch: Scratch,
  { chunks, queries, signal }: Abort & { readonly chunks: number; readonly queries: number },
) => {
  const retriever = scratch.retriever();
  const times: number[] = [];
  const byStage = new Map<string, number[]>();
  const warmUp = 3;
  for (let at = -warmUp; at < queries; at += 1) {
    const began = performance.now();
    const { stages } = await retriever.search(questionOf(at, chunks), { limit: 10, signal });
    if (at < 0) continue;
    times.push(performance.now() - began);
    for (const { stage, milliseconds } of stages) {
      byStage.set(stage, [...(byStage.get(stage) ?? []), milliseconds]);
    }
  }
  return {
    p50Ms: tenth(percentile(times, 0.5)),
    p95Ms: tenth(percentile(times, 0.95)),
    stagesMs: Object.fromEntries([...byStage].map(([stage, all]) => [stage, percentile(all, 0.5)])),
  };
};

const tenth = (value: number): number => Math.round(value * 10) / 10;

const draftOf = (first: number, count: number): Draft => {
  const texts = Array.from({ length: count }, (_, at) => textOf(first + at));
  let start = 0;
  const pieces = texts.map((text) => {
    const piece = { text, headings: [], start, end: start + text.length, context: "" };
    start += text.length + 1;
    return piece;
  });
  return {
    origin: { uri: `bench:${first}`, title: `Manual ${first / perDocument}`, kind: "document" },
    text: texts.join("\n"),
    pieces,
  };
};

/** By Zipf's law, without its commonest words, which an index leaves out: ranks 20 to 20,000. */
const wordOf = (random: () => number): string => `w${Math.floor(20 * 1_000 ** random())}`;

/** Some 60 words, a subject of its own and two that others share. */
const textOf = (chunk: number): string => {
  const random = makeRandom(`chunk/${chunk}`);
  const words = Array.from({ length: 60 }, () => wordOf(random));
  return `Part Number${chunk} of Maker${Math.floor(random() * 500)} and Maker${Math.floor(random() * 500)}: ${words.join(" ")}.`;
};

const questionOf = (at: number, chunks: number): string => {
  const random = makeRandom(`question/${at}`);
  const words = Array.from({ length: 5 }, () => wordOf(random));
  return `${words.join(" ")} of Maker${Math.floor(random() * 500)} in Number${Math.floor(random() * chunks)}`;
};

/** Vectors in 200 clusters, as texts have topics; the same text has the same one. */
const synthetic: Embedder = {
  kind: "semantic",
  identity: {
    model: "synthetic",
    dims,
    pooling: "none",
    prefix: { query: "", passage: "" },
    normalised: true,
  },
  embed: async (texts) => texts.map(vectorOf),
  close: async () => undefined,
};

const vectorOf = (text: string): Float32Array => {
  const random = makeRandom(`vector/${text}`);
  const topic = makeRandom(`topic/${Math.floor(random() * 200)}`);
  const vector = Float32Array.from({ length: dims }, () => topic() - 0.5 + 0.7 * (random() - 0.5));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};
