// The commented hydra.yaml that `hydra init` writes. Every setting stands in it with its default, commented out, so that
// the file changes nothing but the servers and the model that were found.

export interface FoundEndpoint {
  /** A short name of its own, such as `ollama`. */
  readonly name: string;
  readonly url: string;
  readonly models: readonly string[];
}

/** What `hydra.example.yaml` was written from. */
export const exampleEndpoints: readonly FoundEndpoint[] = [
  { name: "local", url: "http://localhost:8080", models: [] },
];

/** The text of hydra.yaml; the first server and its first model are proposed for all roles. */
export const settingsFile = (found: readonly FoundEndpoint[]): string => {
  const lines = modelLines(found.length === 0 ? exampleEndpoints : found);
  const models =
    found.length === 0
      ? lines.map((line) => (line.trimStart().startsWith("#") ? line : `# ${line}`.trimEnd()))
      : lines;
  return `${head}\n${models.join("\n")}\n\n${tail}`;
};

const modelLines = (found: readonly FoundEndpoint[]): string[] => [
  "endpoints:",
  ...found.flatMap(({ name, url }) => [
    `  ${name}:`,
    `    url: ${JSON.stringify(url)}`,
    '    # apiKey: "…"         # where the server wants one (HYDRA_API_KEY)',
    '    # dialect: "auto"     # llama-server, ollama, lm-studio, vllm, tabby-api, litellm, llama-swap, openai',
    "    # parallel: 4         # requests at once; default: what this kind of server serves in parallel",
  ]),
  "",
  "# `default` speaks for every role; architect, worker-backend, worker-frontend, qa and judge may differ from it.",
  "roles:",
  "  default:",
  `    endpoint: ${JSON.stringify(found[0]?.name)}`,
  found[0]?.models[0] === undefined
    ? '    # model: "qwen3-8b"   # default: the model that the server has (HYDRA_MODEL)'
    : `    model: ${JSON.stringify(found[0].models[0])}`,
  "    # temperature: 0.7",
  "    # contextTokens: 8192 # default: what the server tells",
  "    # maxTokens: 4096     # longest answer",
  "    # timeoutMs: 300000   # for one whole answer",
  "  # judge:",
  "    # temperature: 0",
];

const head = `# Hydra's settings. Flags come first, then HYDRA_* variables, then this file, then defaults. Nothing here is needed:
# without this file Hydra looks for model servers on the usual ports.

# home: ".hydra"          # the project's own: database and runs (HYDRA_HOME)
# data: "/some/folder"    # the person's own: models and caches (HYDRA_DATA); default: the system's user data folder
# postgresUrl: "postgres://me@localhost/hydra" # instead of the database that is built in (HYDRA_POSTGRES_URL)

# Servers that speak the OpenAI protocol, each by a name of your choice.`;

const tail = `# Where candidates run: "docker", "wasm" (needs nothing installed), or "auto": the strongest that works here.
sandbox:
  # tier: "auto"          # HYDRA_SANDBOX
  # image: "my-image"     # for docker; default: built from the Dockerfile that comes with Hydra
  # timeoutMs: 5000       # for one test
  # jobTimeoutMs: 60000   # for all tests of a candidate
  # memoryBytes: 268435456
  # outputBytes: 262144
  # parallel: 2           # programs at once

run:
  # k: 3                  # candidates for each subtask (HYDRA_K)
  # parallel: 3           # subtasks at once (HYDRA_SUBTASKS)

# Each may be null: no limit.
budget:
  # tokens: 400000        # HYDRA_BUDGET_TOKENS
  # seconds: 1800         # HYDRA_BUDGET_SECONDS
  # steps: 200            # model calls (HYDRA_BUDGET_STEPS)

# What Hydra knows. With nothing here it is indexed in the database that is there anyway, and its vectors are of hashed
# words, which know nothing of meaning.
memory:
  # vectors: "sql"        # or qdrant (HYDRA_MEMORY_VECTORS)
  # keywords: "sql"       # or qdrant (HYDRA_MEMORY_KEYWORDS)
  # graph: "sql"          # or neo4j (HYDRA_MEMORY_GRAPH)
  # qdrant: { url: "http://localhost:6333" } # HYDRA_QDRANT_URL, HYDRA_QDRANT_API_KEY
  # neo4j: { url: "bolt://localhost:7687", user: "neo4j" } # HYDRA_NEO4J_URL, _USER, _PASSWORD
  # embed: { file: "/models/bge-small-en-v1.5-q8_0.gguf" } # a GGUF of BERT size, or url and model (HYDRA_EMBED_FILE, _URL, _MODEL)
  # rerank: { url: "http://localhost:8082" } # or an ONNX file (HYDRA_RERANK_URL, _MODEL, _FILE)

web:
  # searxngUrl: "http://localhost:8888" # web search; without one there is none (HYDRA_SEARXNG_URL)
  # allow: []             # only these hosts and their subdomains may be fetched; empty: any public one
`;
