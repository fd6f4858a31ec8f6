// What every prompt is made of: a system text and sections that say how dearly they are to be kept.
import type { PromptSection } from "../core/ports.ts";

export interface Prompt {
  readonly system: string;
  readonly sections: readonly PromptSection[];
}

export const always = (name: string, text: string): PromptSection => ({ name, text, keep: "always" });

/** Dropped lowest number first where the served context is too small. */
export const optional = (name: string, text: string, keep: number): PromptSection => ({ name, text, keep });

export const titled = (title: string, body: string): string => `## ${title}\n${body.trim()}\n`;

export const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

/** Text that somebody else wrote: fenced so that it can't be taken for an instruction of ours. */
export const quoted = (language: string, body: string): string => {
  const longest = Math.max(2, ...[...body.matchAll(/`+/gu)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${body.replace(/\n$/u, "")}\n${fence}`;
};
