// Scores from a cross-encoder as an ONNX file without any server: truer than the same model as GGUF, which has no segments.
import { basename, dirname, extname } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Reranker } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { batches } from "../cut-to-fit.ts";
import { readable } from "../embed/vectors.ts";
import { modelFile } from "../model-file.ts";
import { openModelProcess } from "../model-process.ts";

export interface OnnxLoad {
  readonly file: string;
  /** A path from which `onnxruntime-node` is looked up. */
  readonly packages: string;
}

export interface OnnxQuestion {
  readonly query: string;
  readonly texts: readonly string[];
}

interface FileReranker extends Abort {
  readonly file: string;
  readonly timeoutMs: number;
  readonly model?: string | undefined;
  readonly packages?: string | undefined;
}

const Scores = z.array(z.number());
const limits = { limitTexts: 32, limitChars: 32_000 };

/** Throws `CONFIG_INVALID` where the file, its tokenizer or the runtime is not there, or the file can't be loaded. */
export const openOnnxReranker = async (options: FileReranker): Promise<Reranker> => {
  const file = await modelFile(options.file, "memory.rerank");
  const module = new URL(`./onnx-child${extname(import.meta.url)}`, import.meta.url);
  const child = await openModelProcess({
    module,
    load: { file, packages: options.packages ?? module.href } satisfies OnnxLoad,
    file: options.file,
    timeoutMs: options.timeoutMs,
    setting: "memory.rerank",
    signal: options.signal,
  });
  return {
    name: `${options.model ?? nameOf(file)} in a process of Hydra's`,
    scores: async (query, texts, { signal }) => {
      const scores: number[] = [];
      for (const batch of batches(texts.map(readable), limits)) {
        const question: OnnxQuestion = { query: readable(query), texts: batch };
        const made = Scores.safeParse(await child.ask(question, { signal }));
        if (!made.success || made.data.length !== batch.length) throw unusable(options.file);
        scores.push(...made.data);
      }
      return scores;
    },
    close: async () => await child.close(),
  };
};

/** `model.onnx` says nothing: its folder does. */
const nameOf = (file: string): string => {
  const name = basename(file, extname(file));
  return /^model(?:[_-]|$)/u.test(name) ? basename(dirname(file)) : name;
};

const unusable = (file: string): HydraError =>
  new HydraError("OUTPUT_INVALID", `${file} gave scores that are no numbers`, {
    fix: "fetch the model again, or name another as memory.rerank.file",
  });
