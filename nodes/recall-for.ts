// Asks memory on a trigger, says in an event what came back, and tags it. Always-on retrieval makes small models worse, so each
// trigger stands in the node that has a reason for it.
import type { Language } from "../core/domain.ts";
import type { RecallTrigger } from "../core/knowledge.ts";
import type { Ports, PromptSection } from "../core/ports.ts";
import { recalledSection } from "../prompts/recalled.ts";
import type { NodeOptions } from "./step.ts";

interface Asked {
  readonly thread: string;
  readonly subtask: string | null;
  readonly trigger: RecallTrigger;
  readonly query: string;
  readonly language: Language;
}

interface Answer {
  readonly sections: readonly PromptSection[];
  /** One line per entry, for the report. */
  readonly shown: readonly string[];
}

export const recallFor = async (
  ports: Pick<Ports, "memory" | "events">,
  { query, subtask, ...asked }: Asked,
  { signal }: NodeOptions,
): Promise<Answer> => {
  const recalled = await ports.memory.recall(query, { ...asked, signal });
  if (recalled.length > 0) {
    const items = recalled.map(({ id, kind, title, confidence }) => ({ id, kind, title, confidence }));
    ports.events.emit(asked.thread, { type: "recall-end", subtask, trigger: asked.trigger, items });
  }
  return {
    sections: recalled.map(recalledSection),
    shown: recalled.map(({ id, kind, title }) => `recalled ${kind} ${id}: ${title}`),
  };
};

/** Names that a program uses and nobody defines, as the messages of Python, Node and TypeScript tell it. Each once. */
export const unknownSymbols = (messages: readonly string[]): string[] => [
  ...new Set(
    messages.flatMap((message) =>
      unknown.flatMap((form) => [...message.matchAll(form)].map((match) => match[1] ?? "")),
    ),
  ),
];

const name = "([\\w$.@/-]{2,80})";
const unknown: readonly RegExp[] = [
  `name '${name}' is not defined`,
  `No module named '${name}'`,
  `cannot import name '${name}'`,
  `has no attribute '${name}'`,
  `\\b${name} is not defined`,
  `\\b${name} is not a function`,
  `Cannot find (?:module|package|name) '${name}'`,
  `export named '${name}'`,
  `Property '${name}' does not exist`,
].map((form) => new RegExp(form, "gu"));
