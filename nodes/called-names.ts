// What a text calls, by name, in either language: enough to tell which subtask a test is about.
import type { Subtask } from "../core/domain.ts";

/** Each once, in the order of the text. */
export const calledNames = (text: string): string[] => [
  ...new Set([...text.matchAll(/([A-Za-z_$][\w$]*)\s*\(/gu)].map((match) => match[1] ?? "")),
];

/** Names that a subtask is about: whatever looks called in its interface or description. */
export const namesIn = ({
  interface: signatures,
  description,
}: Pick<Subtask, "interface" | "description">): string[] => calledNames(`${signatures}\n${description}`);
