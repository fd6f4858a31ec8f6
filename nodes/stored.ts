// Typed access to what states refer to by id: test lists, file maps and contexts in the artifact store.
import { createHash } from "node:crypto";
import { z } from "zod";
import { FileRefs, TestCase, type ArtifactId, type SourceFile } from "../core/domain.ts";
import type { Artifacts } from "../core/ports.ts";
import { WorkContext } from "../core/state.ts";

type Store = Pick<Artifacts, "get">;

const readJson = async <T>(store: Store, id: ArtifactId | null, schema: z.ZodType<T>): Promise<T | null> =>
  id === null ? null : schema.parse(JSON.parse(await store.get(id)));

export const putJson = (store: Artifacts, value: unknown): Promise<ArtifactId> =>
  store.put(JSON.stringify(value));

export const readTests = async (store: Store, id: ArtifactId | null): Promise<TestCase[]> =>
  (await readJson(store, id, z.array(TestCase))) ?? [];

export const readRefs = async (store: Store, id: ArtifactId | null): Promise<FileRefs> =>
  (await readJson(store, id, FileRefs)) ?? {};

export const readContext = async (store: Store, id: ArtifactId | null): Promise<WorkContext> =>
  (await readJson(store, id, WorkContext)) ?? { sections: [], shown: [], testCommand: null };

export const readFiles = (store: Store, refs: FileRefs): Promise<SourceFile[]> =>
  Promise.all(Object.entries(refs).map(async ([path, id]) => ({ path, content: await store.get(id) })));

export const putFiles = async (store: Artifacts, files: readonly SourceFile[]): Promise<FileRefs> =>
  Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.path, await store.put(file.content)] as const)),
  );

/** Short hash of a JSON value: content as a part of a key. */
export const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
