// Every chat exchange that was recorded from a real server, through the layer that stands between it and ChatOpenAI. The
// recordings lie outside the repository: HYDRA_WIRE names their folder, else `shared/wire` beside the checkout is tried.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DialectName } from "../../core/config.ts";
import { isHydraError } from "../../core/errors.ts";
import { makeOpenAiChat } from "../../models/openai-chat.ts";
import { systemTimers } from "../../models/timers.ts";
import { never, request } from "./bench.ts";

const folder = process.env["HYDRA_WIRE"] ?? join(import.meta.dirname, "../../../shared/wire");

interface Exchange {
  readonly server: string;
  readonly name: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const read = (path: string): Exchange | null => {
  const text = readFileSync(join(folder, path), "utf8").replaceAll("\r\n", "\n");
  if (!text.startsWith("### POST /v1/chat/completions") || text.includes("\n... [cut here")) return null;
  const from = text.search(/^HTTP/mu);
  const gap = text.indexOf("\n\n", from);
  const head = text.slice(from, gap);
  const body = text.slice(gap + 2);
  const [server = "", ...rest] = path.split("/");
  return {
    server,
    name: rest.join("/").replace(/\.txt$/u, ""),
    status: Number(/^HTTP\S* (\d+)/u.exec(head)?.[1]),
    type:
      /^content-type: (.*)$/imu.exec(head)?.[1] ??
      (body.includes("data: {") ? "text/event-stream" : "application/json"),
    body,
  };
};

const exchanges = globSync("**/*.txt", { cwd: folder })
  .toSorted()
  .flatMap((path) => read(path) ?? []);

const dialectOf = (server: string): DialectName => {
  if (/^(llama-server|xllamacpp)/u.test(server)) return "llama-server";
  const name = /^(ollama|vllm|litellm|llama-swap)/u.exec(server)?.[1];
  return (name ?? "openai") as DialectName;
};

/** The text of the reply, or the code of the failure. */
const outcomeOf = async ({
  server,
  status,
  type,
  body,
}: Exchange): Promise<{ text: string } | { code: string }> => {
  const chat = makeOpenAiChat({
    events: { emit: () => undefined },
    timers: systemTimers,
    fetch: async () =>
      await Promise.resolve(new Response(body, { status, headers: { "content-type": type } })),
  });
  const call = chat({
    request,
    server: { dialect: dialectOf(server), url: "http://127.0.0.1:1", model: "smol", hasKey: true },
    apiKey: undefined,
    system: "",
    user: "",
    promptTokens: 100,
    contextTokens: 4_096,
    maxTokens: 2_000,
    temperature: 0,
    timeoutMs: 10_000,
    schema: null,
    signal: never,
    onUsage: () => undefined,
  });
  try {
    return { text: (await call).text.trim() };
  } catch (error) {
    if (!isHydraError(error)) throw error;
    return { code: error.code };
  }
};

/** What a person reading the recording expects; the first that matches counts. Whatever is not named is judged by `oracle`. */
const expected: readonly (readonly [server: RegExp, name: RegExp, outcome: object])[] = [
  [/^llama-cpp-python/u, /err_overctx_stream/u, { code: "OUTPUT_INVALID" }],
  [/^ollama/u, /err_overctx$/u, { code: "CONTEXT_OVERFLOW" }],
  [/^(?!ollama)/u, /err_overctx/u, { code: "CONTEXT_OVERFLOW" }],
  [
    /^(ollama|vllm|litellm|llama-swap)/u,
    /err_model_unknown|stream_missing_model/u,
    { code: "MODEL_MISSING" },
  ],
  [/^(llama-swap|litellm)/u, /err_model_missing/u, { code: "MODEL_MISSING" }],
  [/^llama-swap/u, /err_bad_json/u, { code: "MODEL_MISSING" }],
  [/^litellm/u, /^nokey\/chat/u, { code: "MODEL_UNREACHABLE" }],
  [/./u, /nokey|wrongkey|badkey/u, { code: "MODEL_UNAUTHORISED" }],
  [/^litellm/u, /^dead\//u, { code: "MODEL_UNREACHABLE" }],
  [/^llama-swap/u, /^broken\//u, { code: "MODEL_UNREACHABLE" }],
  [/./u, /think_(grammar|cut_rf)/u, { text: expect.stringMatching(/^Hello!$/u) }],
  [/^llama-swap/u, /chat_stream_usage/u, { text: expect.stringMatching(/^```python\ndef add/u) }],
  [/^vllm/u, /think_echo/u, { text: "Hello!" }],
  [/^ollama/u, /qwen-think\/v1_think/u, { text: "Hello! How can I assist you today?" }],
];

/** The plain cases by what is written in the body: cut, said, or said nothing that is text. */
const oracle = ({ status, body }: Exchange): object => {
  if (status >= 500 && /peg-native/u.test(body)) return { code: "OUTPUT_INVALID" };
  if (status >= 400 && status < 500) return { code: "MODEL_REFUSED" };
  if (status >= 500) return { code: expect.stringMatching(/^MODEL_(REFUSED|UNREACHABLE)$/u) };
  if (/"finish_reason":\s*"length"/u.test(body)) return { code: "TRUNCATED" };
  const said = [...body.matchAll(/"(?:content|reasoning|reasoning_content)":\s*("(?:[^"\\]|\\.)+")/gu)];
  if (said.length === 0) return { code: "OUTPUT_INVALID" };
  const text = said.map(([, quoted = '""']) => JSON.parse(quoted) as string).join("");
  return { text: text.trim() };
};

describe.skipIf(exchanges.length === 0)("recorded replies (HYDRA_WIRE)", () => {
  test("are those of five servers and a plain one", () => {
    expect(new Set(exchanges.map(({ server }) => dialectOf(server))).size).toBe(6);
    expect(exchanges.length).toBeGreaterThan(250);
  });

  test.each(exchanges.map((one) => [`${one.server} ${one.name}`, one] as const))(
    "%s",
    async (_title, one) => {
      const outcome = await outcomeOf(one);
      const named = expected.find(([server, name]) => server.test(one.server) && name.test(one.name));
      expect(outcome).toEqual(named?.[2] ?? oracle(one));
    },
  );
});
