// What a refusal advises: a key only where the server may miss one.
import { expect, test } from "vitest";
import type { DialectName } from "../../core/config.ts";
import { classifyRefusal } from "../../models/dialects/failures.ts";

const fixOf = (dialect: DialectName, status: number, text: string) =>
  classifyRefusal(
    { dialect, url: "http://h", model: "m", hasKey: false },
    { status, text, retryAfterMs: null },
  ).fix;

test.each([
  ["llama-server", 500, '{"error":{"message":"boom"}}'],
  ["openai", 429, '{"error":{"message":"slow down"}}'],
  ["litellm", 500, '{"error":{"message":"boom"}}'],
] as const)("%s %i says nothing of keys", (dialect, status, text) => {
  expect(fixOf(dialect, status, text)).not.toContain("apiKey");
});

test("LiteLLM without its key database says no more than this where the key is missing", () => {
  expect(fixOf("litellm", 500, "Internal Server Error")).toContain("apiKey");
});

test("a server that is asked too often needs no restart", () => {
  expect(fixOf("openai", 429, "slow down")).toContain("`parallel`");
});
