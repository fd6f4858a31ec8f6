// The one schema of Hydra's configuration. `core/settings.ts` fills it from flags, environment and `hydra.yaml`.
import { z } from "zod";

export const dialectNames = [
  "llama-server",
  "ollama",
  "lm-studio",
  "vllm",
  "tabby-api",
  "litellm",
  "llama-swap",
  "openai",
] as const;
export type DialectName = (typeof dialectNames)[number];

const Endpoint = z.strictObject({
  /** Base URL of an OpenAI-compatible server, with or without `/v1`. */
  url: z.url({ protocol: /^https?$/u }),
  apiKey: z.string().optional(),
  /** `auto` asks the server. */
  dialect: z.enum(["auto", ...dialectNames]).default("auto"),
  /** Requests at once. Default: what the dialect serves in parallel. */
  parallel: z.number().int().min(1).max(256).optional(),
});

/** A server for vectors or reranking, or a model file for it; neither: none. */
const TextModel = z.strictObject({
  /** Base URL of an OpenAI-compatible server, with or without `/v1`. */
  url: z.url({ protocol: /^https?$/u }).optional(),
  apiKey: z.string().optional(),
  model: z.string().optional(),
  /** A model that runs in a process of Hydra's: GGUF, or ONNX where that is installed. */
  file: z.string().optional(),
  timeoutMs: z.number().int().min(100).default(30_000),
});

const RoleSettings = z.strictObject({
  endpoint: z.string().optional(),
  model: z.string().optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** Tokens of the served context; read from the server where it tells. */
  contextTokens: z.number().int().min(256).optional(),
  /** Longest answer, in tokens. */
  maxTokens: z.number().int().min(16).optional(),
  /** For one whole answer. */
  timeoutMs: z.number().int().min(100).optional(),
});
export type RoleSettings = z.infer<typeof RoleSettings>;

export const HydraConfig = z.strictObject({
  /** What belongs to the project: database, runs. */
  home: z.string().default(".hydra"),
  /** What belongs to the person: models, preferences, caches. Default: the system's user data folder. */
  data: z.string().optional(),
  postgresUrl: z.url({ protocol: /^postgres(ql)?$/u }).optional(),
  endpoints: z.record(z.string(), Endpoint).default({}),
  roles: z
    .strictObject({
      default: RoleSettings.optional(),
      architect: RoleSettings.optional(),
      "worker-backend": RoleSettings.optional(),
      "worker-frontend": RoleSettings.optional(),
      qa: RoleSettings.optional(),
      judge: RoleSettings.optional(),
    })
    .default({}),
  sandbox: z
    .strictObject({
      tier: z.enum(["auto", "docker", "wasm"]).default("auto"),
      /** Image for the Docker tier; built from the shipped Dockerfile where unset. */
      image: z.string().optional(),
      timeoutMs: z.number().int().min(100).max(600_000).default(5_000),
      jobTimeoutMs: z.number().int().min(100).max(3_600_000).default(60_000),
      memoryBytes: z
        .number()
        .int()
        .min(64 << 20)
        .default(256 << 20),
      outputBytes: z
        .number()
        .int()
        .min(1 << 10)
        .default(256 << 10),
      /** Programs at once. */
      parallel: z.number().int().min(1).max(64).default(2),
    })
    .prefault({}),
  run: z
    .strictObject({
      k: z.number().int().min(1).max(9).default(3),
      parallel: z.number().int().min(1).max(16).default(3),
    })
    .prefault({}),
  memory: z
    .strictObject({
      /** Where vectors, words and the graph are indexed; `sql` is the database that keeps everything else. */
      vectors: z.enum(["sql", "qdrant"]).default("sql"),
      keywords: z.enum(["sql", "qdrant"]).default("sql"),
      graph: z.enum(["sql", "neo4j"]).default("sql"),
      qdrant: z
        .strictObject({ url: z.url({ protocol: /^https?$/u }).optional(), apiKey: z.string().optional() })
        .prefault({}),
      neo4j: z
        .strictObject({
          url: z.url({ protocol: /^(?:bolt|neo4j)(?:\+s|\+ssc)?$/u }).optional(),
          user: z.string().default("neo4j"),
          password: z.string().optional(),
        })
        .prefault({}),
      embed: TextModel.extend({
        /** Put before each query and each passage, as the model's card says. Default: by the model's name. */
        queryPrefix: z.string().optional(),
        passagePrefix: z.string().optional(),
      }).prefault({}),
      rerank: TextModel.prefault({}),
    })
    .prefault({}),
  web: z
    .strictObject({
      /** A SearXNG server; without one there is no web search. */
      searxngUrl: z.url({ protocol: /^https?$/u }).optional(),
      /** Only these hosts and their subdomains may be fetched; empty: any public one. */
      allow: z.array(z.string()).default([]),
      /** Services that turn a page into Markdown, asked before Hydra does it itself. */
      jinaUrl: z.url({ protocol: /^https?$/u }).optional(),
      firecrawlUrl: z.url({ protocol: /^https?$/u }).optional(),
    })
    .prefault({}),
  budget: z
    .strictObject({
      tokens: z.number().int().min(1).nullable().default(400_000),
      seconds: z.number().min(1).nullable().default(1_800),
      /** Model calls. */
      steps: z.number().int().min(1).nullable().default(200),
    })
    .prefault({}),
});
export type HydraConfig = z.infer<typeof HydraConfig>;
