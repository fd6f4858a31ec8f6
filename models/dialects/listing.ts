// What a server says it serves, read from its own listing into one shape.
import { at, countAt, listAt, textAt } from "./json.ts";

export interface ServedModel {
  readonly id: string;
  /** Other names under which the server answers for it. */
  readonly aliases: readonly string[];
  /** Tokens of one request, prompt and answer; null where the server does not say before it has loaded the model. */
  readonly contextTokens: number | null;
  readonly loaded: boolean;
  /** Requests at once, where the listing says so. */
  readonly parallel: number | null;
  /** False for embedding, ranking and speech models. */
  readonly chat: boolean;
}

/** `/v1/models` of llama-server, vLLM, TabbyAPI, LiteLLM, llama-swap and whoever follows them. */
export const readOpenAiList = ([list]: readonly unknown[]): readonly ServedModel[] =>
  listAt(list, "data").flatMap((item) => {
    const id = textAt(item, "id");
    if (id === null) return [];
    const aliases = [...listAt(item, "aliases"), ...listAt(item, "meta", "llamaswap", "aliases")];
    const state = textAt(item, "status", "value");
    return {
      id,
      aliases: aliases.filter((alias) => typeof alias === "string"),
      contextTokens:
        countAt(item, "meta", "n_ctx") ??
        countAt(item, "max_model_len") ??
        countAt(item, "parameters", "max_seq_len") ??
        countAt(item, "context_length"),
      loaded: state === null ? at(item, "parameters") !== null : state === "loaded",
      parallel: countAt(item, "parameters", "max_batch_size"),
      chat: isChatName(id),
    };
  });

/** Ollama's `/api/tags` beside `/api/ps`: what lies on the disk, and what of it is in memory with which context. */
export const readOllamaLists = ([tags, ps]: readonly unknown[]): readonly ServedModel[] =>
  listAt(tags, "models").flatMap((item) => {
    const id = textAt(item, "name") ?? textAt(item, "model");
    if (id === null) return [];
    const contextTokens = readOllamaContext(ps, id);
    return {
      id,
      aliases: id.endsWith(":latest") ? [id.slice(0, -":latest".length)] : [],
      contextTokens,
      loaded: contextTokens !== null,
      parallel: null,
      chat: isChatName(id) && !/bert/iu.test(textAt(item, "details", "family") ?? ""),
    };
  });

export const readOllamaContext = (ps: unknown, model: string): number | null => {
  const names = new Set([model, `${model}:latest`]);
  const running = listAt(ps, "models").find((item) => names.has(textAt(item, "name") ?? ""));
  return countAt(running, "context_length");
};

/** LM Studio's `/api/v1/models`; the context is that of the loaded instance, not the model's largest. */
export const readLmStudioList = ([list]: readonly unknown[]): readonly ServedModel[] =>
  listAt(list, "models").flatMap((item) => {
    const id = textAt(item, "key");
    if (id === null) return [];
    const instances = listAt(item, "loaded_instances");
    return {
      id,
      aliases: instances.flatMap((instance) => textAt(instance, "id") ?? []),
      contextTokens: countAt(instances, 0, "config", "context_length"),
      loaded: instances.length > 0,
      parallel: countAt(instances, 0, "config", "parallel"),
      chat: textAt(item, "type") !== "embedding",
    };
  });

/** LiteLLM's `/model/info`, filled where its price map knows the model. */
export const readLiteLlmContext = (info: unknown, model: string): number | null => {
  const entry = listAt(info, "data").find((item) => textAt(item, "model_name") === model);
  return countAt(entry, "model_info", "max_input_tokens") ?? countAt(entry, "model_info", "max_tokens");
};

const isChatName = (id: string): boolean =>
  !/embed|rerank|\bbge\b|minilm|whisper|\btts\b|\bclip\b|moderation|dall-e/iu.test(id);
