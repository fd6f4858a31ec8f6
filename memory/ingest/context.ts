// A sentence that says where a piece belongs, put before it in both indexes: from title, headings and path, or by a model.
import type { Origin } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { isHydraError } from "../../core/errors.ts";
import type { Span } from "./chunk/pack.ts";

/** What a model is asked: a sentence that places the piece within the document. What it says is data. */
export type Describe = (
  asked: { readonly title: string; readonly document: string; readonly piece: string },
  options: Abort,
) => Promise<string>;

/** `From docs/install.md ("Install Hydra"), section With Docker > Ports.` */
export const contextOf = (
  { uri, title, kind }: Origin,
  { headings, names }: Omit<Span, "start" | "end">,
  about: string | null,
): string => {
  const named = title === "" || title === uri || uri.endsWith(`/${title}`) ? uri : `${uri} ("${title}")`;
  const below = headings.filter((heading, at) => at > 0 || heading !== title);
  const where = below.length === 0 ? "" : `, ${kind === "code" ? "in" : "section"} ${below.join(" > ")}`;
  const defines = names.length === 0 ? "" : `: ${names.slice(0, 8).join(", ")}`;
  const sentence = `From ${named}${where}${defines}.`.slice(0, limitCharacters);
  return about === null ? sentence : `${sentence} ${about}`.slice(0, limitCharacters);
};

/** The model's sentence behind ours; ours alone where it fails or says nothing that could be used. */
export const described = async (
  describe: Describe,
  { context, title, document, piece }: { context: string; title: string; document: string; piece: string },
  { signal }: Abort,
): Promise<string> => {
  try {
    const said = await describe({ title, document: document.slice(0, limitDocument), piece }, { signal });
    const line = said.replace(/\s+/gu, " ").trim().slice(0, limitCharacters);
    return /\p{L}{2}/u.test(line) ? `${context} ${line}` : context;
  } catch (error) {
    if (signal.aborted || !isHydraError(error)) throw error;
    return context;
  }
};

const limitCharacters = 500;
const limitDocument = 8_000;
