// `hydra apply`: the run's files into the workspace. The only thing of Hydra's that writes there, so it looks first: nothing
// is written over what somebody changed since the run began or has not committed, and nothing outside the workspace.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunResult } from "../core/contract.ts";
import { HydraError } from "../core/errors.ts";
import { unifiedDiff } from "./apply/diff.ts";
import { checkTarget } from "./apply/target.ts";
import { uncommitted } from "./apply/version-control.ts";
import { writeWhole } from "./files.ts";
import { hashText, readSeen, resultFile } from "./run-record.ts";

export interface ApplyOptions {
  readonly result: RunResult;
  /** Absolute; null: the run has none, and nobody named one. */
  readonly workdir: string | null;
  readonly force: boolean;
  /** Shown before anything is written. */
  readonly onDiff?: (diff: string) => void;
}

export interface AppliedFile {
  readonly path: string;
  readonly action: "created" | "changed" | "unchanged";
}

/**
 * All files or, where one may not be written, none. Each is replaced whole; doing it again changes nothing.
 * Throws `BAD_INPUT`, `WORKSPACE_CHANGED`, `WORKSPACE_NOT_WRITABLE`, `DISK_FULL`.
 */
export const applyRun = async (options: ApplyOptions): Promise<AppliedFile[]> => {
  const { result, force, onDiff } = options;
  if (options.workdir === null) {
    throw new HydraError("BAD_INPUT", `run ${result.thread} has no workspace to write into`, {
      fix: `name one: \`hydra apply ${result.thread} --workdir DIR\``,
    });
  }
  const changes = await compare(result, options.workdir);
  const differing = changes.filter((change) => change.before !== change.after);
  for (const { path, before, after } of differing) onDiff?.(unifiedDiff(path, before, after));
  if (!force) await refuseConflicts(differing, { result, workdir: options.workdir });
  for (const { target, after } of differing) await writeWhole(target, after);
  const applied = { ...result, applied: true };
  await writeWhole(join(result.folder, resultFile), `${JSON.stringify(applied, null, 2)}\n`);
  return changes.map(({ path, before, after }) => {
    if (before === after) return { path, action: "unchanged" };
    return { path, action: before === null ? "created" : "changed" };
  });
};

interface Change {
  readonly path: string;
  readonly target: string;
  readonly before: string | null;
  readonly after: string;
}

const compare = async (result: RunResult, workdir: string): Promise<Change[]> => {
  if (result.files.length === 0) {
    throw new HydraError("BAD_INPUT", `run ${result.thread} has no files to write (${result.verdict})`, {
      fix: `\`hydra show ${result.thread}\` tells why`,
    });
  }
  const changes: Change[] = [];
  for (const { path } of result.files) {
    const target = await checkTarget(workdir, path);
    const after = await readText(join(result.folder, "files", path));
    if (after === null) {
      throw new HydraError("ARTIFACT_MISSING", `${path} is gone from ${result.folder}/files`, {
        fix: "run the task again, or put the file back",
      });
    }
    changes.push({ path, target, before: await readText(target), after });
  }
  return changes;
};

const refuseConflicts = async (
  changes: readonly Change[],
  { result, workdir }: { result: RunResult; workdir: string },
): Promise<void> => {
  const seen = (await readSeen(result.folder)) ?? {};
  const dirty = await uncommitted(
    workdir,
    changes.map(({ path }) => path),
  );
  const conflicts = changes.flatMap(({ path, before }) => {
    const known = Object.hasOwn(seen, path) ? seen[path] : undefined;
    if (before === null) return known === undefined ? [] : [`${path} was deleted since the run began`];
    if (known === undefined) return [`${path} was not there when the run began`];
    if (known !== hashText(before)) return [`${path} was changed since the run began`];
    return dirty.has(path) ? [`${path} has uncommitted changes`] : [];
  });
  if (conflicts.length === 0) return;
  throw new HydraError("WORKSPACE_CHANGED", `nothing was written: ${conflicts.join("; ")}`, {
    fix: `commit or put aside these changes, or write over them with \`hydra apply ${result.thread} --force\``,
    details: { conflicts },
  });
};

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
};
