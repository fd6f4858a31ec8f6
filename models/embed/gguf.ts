// Vectors from a GGUF of BERT's size without any server: the engine runs in a child process.
import { basename, extname } from "node:path";
import { z } from "zod";
import type { Embedder } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { batches } from "../cut-to-fit.ts";
import { modelFile } from "../model-file.ts";
import { openModelProcess } from "../model-process.ts";
import { prefixOf } from "./prefixes.ts";
import { checkDims, readable, unitVector } from "./vectors.ts";

export interface GgufLoad {
  readonly file: string;
  readonly threads: number;
}

export type GgufFacts = z.infer<typeof Facts>;
const Facts = z.object({
  name: z.string().nullable(),
  dims: z.number().int().min(1),
  pooling: z.enum(["mean", "cls", "last", "unknown"]),
});
const Vectors = z.array(z.array(z.unknown()));

interface FileEmbedder extends Abort {
  readonly file: string;
  readonly timeoutMs: number;
  readonly model?: string | undefined;
  readonly queryPrefix?: string | undefined;
  readonly passagePrefix?: string | undefined;
}

/** What one thread does well within the deadline. */
const limits = { limitTexts: 16, limitChars: 8_000 };

/** Throws `CONFIG_INVALID` where the file or the engine is not there, or the file can't be loaded. */
export const openGgufEmbedder = async (options: FileEmbedder): Promise<Embedder> => {
  const file = await modelFile(options.file, "memory.embed");
  const child = await openModelProcess({
    module: new URL(`./gguf-child${extname(import.meta.url)}`, import.meta.url),
    load: { file, threads: 1 } satisfies GgufLoad,
    file: options.file,
    timeoutMs: options.timeoutMs,
    setting: "memory.embed",
    signal: options.signal,
  });
  const { name, dims, pooling } = Facts.parse(child.facts);
  const model = options.model ?? name ?? basename(file, extname(file));
  const prefix = prefixOf(model, options);
  return {
    identity: { model, dims, pooling, prefix, normalised: true },
    kind: "semantic",
    embed: async (texts, { as, signal }) => {
      const vectors: Float32Array[] = [];
      const inputs = texts.map((text) => prefix[as] + readable(text));
      for (const batch of batches(inputs, limits)) {
        const made = Vectors.parse(await child.ask(batch, { signal }));
        vectors.push(...made.map((numbers) => unitVector(numbers, options.file)));
      }
      checkDims(vectors, dims, options.file);
      return vectors;
    },
    close: async () => await child.close(),
  };
};
