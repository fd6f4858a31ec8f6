// Which files of a project are looked at, where it is too large to be read whole: those that the task names and what these
// import come first, then the others in order.
import type { Workspace } from "../../core/ports.ts";
import { importedFiles } from "./imports.ts";
import { mentionedFiles } from "./mentions.ts";
import { baseOf, isManifest, isSource } from "./paths.ts";

const limits = { files: 2_000, fileBytes: 200_000, readBytes: 16_000_000, atOnce: 32 } as const;

interface Listed {
  readonly path: string;
  readonly bytes: number;
}

/** `paths` and `contents` in the order of `all`, as far as the limits go. */
export const readNearest = async (
  workspace: Workspace,
  all: readonly Listed[],
  task: string,
): Promise<{ paths: string[]; contents: Map<string, string> }> => {
  const every = all.map(({ path }) => path);
  const project = new Set(every);
  const known = new Map(all.map((file) => [file.path, file]));
  const kept = new Set<string>();
  const contents = new Map<string, string>();
  let left: number = limits.readBytes;
  const keep = async (wanted: readonly string[]): Promise<void> => {
    const fresh = [...new Set(wanted)].filter((path) => !kept.has(path)).slice(0, limits.files - kept.size);
    for (const path of fresh) kept.add(path);
    const files = fresh
      .flatMap((path) => known.get(path) ?? [])
      .filter((file) => {
        if (!isUseful(file, task) || file.bytes > left) return false;
        left -= file.bytes;
        return true;
      });
    await readInto(contents, workspace, files);
  };
  let edge = mentionedFiles(task, { paths: every, names: new Map() }).map(({ path }) => path);
  for (let round = 0; round <= 2; round++) {
    await keep(edge);
    edge = edge.flatMap((path) => importedFiles(path, contents.get(path) ?? "", project));
  }
  await keep(every);
  const inOrder = every.filter((path) => kept.has(path));
  return {
    paths: inOrder,
    contents: new Map(
      inOrder.flatMap((path) => {
        const content = contents.get(path);
        return content === undefined ? [] : [[path, content] as const];
      }),
    ),
  };
};

/** Sources and manifests, and whatever else the task calls by its name. */
const isUseful = ({ path, bytes }: Listed, task: string): boolean =>
  bytes <= limits.fileBytes && (isSource(path) || isManifest(path) || task.includes(baseOf(path)));

const readInto = async (
  contents: Map<string, string>,
  workspace: Workspace,
  files: readonly Listed[],
): Promise<void> => {
  for (let next = 0; next < files.length; next += limits.atOnce) {
    const reads = files.slice(next, next + limits.atOnce).map(async ({ path }) => {
      const content = await workspace.read(path);
      if (content !== null) contents.set(path, content);
    });
    await Promise.all(reads);
  }
};
