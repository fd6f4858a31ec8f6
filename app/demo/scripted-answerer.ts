// The demo's answerer for `hydra ask --demo`: it takes the first sentence of each of the first sources and cites it. It never poses
// as a model: its identity is `scripted`, its replies are signed so, and what it says is checked like any model's answer.
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";
import { makeScriptedChat } from "../../models/scripted.ts";

const name = "ask";

export const makeScriptedAnswerer = (): ChatModel => {
  const answering = (request: ChatRequest): ChatModel =>
    makeScriptedChat({ name, load: async () => replyTo(request) });
  return {
    identity: makeScriptedChat({ name, load: async () => null }).identity,
    text: async (request, options) => answering(request).text(request, options),
    object: async (request, schema, options) => answering(request).object(request, schema, options),
  };
};

const replyTo = (request: ChatRequest): string => {
  const [, node] = request.key.split("/");
  const section = (title: string): string => request.sections.find((one) => one.name === title)?.text ?? "";
  if (node === "rewrite") return section("question").split("\n")[1] ?? "";
  if (node === "strips")
    return JSON.stringify({ keep: fencedTexts(section("sentences")).map((_, at) => at + 1) });
  if (node === "ground") return JSON.stringify({ unsupported: [] });
  if (node === "answer") return fencedTexts(section("sources")).slice(0, 3).map(cited).join("\n");
  throw new HydraError("OUTPUT_INVALID", `The scripted answerer has no answer to ${request.key}.`, {
    fix: "ask a live model",
  });
};

const cited = (text: string, at: number): string => `${text.split("\n")[0] ?? ""} [${at + 1}]`;

const fencedTexts = (fenced: string): string[] =>
  [...fenced.matchAll(/^=== DATA (\w+) \d+ .*===\n([\s\S]*?)\n=== END \1 \d+ ===$/gmu)].map(
    ([, , text]) => text ?? "",
  );
