// A cross-encoder by ONNX Runtime, in a process of its own: it computes on the thread that calls it.
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { HydraError } from "../../core/errors.ts";
import { answerParent } from "../model-child.ts";
import type { OnnxLoad, OnnxQuestion } from "./onnx.ts";
import { openPairEncoder, type Pair } from "./pairs.ts";
import type { Runtime } from "./runtime.ts";

answerParent(async (what) => {
  const { file, packages } = what as OnnxLoad;
  const { InferenceSession, Tensor } = runtimeOf(packages);
  const encoder = await openPairEncoder(file);
  const session = await InferenceSession.create(file, {
    intraOpNumThreads: Math.min(limitThreads, availableParallelism()),
    // Threads that wait by spinning take the processor from whoever else works here.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  });
  const [output = ""] = session.outputNames;

  const run = async (pairs: readonly Pair[]): Promise<number[]> => {
    const width = Math.max(...pairs.map(({ ids }) => ids.length));
    const tensor = (of: (pair: Pair) => readonly number[]) => {
      const data = new BigInt64Array(pairs.length * width);
      for (const [row, pair] of pairs.entries()) data.set(of(pair).map(BigInt), row * width);
      return new Tensor("int64", data, [pairs.length, width]);
    };
    const inputs = {
      input_ids: tensor(({ ids }) => ids),
      attention_mask: tensor(({ ids }) => ids.map(() => 1)),
      token_type_ids: tensor(({ segments }) => segments),
    };
    const wanted = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
    const { data, dims } = (await session.run(Object.fromEntries(wanted)))[output] ?? { data: [], dims: [] };
    if (data.length !== pairs.length) {
      throw new HydraError(
        "CONFIG_INVALID",
        `${file} is no cross-encoder: it gives ${dims.join(" × ")} numbers`,
        {
          fix: "name a model that gives one score for a pair of texts as memory.rerank.file",
        },
      );
    }
    return [...data].map(Number);
  };

  const answer = async (question: unknown) => {
    const { query, texts } = question as OnnxQuestion;
    const pairs = texts.map((text) => encoder.encode(query, text));
    // Those of about the same length together: what fills up the shorter ones is computed for nothing.
    const order = [...pairs.keys()].sort((left, right) => lengthAt(pairs, left) - lengthAt(pairs, right));
    const scores: number[] = [];
    for (let first = 0; first < order.length; first += batchPairs) {
      const places = order.slice(first, first + batchPairs);
      const made = await run(places.flatMap((place) => pairs[place] ?? []));
      for (const [at, place] of places.entries()) scores[place] = made[at] ?? Number.NaN;
    }
    return scores;
  };
  // One pair tells whether it is a cross-encoder.
  await answer({ query: "a", texts: ["b"] });
  return { facts: null, answer };
});

const batchPairs = 16;
const limitThreads = 4;

const lengthAt = (pairs: readonly Pair[], place: number): number => pairs[place]?.ids.length ?? 0;

const runtimeOf = (packages: string): Runtime => {
  try {
    return createRequire(packages)("onnxruntime-node") as Runtime;
  } catch (error) {
    throw new HydraError(
      "CONFIG_INVALID",
      "a reranker as .onnx file needs onnxruntime-node, which is not installed",
      {
        fix: "run `npm install --ignore-scripts onnxruntime-node@1.30.0` where Hydra is installed, or name a server as memory.rerank.url",
        cause: error,
      },
    );
  }
};
