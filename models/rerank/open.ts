// What puts results in order here: a server, a cross-encoder in a process of its own, or nothing.
import { extname } from "node:path";
import type { HydraConfig } from "../../core/config.ts";
import { HydraError } from "../../core/errors.ts";
import type { Reranker } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { baseUrl } from "../server-client.ts";
import { openOnnxReranker } from "./onnx.ts";
import { makeServedReranker } from "./server.ts";

export interface RerankerOptions extends Abort {
  readonly fetch?: typeof fetch;
  /** A path from which `onnxruntime-node` is looked up. Default: Hydra's own. */
  readonly packages?: string;
}

/** Null where none is configured. A server is asked nothing yet. Throws `CONFIG_INVALID`. */
export const openReranker = async (
  settings: HydraConfig["memory"]["rerank"],
  { signal, packages, fetch: send = fetch }: RerankerOptions,
): Promise<Reranker | null> => {
  const { url, file, model } = settings;
  if (url !== undefined && file !== undefined) {
    throw new HydraError("CONFIG_INVALID", "memory.rerank names both a server and a model file", {
      fix: "leave out memory.rerank.url (HYDRA_RERANK_URL) or memory.rerank.file (HYDRA_RERANK_FILE)",
    });
  }
  if (url !== undefined) {
    return makeServedReranker(
      { ...settings, url: baseUrl(url), setting: "memory.rerank", fetch: send },
      model,
    );
  }
  if (file === undefined) return null;
  if (extname(file).toLowerCase() === ".onnx")
    return await openOnnxReranker({ ...settings, file, packages, signal });
  throw new HydraError("CONFIG_INVALID", `memory.rerank.file names ${file}, which is no .onnx`, {
    fix: "name a cross-encoder as ONNX; a GGUF can be served (`llama-server --reranking`) and named as memory.rerank.url",
  });
};
