// The workspace as it runs beside every candidate. Where it is too large for that, what the task is about goes first, and
// what was left out is said.
import type { FileRefs } from "../../core/domain.ts";
import type { Ports } from "../../core/ports.ts";

/** More than this does not fit a sandbox of 256 MB. */
const limits = { files: 600, bytes: 8 << 20 } as const;

type SnapshotPorts = Pick<Ports, "artifacts" | "workspace" | "events">;

/** In the order of the workspace. `first` are the paths that must not be missed, the nearest first. */
export const takeSnapshot = async (
  ports: SnapshotPorts,
  { thread, first }: { thread: string; first: readonly string[] },
): Promise<FileRefs> => {
  const listed = await ports.workspace.list();
  const known = new Map(listed.map((file) => [file.path, file]));
  const preferred = first.flatMap((path) => known.get(path) ?? []);
  const chosen = new Map<string, string>();
  let bytes = 0;
  let left = 0;
  for (const file of new Set([...preferred, ...listed])) {
    if (chosen.size >= limits.files || bytes + file.bytes > limits.bytes) {
      left += 1;
      continue;
    }
    const content = await ports.workspace.read(file.path);
    if (content === null) continue;
    bytes += file.bytes;
    chosen.set(file.path, await ports.artifacts.put(content));
  }
  if (left > 0) {
    const text =
      `The workspace is too large to run whole beside a candidate: ${left} of ${listed.length} files are left out of ` +
      "the sandbox. Code that imports them fails there.";
    ports.events.emit(thread, { type: "notice", level: "warning", text });
  }
  return Object.fromEntries(
    listed.flatMap(({ path }) => {
      const id = chosen.get(path);
      return id === undefined ? [] : [[path, id] as const];
    }),
  );
};
