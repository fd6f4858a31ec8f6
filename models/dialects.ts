// Every difference between the model servers that Hydra speaks to, as data: how to tell a server, what it serves, how
// much fits, how much at once. What they say in replies and errors is normalised in `dialects/`. Pure: nothing is sent here.
import type { DialectName } from "../core/config.ts";
import { at, countAt, listAt, textAt } from "./dialects/json.ts";
import {
  readLiteLlmContext,
  readLmStudioList,
  readOllamaContext,
  readOllamaLists,
  readOpenAiList,
} from "./dialects/listing.ts";
import type { ServedModel } from "./dialects/listing.ts";

/** A question to a server outside chat. Without `body` it is a GET. */
interface Question<T> {
  readonly path: (model: string) => string;
  readonly body?: (model: string, text: string) => unknown;
  readonly read: (answer: unknown, model: string) => T | null;
}

export interface Dialect {
  /** For people. */
  readonly label: string;
  /** Where it listens unless told otherwise. */
  readonly port: number | null;
  /** A path that this server answers as no other does. */
  readonly mark: { readonly path: string; readonly is: (answer: unknown) => boolean } | null;
  readonly listing: {
    readonly paths: readonly string[];
    readonly read: (answers: readonly unknown[]) => readonly ServedModel[];
  };
  /** Asked in order until one knows; one that loads the model may stand between. */
  readonly context: readonly Question<number>[];
  /** How many requests at once the running server takes, where it tells. */
  readonly slots: Question<number> | null;
  /** Counts the tokens of a text. */
  readonly tokenizer: Question<number> | null;
  /** Requests at once where neither the server nor the configuration says. */
  readonly parallel: number;
  /** Models share the memory: a call for another model may unload this one. */
  readonly oneModelAtATime: boolean;
  /** A prompt over the context comes back as 200 and a shortened prompt. */
  readonly cutsSilently: boolean;
  /** How a person gives a model a larger context. */
  readonly largerContext: string;
}

const openAiList = { paths: ["/v1/models"], read: readOpenAiList } as const;
const ollamaPs: Question<number> = { path: () => "/api/ps", read: readOllamaContext };
const upstream = (model: string, path: string): string => `/upstream/${encodeURIComponent(model)}${path}`;

const propsContext = (answer: unknown): number | null =>
  countAt(answer, "default_generation_settings", "n_ctx");
const listedContext = (answer: unknown, model: string): number | null =>
  readOpenAiList([answer]).find((item) => item.id === model)?.contextTokens ?? null;
const tokensLength = (answer: unknown): number | null => listAt(answer, "tokens").length || null;

const plain: Dialect = {
  label: "an OpenAI-compatible server",
  port: null,
  mark: null,
  listing: openAiList,
  context: [{ path: () => "/v1/models", read: listedContext }],
  slots: null,
  tokenizer: null,
  parallel: 4,
  oneModelAtATime: false,
  cutsSilently: false,
  largerContext: "Serve the model with a larger context",
};

/** In the order in which they are tried: two servers share port 8080, and a proxy answers for what is behind it. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  "llama-swap": {
    ...plain,
    label: "llama-swap",
    largerContext: "Raise the context in the model's command in llama-swap's configuration",
    port: 8080,
    mark: { path: "/running", is: (answer) => Array.isArray(at(answer, "running")) },
    context: [
      { path: (model) => upstream(model, "/props"), read: propsContext },
      { path: (model) => upstream(model, "/v1/models"), read: (answer) => firstContext(answer) },
    ],
    tokenizer: {
      path: (model) => upstream(model, "/tokenize"),
      body: (_model, content) => ({ content }),
      read: tokensLength,
    },
    oneModelAtATime: true,
  },
  "llama-server": {
    ...plain,
    label: "llama-server",
    largerContext: "Start llama-server with a larger -c (it is shared by its -np slots)",
    port: 8080,
    mark: { path: "/props", is: (answer) => at(answer, "default_generation_settings") !== undefined },
    context: [{ path: () => "/props", read: propsContext }],
    slots: { path: () => "/props", read: (answer) => countAt(answer, "total_slots") },
    tokenizer: { path: () => "/tokenize", body: (_model, content) => ({ content }), read: tokensLength },
  },
  ollama: {
    ...plain,
    label: "Ollama",
    largerContext: "Set OLLAMA_CONTEXT_LENGTH, or num_ctx in the Modelfile, to a larger value",
    port: 11434,
    mark: { path: "/api/version", is: (answer) => textAt(answer, "version") !== null },
    listing: { paths: ["/api/tags", "/api/ps"], read: readOllamaLists },
    context: [
      ollamaPs,
      // Its default context depends on the memory that it finds, so it is known only of a loaded model.
      { path: () => "/api/generate", body: (model) => ({ model, stream: false }), read: () => null },
      ollamaPs,
    ],
    parallel: 1,
    oneModelAtATime: true,
    cutsSilently: true,
  },
  "lm-studio": {
    ...plain,
    label: "LM Studio",
    largerContext: "Load the model in LM Studio with a larger context length",
    port: 1234,
    mark: { path: "/api/v1/models", is: (answer) => Array.isArray(at(answer, "models")) },
    listing: { paths: ["/api/v1/models"], read: readLmStudioList },
    context: [
      {
        path: () => "/api/v1/models",
        read: (answer, model) =>
          readLmStudioList([answer]).find((item) => item.id === model || item.aliases.includes(model))
            ?.contextTokens ?? null,
      },
    ],
    parallel: 1,
    oneModelAtATime: true,
    cutsSilently: true,
  },
  "tabby-api": {
    ...plain,
    label: "TabbyAPI",
    largerContext: "Raise max_seq_len in TabbyAPI's config.yml",
    port: 5000,
    mark: {
      path: "/.well-known/serviceinfo",
      is: (answer) => /tabby/iu.test(textAt(answer, "software", "name") ?? ""),
    },
    context: [{ path: () => "/v1/model", read: (answer) => countAt(answer, "parameters", "max_seq_len") }],
    slots: { path: () => "/v1/model", read: (answer) => countAt(answer, "parameters", "max_batch_size") },
    tokenizer: {
      path: () => "/v1/token/encode",
      body: (_model, text) => ({ text }),
      read: (answer) => countAt(answer, "length"),
    },
    oneModelAtATime: true,
  },
  litellm: {
    ...plain,
    label: "LiteLLM",
    port: 4000,
    mark: { path: "/health/liveliness", is: (answer) => /alive/iu.test(String(answer)) },
    context: [{ path: () => "/model/info", read: readLiteLlmContext }],
    parallel: 8,
  },
  vllm: {
    ...plain,
    label: "vLLM",
    largerContext: "Start vLLM with a larger --max-model-len",
    port: 8000,
    mark: { path: "/version", is: (answer) => textAt(answer, "version") !== null },
    tokenizer: {
      path: () => "/tokenize",
      body: (model, prompt) => ({ model, prompt }),
      read: (answer) => countAt(answer, "count"),
    },
    parallel: 16,
  },
  openai: plain,
};

const firstContext = (answer: unknown): number | null => readOpenAiList([answer])[0]?.contextTokens ?? null;
