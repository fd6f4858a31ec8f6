// What makes vectors here: a server, a model file in a process of its own, or hashed words where there is neither.
import { extname } from "node:path";
import type { HydraConfig } from "../../core/config.ts";
import { HydraError } from "../../core/errors.ts";
import type { Embedder, EmbedderIdentity } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { baseUrl } from "../server-client.ts";
import { openGgufEmbedder } from "./gguf.ts";
import { makeLexicalEmbedder } from "./lexical.ts";
import { openServedEmbedder } from "./server.ts";

export interface EmbedderOptions extends Abort {
  /** The identity of last time: with it a server's embedder opens though the server is away. */
  readonly remembered?: EmbedderIdentity | null;
  readonly fetch?: typeof fetch;
}

/** Throws `CONFIG_INVALID`, `MODEL_UNREACHABLE`, `MODEL_TIMED_OUT`, `MODEL_UNAUTHORISED`, `MODEL_MISSING`, `OUTPUT_INVALID`. */
export const openEmbedder = async (
  settings: HydraConfig["memory"]["embed"],
  { signal, remembered, fetch: send = fetch }: EmbedderOptions,
): Promise<Embedder> => {
  const { url, file } = settings;
  if (url !== undefined && file !== undefined) {
    throw new HydraError("CONFIG_INVALID", "memory.embed names both a server and a model file", {
      fix: "leave out memory.embed.url (HYDRA_EMBED_URL) or memory.embed.file (HYDRA_EMBED_FILE)",
    });
  }
  if (url !== undefined) {
    const server = { ...settings, url: baseUrl(url), setting: "memory.embed", fetch: send };
    return await openServedEmbedder(server, { ...settings, signal, remembered });
  }
  if (file === undefined) return makeLexicalEmbedder();
  if (extname(file).toLowerCase() === ".gguf") return await openGgufEmbedder({ ...settings, file, signal });
  throw new HydraError("CONFIG_INVALID", `memory.embed.file names ${file}, which is no .gguf`, {
    fix: "name an embedding model as GGUF, or a server as memory.embed.url (HYDRA_EMBED_URL)",
  });
};
