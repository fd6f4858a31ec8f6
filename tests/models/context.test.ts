import { describe, expect, test } from "vitest";
import type { PromptSection } from "../../core/ports.ts";
import { estimateTokens, fitPrompt } from "../../models/context.ts";
import { wasSilentlyCut } from "../../models/dialects/request.ts";

const section = (name: string, tokens: number, keep: PromptSection["keep"]): PromptSection => ({
  name,
  keep,
  text: "word ".repeat(tokens),
});

describe("fitting a prompt", () => {
  const sections = [section("map", 400, 2), section("files", 300, 1), section("task", 100, "always")];
  const prompt = { system: "sys", sections };

  test("everything is sent where there is room, with room for the answer", async () => {
    const fit = await fitPrompt(prompt, { contextTokens: 4_000, maxTokens: 1_000 });
    expect(fit).toMatchObject({ fits: true, dropped: [], maxTokens: 1_000, system: "sys" });
  });

  test("the lowest keep goes first, in any order of the sections, and whole", async () => {
    const one = await fitPrompt(prompt, { contextTokens: 900, maxTokens: 100 });
    expect(one).toMatchObject({ fits: true, dropped: ["files"] });
    const two = await fitPrompt(prompt, { contextTokens: 400, maxTokens: 100 });
    expect(two).toMatchObject({ fits: true, dropped: ["map", "files"], user: sections[2]?.text });
  });

  test("the answer gets what is left, at most what was asked for", async () => {
    const fit = await fitPrompt(prompt, { contextTokens: 1_300, maxTokens: 4_096 });
    expect(fit.fits && fit.maxTokens + fit.promptTokens).toBe(1_300);
  });

  test("what must stay and does not fit is refused with its size", async () => {
    const fit = await fitPrompt(prompt, { contextTokens: 150, maxTokens: 100 });
    expect(fit).toEqual({ fits: false, promptTokens: expect.any(Number), limitTokens: 100 });
  });

  test("without a known context nothing is dropped", async () => {
    const fit = await fitPrompt(prompt, { contextTokens: null, maxTokens: 100 });
    expect(fit).toMatchObject({ fits: true, dropped: [], maxTokens: 100 });
  });

  test("the server's count decides where the estimate says no, and is not asked otherwise", async () => {
    const asked: string[] = [];
    const count = async (text: string): Promise<number> => {
      asked.push(text);
      return await Promise.resolve(400);
    };
    await fitPrompt(prompt, { contextTokens: 4_000, maxTokens: 100, count });
    expect(asked).toHaveLength(0);
    const fit = await fitPrompt(prompt, { contextTokens: 700, maxTokens: 100, count });
    expect(fit).toMatchObject({ fits: true, dropped: [] });
    expect(asked).toHaveLength(1);
  });
});

/** Real counts of a 49k vocabulary (SmolLM2's), taken with llama-server's `/tokenize`. */
test.each([
  ["prose", "The quick brown fox jumps over the lazy dog, again and again.", 14],
  ["code", "def add(a, b):\n    if a > 10:\n        return a + b\n", 21],
  ["digits", "3.14159265358979", 16],
  ["other letters", "Žluťoučký kůň úpěl ďábelské ódy", 30],
  ["another script", "机器学习模型", 12],
])("the estimate is not below the real count: %s", (_name, text, real) => {
  const estimate = estimateTokens(text);
  expect(estimate).toBeGreaterThanOrEqual(real);
  expect(estimate).toBeLessThan(real * 2.5);
});

test.each([
  ["a full context", { promptTokens: 4_096, estimate: 7_000, contextTokens: 4_096 }, true],
  ["half a context is no sign", { promptTokens: 2_048, estimate: 2_600, contextTokens: 4_096 }, false],
  ["unknown context, a round number", { promptTokens: 2_048, estimate: 7_000, contextTokens: null }, true],
  ["unknown context, far too few", { promptTokens: 1_999, estimate: 7_000, contextTokens: null }, true],
  ["unknown context, plausible", { promptTokens: 5_500, estimate: 7_000, contextTokens: null }, false],
  ["a short prompt", { promptTokens: 12, estimate: 60, contextTokens: null }, false],
])("Ollama's silent cut: %s", (_name, seen, cut) => {
  expect(wasSilentlyCut("ollama", seen)).toBe(cut);
  expect(wasSilentlyCut("vllm", seen)).toBe(false);
});
