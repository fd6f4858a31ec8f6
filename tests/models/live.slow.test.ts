// The model layer against a real llama-server with real weights. `have_llama` in .ci/llama.sh gets both; without them the
// suite is reported as skipped.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { estimateTokens } from "../../models/context.ts";
import { detectEndpoints } from "../../models/detect.ts";
import { countTokens } from "../../models/server-client.ts";
import { haveLlama, startLlama, type LlamaServer } from "../support/llama.ts";
import { failureOf, never, openBench, request } from "./bench.ts";

const isBusy = async (url: string): Promise<boolean> => {
  const slots = (await (await fetch(`${url}/slots`)).json()) as { is_processing: boolean }[];
  return slots.some((slot) => slot.is_processing);
};

describe.skipIf(!haveLlama)("a real llama-server (HYDRA_TEST_LLAMA_SERVER, HYDRA_TEST_GGUF)", () => {
  let server: LlamaServer;
  let port = 0;
  let url = "";

  beforeAll(async () => {
    server = await startLlama();
    ({ port, url } = server);
  });

  afterAll(async () => server.stop());

  const open = async () => await openBench(url, { settings: { temperature: 0 } });

  test("is found on its port with its model, context and slots", async () => {
    const { found } = await detectEndpoints({ endpoints: {}, ports: [port], signal: never });
    expect(found[0]).toMatchObject({ dialect: "llama-server", parallel: 2 });
    expect(found[0]?.models?.[0]).toMatchObject({ id: "smollm2", contextTokens: 2_048 });
  });

  test("streams text and counts it", async () => {
    const { chat, events } = await open();
    const sections = [
      {
        name: "task",
        text: "Write a Python function add(a, b). Answer with one fenced code block only.",
        keep: "always" as const,
      },
    ];
    const reply = await chat.text({ ...request, sections, maxTokens: 1_000 }, { signal: never });
    expect(reply.text).toContain("def add(a, b):");
    expect(reply.usage.prompt).toBeGreaterThan(15);
    expect(reply.usage.completion).toBeGreaterThan(20);
    expect(events.at(-1)).toMatchObject({
      type: "model-end",
      tokens: reply.usage.completion,
      failure: null,
    });
  });

  test("gives an object by a schema with bounds and a nested list", async () => {
    const { chat } = await open();
    const schema = z.object({
      people: z
        .array(z.object({ name: z.string().max(30), age: z.number().int(), note: z.string().nullable() }))
        .max(2),
      kind: z.enum(["list", "single"]),
    });
    const sections = [
      {
        name: "task",
        text: 'Ann is 30. Answer as JSON: {"people": [{"name", "age", "note"}], "kind"}.',
        keep: "always" as const,
      },
    ];
    const value = await chat.object({ ...request, sections, maxTokens: 400 }, schema, { signal: never });
    expect(schema.safeParse(value).success).toBe(true);
  });

  test("never gets a prompt that does not fit: compacted, or refused with sizes", async () => {
    const { chat, events } = await open();
    const map = { name: "map", text: "def f(a, b):\n    return a + b\n\n".repeat(400), keep: 1 };
    const sections = [map, ...request.sections];
    const reply = await chat.text({ ...request, sections, maxTokens: 300 }, { signal: never });
    expect(reply.usage.prompt).toBeLessThan(200);
    expect(events[0]).toMatchObject({ type: "prompt-compacted", dropped: ["map"] });
    const always = [{ ...map, keep: "always" as const }];
    const failure = await failureOf(chat.text({ ...request, sections: always }, { signal: never }));
    expect(failure).toMatchObject({ code: "CONTEXT_OVERFLOW", details: { contextTokens: 2_048 } });
  });

  test("says itself when a prompt is too long", async () => {
    const { chat } = await openBench(url, { dialect: "openai" });
    const sections = [{ name: "task", text: "word ".repeat(5_000), keep: "always" as const }];
    const failure = await failureOf(chat.text({ ...request, sections }, { signal: never }));
    expect(failure).toMatchObject({ code: "CONTEXT_OVERFLOW", details: { contextTokens: 2_048 } });
  });

  test("stops writing when the call is aborted", async () => {
    const { chat } = await open();
    const stopper = new AbortController();
    const sections = [
      { name: "task", text: "Tell a story of a fox in ten sentences.", keep: "always" as const },
    ];
    const call = chat.text({ ...request, sections, maxTokens: 1_500 }, { signal: stopper.signal });
    setTimeout(() => {
      stopper.abort();
    }, 500);
    expect(await failureOf(call)).toMatchObject({ code: "ABORTED" });
    await expect.poll(async () => await isBusy(url), { timeout: 10_000 }).toBe(false);
  });

  test("the estimate of tokens is never below what it counts", async () => {
    const texts = [
      "The quick brown fox jumps over the lazy dog.",
      "def add(a, b):\n    if a > 10:\n        return a + b\n",
      "const f = (x: Record<string, number>): number => x['a'] ?? 0x1F;\n\tif (!y) { z += 1e-9; }",
      '{"name": "Ann", "age": 30, "tags": ["a", "b"], "nested": {"deep": [1, 2, 3]}}',
      "Žluťoučký kůň úpěl ďábelské ódy. Привет, мир! 机器学习",
      "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ];
    const asking = { fetch, timeoutMs: 5_000, signal: never };
    const tooLow: string[] = [];
    for (const text of texts) {
      const exact = await countTokens({ url }, { dialect: "llama-server", model: "smollm2", text }, asking);
      if (exact === null || estimateTokens(text) < exact) tooLow.push(`${exact} ${text}`);
    }
    expect(tooLow).toEqual([]);
  });
});
