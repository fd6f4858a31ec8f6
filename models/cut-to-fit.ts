// Sends many texts at once and, where the server finds them too long, fewer of them, and in the end less of one.
import { isHydraError } from "../core/errors.ts";

const leastChars = 32;

/** One result per text, in order. `CONTEXT_OVERFLOW` is thrown on only for a text that is hardly one. */
export const cutToFit = async <T>(
  texts: readonly string[],
  send: (texts: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  try {
    return await send(texts);
  } catch (error) {
    if (!isHydraError(error) || error.code !== "CONTEXT_OVERFLOW") throw error;
    const middle = Math.ceil(texts.length / 2);
    if (texts.length > 1) {
      const first = await cutToFit(texts.slice(0, middle), send);
      return [...first, ...(await cutToFit(texts.slice(middle), send))];
    }
    const [text = ""] = texts;
    if (text.length < leastChars) throw error;
    return await cutToFit([text.slice(0, text.length / 2).toWellFormed()], send);
  }
};

/** Texts in groups that a server answers within its deadline, each of at least one. */
export const batches = (
  texts: readonly string[],
  { limitTexts, limitChars }: { readonly limitTexts: number; readonly limitChars: number },
): readonly (readonly string[])[] => {
  const groups: string[][] = [];
  let chars = 0;
  for (const text of texts) {
    const group = groups.at(-1);
    if (group !== undefined && group.length < limitTexts && chars + text.length <= limitChars) {
      group.push(text);
      chars += text.length;
    } else {
      groups.push([text]);
      chars = text.length;
    }
  }
  return groups;
};
