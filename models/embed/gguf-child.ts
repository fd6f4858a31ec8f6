// Vectors from a GGUF by node-llama-cpp, in a process of its own.
import { HydraError } from "../../core/errors.ts";
import { answerParent, type LoadedModel } from "../model-child.ts";
import type { GgufFacts, GgufLoad } from "./gguf.ts";

answerParent(async (what) => {
  const { file, threads } = what as GgufLoad;
  const { getLlama, LlamaLogLevel, readGgufFileInfo } = await engine();
  // Read by JavaScript, which refuses where the engine would abort.
  const { metadata } = await readGgufFileInfo(file, { readTensorInfo: false });
  const { architecture, name } = metadata.general;
  const pooling = poolings[String((metadata as Metadata)[architecture]?.["pooling_type"])] ?? "unknown";
  if (pooling === "rank") {
    throw new HydraError("CONFIG_INVALID", `${file} is a reranker, not an embedder`, {
      fix: "name an embedding model as memory.embed.file",
    });
  }
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
  const tokens = Math.min(model.trainContextSize, limitTokens);
  const context = await model.createEmbeddingContext({ contextSize: tokens, batchSize: tokens, threads });
  const room = tokens - frame;
  const facts: GgufFacts = { name: name ?? null, dims: model.embeddingVectorSize, pooling };
  const answer: LoadedModel["answer"] = async (question) => {
    const vectors: number[][] = [];
    for (const text of question as readonly string[]) {
      // Longer ones would be shifted or refused, by version.
      const input = model.tokenize(text).slice(0, room);
      const { vector } = await context.getEmbeddingFor(input);
      vectors.push([...vector]);
    }
    return vectors;
  };
  return { facts, answer };
});

type Metadata = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** Tokens at once: memory grows with it, and pieces are far smaller. */
const limitTokens = 8_192;
/** For what the engine puts before and after, and the one place that it leaves free. */
const frame = 3;

/** By `pooling_type` of the header. */
const poolings: Readonly<Record<string, GgufFacts["pooling"] | "rank">> = {
  "1": "mean",
  "2": "cls",
  "3": "last",
  "4": "rank",
};

const engine = async () => {
  try {
    return await import("node-llama-cpp");
  } catch (error) {
    throw new HydraError("CONFIG_INVALID", "a GGUF file needs node-llama-cpp, which is not installed", {
      fix: "run `npm install node-llama-cpp@3.21.1` where Hydra is installed, or name a server as memory.embed.url",
      cause: error,
    });
  }
};
