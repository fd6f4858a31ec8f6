// Another wording for a search that found nothing: by a model where there is one, else the telling words alone. It is made from the
// question and nothing that was retrieved, so no text can steer what is searched for next.
import { attempt } from "../../core/errors.ts";
import type { RagSlice } from "../../core/rag-state.ts";
import { rewritePrompt } from "../../prompts/rag.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

export const makeRewrite = (ports: Pick<RagPorts, "events" | "chat">) =>
  step(ports, "rewrite", async ({ thread, question }: Pick<RagSlice, "thread" | "question">, options) => {
    const { chat } = ports;
    if (chat === null) return { query: tellingWords(question) };
    const request = { thread, key: "rag/rewrite/0", role: "architect", temperature: 0 } as const;
    const answered = await attempt(() => chat.text({ ...request, ...rewritePrompt(question) }, options));
    const line = answered.ok ? (answered.value.text.split("\n")[0] ?? "").trim().slice(0, 400) : "";
    return line === "" ? { query: tellingWords(question) } : { query: line };
  });

/** Proper names, identifiers and numbers as they were written; where there is none, the longest words. */
const tellingWords = (question: string): string => {
  const words = question.match(/[\p{L}\p{N}_./-]+/gu) ?? [];
  const named = words.filter(
    (word, at) => /[\p{N}_]|.\p{Lu}/u.test(word) || (at > 0 && /^\p{Lu}/u.test(word)),
  );
  const long = words.toSorted((one, other) => other.length - one.length).slice(0, 4);
  return [...new Set(named.length > 0 ? [...named, ...long.slice(0, 2)] : long)].join(" ");
};
