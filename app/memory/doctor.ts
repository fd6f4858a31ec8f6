// hydra memory doctor: what is wrong with memory, and with --repair its indexes brought back to what is known.
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { IndexReport, KnownDocument } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Examined, Freshness } from "../../memory/care/examine.ts";
import { examineMemory } from "../../memory/care/examine.ts";
import { queueDrift } from "../../memory/care/drift.ts";
import { sha256 } from "../../memory/library/ids.ts";
import { vectorQueue } from "../../memory/library/queue.ts";
import type { Knowledge } from "../knowledge.ts";

export interface Diagnosis extends Examined {
  /** Every index has what is known, and nothing else. Stale, empty and equal entries are advice. */
  readonly healthy: boolean;
  /** Null: nothing was to be repaired, or nobody asked. */
  readonly repaired: ({ readonly queued: number } & IndexReport) | null;
}

interface DiagnoseOptions extends Abort {
  /** The workspace that addresses of documents are relative to. Absolute. */
  readonly folder: string;
  readonly repair: boolean;
}

export const diagnose = async (
  knowledge: Knowledge,
  { signal, folder, repair }: DiagnoseOptions,
): Promise<Diagnosis> => {
  const options = { signal, freshnessOf: async (document: KnownDocument) => freshnessOf(document, folder) };
  const found = await examineMemory(knowledge, options);
  if (!repair) return { ...found, healthy: isHealthy(found), repaired: null };
  const queued = await queueDrift(knowledge, found.drifts);
  const report = await knowledge.library.index({ signal });
  const after = await examineMemory(knowledge, options);
  const down = [...new Set([...report.down, ...after.down])];
  return {
    ...after,
    down,
    healthy: isHealthy(after) && down.length === 0,
    repaired: queued + report.indexed === 0 ? null : { queued, ...report },
  };
};

/** What a generation still lacks that is not in service yet is no fault of those that are. */
const isHealthy = ({ drifts, down, backlog, generations }: Examined): boolean =>
  down.length === 0 &&
  backlog.every(({ queue }) =>
    generations.some(({ name, state }) => state !== "active" && queue === vectorQueue(name)),
  ) &&
  drifts.every(({ missing, orphaned }) => missing.length + orphaned.length === 0);

const limitBytes = 10_000_000;

const freshnessOf = async ({ uri, hash, addedAt }: KnownDocument, folder: string): Promise<Freshness> => {
  if (/^[a-z][a-z0-9+.-]+:/iu.test(uri)) return "elsewhere";
  const path = resolve(folder, uri);
  try {
    const { mtimeMs, size } = await stat(path);
    if (mtimeMs <= Date.parse(addedAt) || size > limitBytes) return "current";
    // A file that was only touched says what it said.
    return sha256(await readFile(path, "utf8")) === hash ? "current" : "newer";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    // What can't be looked at is not gone.
    return code === "ENOENT" || code === "ENOTDIR" ? "gone" : "current";
  }
};
