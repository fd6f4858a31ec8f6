// Replies of all servers in one shape: text in `content`, reasoning in `reasoning_content`, a role, usage where there is any.
import { at, listAt, textAt } from "./json.ts";

/** A whole reply or null where it is none. */
export const normaliseReply = (reply: unknown): Record<string, unknown> | null => {
  const choice = listAt(reply, "choices")[0];
  const message = at(choice, "message");
  if (typeof message !== "object" || message === null) return null;
  return {
    ...(reply as Record<string, unknown>),
    choices: [{ ...(choice as object), index: 0, message: normaliseMessage(message) }],
  };
};

/** A whole reply as the one chunk of a stream, for a server that was asked to stream and did not. */
export const replyAsChunk = (reply: Record<string, unknown>): Record<string, unknown> => {
  const choice = listAt(reply, "choices")[0];
  const { message, ...rest } = choice as Record<string, unknown>;
  return { ...reply, object: "chat.completion.chunk", choices: [{ ...rest, delta: message }] };
};

/**
 * One chunk of a stream, or null where it carries nothing: llama-swap's loading frames look like reasoning but have no
 * id, model or index. Usage comes with `choices: []` or with one empty choice.
 */
export const normaliseChunk = (chunk: unknown): Record<string, unknown> | null => {
  if (typeof chunk !== "object" || chunk === null) return null;
  const choices = listAt(chunk, "choices");
  const isLoadingFrame =
    choices.length > 0 && textAt(chunk, "id") === null && textAt(chunk, "model") === null;
  if (isLoadingFrame && at(choices[0], "index") === undefined) return null;
  return {
    ...chunk,
    choices: choices.map((choice) => {
      const delta = at(choice, "delta") ?? at(choice, "message");
      const known = typeof delta === "object" && delta !== null ? delta : {};
      return { index: 0, ...(choice as object), delta: normaliseMessage(known) };
    }),
  };
};

/** Whether this chunk ends the answer. */
export const finishOf = (chunk: unknown): string | null => textAt(chunk, "choices", 0, "finish_reason");

/** The answer without its reasoning: a `<think>` block at the start, one left open, or one whose start a template ate. */
export const splitReasoning = (text: string): { readonly answer: string; readonly reasoning: string } => {
  const opened = /^\s*<(think(?:ing)?)>/u.exec(text);
  const name = opened?.[1] ?? "think";
  const end = text.indexOf(`</${name}>`);
  const fence = text.indexOf("```");
  if (opened === null && (end === -1 || (fence !== -1 && fence < end)))
    return { answer: text, reasoning: "" };
  const from = opened?.[0].length ?? 0;
  if (end === -1) return { answer: "", reasoning: text.slice(from).trim() };
  return { answer: text.slice(end + name.length + 3).trimStart(), reasoning: text.slice(from, end).trim() };
};

const normaliseMessage = (message: object): Record<string, unknown> => {
  const {
    reasoning,
    reasoning_content: reasoningContent,
    thinking,
    content,
    ...rest
  } = message as Record<string, unknown>;
  const thought = [reasoningContent, reasoning, thinking].find((value) => typeof value === "string");
  return {
    ...rest,
    role: "assistant",
    content: textOf(content),
    ...(thought === undefined ? {} : { reasoning_content: thought }),
  };
};

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => textAt(part, "text") ?? "").join("");
};
