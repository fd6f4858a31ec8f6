// A text cut as `hydra memory add` cuts it, for measuring how well that is done.
import { HydraError } from "../../core/errors.ts";
import type { Draft } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { usualCharacters } from "../../memory/ingest/chunk/pack.ts";
import { draftOf } from "../../memory/ingest/draft.ts";

export const shippedCharacters = usualCharacters;

/** Anything but HTML. Throws `BAD_INPUT`. */
export const cutText = async (
  { uri, content }: { readonly uri: string; readonly content: string },
  { targetCharacters, signal }: Abort & { readonly targetCharacters: number },
): Promise<Draft> => draftOf({ uri, content }, { targetCharacters, readHtml: noHtml }, { signal });

const noHtml = async (): Promise<never> => {
  throw new HydraError("BAD_INPUT", "HTML is not cut here", { fix: "name Markdown, text or code" });
};
