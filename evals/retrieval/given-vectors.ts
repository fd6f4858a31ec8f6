// Vectors that were made elsewhere, as an embedder: `NAME.docs.f16.npy` and `NAME.queries.f16.npy` (or f32), with the ids
// of their rows in `docs.ids.json` and `queries.ids.json`. It knows the texts of one collection and no others.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Embedder, EmbedderIdentity } from "../../core/indexes.ts";
import type { Collection } from "./beir.ts";
import { indexedTextOf } from "./drafts.ts";
import { readMatrix } from "./npy.ts";

/** `name`: which of the folder's; null: the only one. Throws `BAD_INPUT`. */
export const givenEmbedder = async (
  folder: string,
  name: string | null,
  { documents, queries }: Collection,
): Promise<Embedder> => {
  const names = await namesIn(folder);
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined || !names.includes(chosen)) {
    throw new HydraError("BAD_INPUT", `${folder} has vectors of ${names.join(", ") || "no embedder"}`, {
      fix: names.length === 0 ? "name a folder with NAME.docs.f16.npy" : `say --embedder ${names[0]}`,
    });
  }
  const passage = await byText(folder, { part: "docs", name: chosen }, documents, indexedTextOf);
  const query = await byText(folder, { part: "queries", name: chosen }, queries, ({ text }) => text);
  const dims = passage.values().next().value?.length ?? 0;
  return {
    kind: "semantic",
    identity: { ...(known[chosen] ?? { model: chosen, pooling: "unknown" }), ...unprefixed, dims },
    embed: async (texts, { as }) => texts.map((text) => vectorOf(as === "query" ? query : passage, text)),
    close: async () => undefined,
  };
};

/** Short names of given vectors, and what made them. */
const known: Readonly<Record<string, Pick<EmbedderIdentity, "model" | "pooling">>> = {
  minilm: { model: "all-MiniLM-L6-v2", pooling: "mean" },
  "bge-small": { model: "bge-small-en-v1.5", pooling: "cls" },
};

/** What prefix a text had is in its vector already. */
const unprefixed = { prefix: { query: "", passage: "" }, normalised: true } as const;

const namesIn = async (folder: string): Promise<string[]> => {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new HydraError("BAD_INPUT", `${folder} can't be read`, { fix: "name a folder of vectors", cause });
  });
  return files.flatMap((file) => /^(.+)\.docs\.f(?:16|32)\.npy$/u.exec(file)?.[1] ?? []);
};

const byText = async <T extends { readonly id: string }>(
  folder: string,
  { part, name }: { readonly part: "docs" | "queries"; readonly name: string },
  entries: readonly T[],
  textOf: (entry: T) => string,
): Promise<ReadonlyMap<string, Float32Array>> => {
  const path = join(folder, `${part}.ids.json`);
  const ids = Ids.safeParse(JSON.parse(await readFile(path, "utf8").catch(() => "null")));
  if (!ids.success) throw badVectors(path, "it is no list of ids");
  const rows = await readMatrix(folder, `${name}.${part}`);
  if (rows.length !== ids.data.length) {
    throw badVectors(path, `${ids.data.length} ids stand against ${rows.length} vectors of ${name}`);
  }
  const byId = new Map(ids.data.map((id, at) => [id, rows[at]]));
  return new Map(
    entries.map((entry) => {
      const row = byId.get(entry.id);
      if (row === undefined) throw badVectors(path, `${entry.id} has no vector`);
      return [keyOf(textOf(entry)), row];
    }),
  );
};

const Ids = z.array(z.union([z.string(), z.number().transform(String)]));

const vectorOf = (vectors: ReadonlyMap<string, Float32Array>, text: string): Float32Array => {
  const vector = vectors.get(keyOf(text));
  if (vector !== undefined) return vector;
  throw new HydraError("OUTPUT_INVALID", `no vector was given for "${text.slice(0, 60)}"`, {
    fix: "these vectors know the texts of one collection only",
  });
};

/** As a database gives a text back. */
const keyOf = (text: string): string =>
  text.toWellFormed().replaceAll("\0", "").replaceAll(/\s+/gu, " ").trim();

const badVectors = (path: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${path}: ${why}`, { fix: "make the vectors of this collection anew" });
