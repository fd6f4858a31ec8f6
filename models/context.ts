// Whether a prompt fits, before it is sent. What does not fit is left out by name, lowest `keep` first, or refused; nothing
// is ever cut. The estimate errs on the safe side; where it says no, the server's own tokenizer is asked.
import type { ChatRequest, PromptSection } from "../core/ports.ts";

interface Fitted {
  readonly system: string;
  readonly user: string;
  /** Names of the sections left out, in the order of the prompt. */
  readonly dropped: readonly string[];
  /** Tokens of the prompt as estimated. */
  readonly promptTokens: number;
  /** What the answer may take. */
  readonly maxTokens: number;
}

export type Fit =
  | ({ readonly fits: true } & Fitted)
  | { readonly fits: false; readonly promptTokens: number; readonly limitTokens: number };

interface FitOptions {
  /** Null where the server does not say: then everything is sent and its answer is believed. */
  readonly contextTokens: number | null;
  /** Longest answer that is wanted. */
  readonly maxTokens: number;
  /** Exact count of a text, asked only where the estimate does not fit. */
  readonly count?: (text: string) => Promise<number | null>;
}

export const fitPrompt = async (
  request: Pick<ChatRequest, "system" | "sections">,
  options: FitOptions,
): Promise<Fit> => {
  const { contextTokens, maxTokens } = options;
  const whole = compose(request.system, request.sections);
  if (contextTokens === null) return { fits: true, ...whole, dropped: [], maxTokens };
  const limitTokens = contextTokens - Math.min(maxTokens, Math.ceil(contextTokens / 3));
  const scale = whole.promptTokens > limitTokens ? await scaleOf(whole, options) : 1;

  let kept = request.sections;
  for (;;) {
    const prompt = compose(request.system, kept);
    const promptTokens = Math.ceil(prompt.promptTokens * scale);
    if (promptTokens <= limitTokens) {
      const dropped = request.sections.filter((section) => !kept.includes(section)).map(({ name }) => name);
      const left = contextTokens - promptTokens;
      return { fits: true, ...prompt, promptTokens, dropped, maxTokens: Math.min(maxTokens, left) };
    }
    const least = leastWanted(kept);
    if (least === undefined) return { fits: false, promptTokens, limitTokens };
    kept = kept.filter((section) => section !== least);
  }
};

/**
 * Tokens of a text, rather too many than too few: four letters, one digit or one sign a token, indentation in fours, three
 * tokens for four bytes outside ASCII.
 */
export const estimateTokens = (text: string): number => {
  let tokens = 0;
  for (const [run] of text.matchAll(/[A-Za-z]+|[\n\t]| {2,}|[^\sA-Za-z]+/gu)) {
    if (run === "\n" || run === "\t") tokens += 1;
    else if (/^[A-Za-z ]/u.test(run)) tokens += Math.ceil(run.length / 4);
    else tokens += signTokens(run);
  }
  return tokens;
};

const signTokens = (run: string): number => {
  let tokens = 0;
  for (const sign of run) tokens += sign < "\u0080" ? 1 : Buffer.byteLength(sign) * 0.75;
  return Math.ceil(tokens);
};

/** The chat template's own words around two messages. */
const templateTokens = 48;

const compose = (system: string, sections: readonly PromptSection[]) => {
  const user = sections.map((section) => section.text).join("\n\n");
  return { system, user, promptTokens: estimateTokens(system) + estimateTokens(user) + templateTokens };
};

const leastWanted = (sections: readonly PromptSection[]): PromptSection | undefined =>
  sections
    .filter((section) => section.keep !== "always")
    .toSorted((left, right) => Number(left.keep) - Number(right.keep))[0];

const scaleOf = async (
  prompt: { readonly system: string; readonly user: string; readonly promptTokens: number },
  { count }: FitOptions,
): Promise<number> => {
  const exact = (await count?.(`${prompt.system}\n${prompt.user}`)) ?? null;
  return exact === null ? 1 : ((exact + templateTokens) * 1.03) / prompt.promptTokens;
};
