// The memory of a Python that has started: only the pages in which it differs from a module that has just been instantiated,
// read from the file into their place. Copying all of it by way of a buffer costs several times as much.
import fs from "node:fs";

/** Where a run of bytes belongs, and how many there are. */
type Run = readonly [offset: number, bytes: number];

interface Head {
  /** What Pyodide keeps beside its memory. */
  readonly state: unknown;
  readonly runs: readonly Run[];
}

const pageBytes = 4_096;
const lengthBytes = 4;

/** A file for `restoreMemory`. */
export const memoryImage = (state: unknown, fresh: Uint8Array, settled: Uint8Array): Buffer => {
  const runs = changedRuns(Buffer.from(fresh.buffer), Buffer.from(settled.buffer));
  const head = Buffer.from(JSON.stringify({ state, runs } satisfies Head));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(head.length);
  return Buffer.concat([
    length,
    head,
    ...runs.map(([offset, bytes]) => settled.subarray(offset, offset + bytes)),
  ]);
};

/** Puts an image's pages into a fresh module's memory and gives the state beside it. */
export const restoreMemory = (path: string, memory: Uint8Array): unknown => {
  const file = fs.openSync(path, "r");
  const fill = (target: Uint8Array, offset: number, bytes: number) => {
    if (fs.readSync(file, target, offset, bytes, null) !== bytes) throw new Error(`${path} is cut short`);
    return target;
  };
  const length = Buffer.from(fill(new Uint8Array(lengthBytes), 0, lengthBytes)).readUInt32LE();
  const head = Buffer.from(fill(new Uint8Array(length), 0, length)).toString();
  const { state, runs } = JSON.parse(head) as Head;
  for (const [offset, bytes] of runs) fill(memory, offset, bytes);
  fs.closeSync(file);
  return state;
};

const changedRuns = (fresh: Buffer, settled: Buffer): readonly Run[] => {
  const runs: [number, number][] = [];
  for (let offset = 0; offset < settled.length; offset += pageBytes) {
    const end = offset + pageBytes;
    if (settled.compare(fresh, offset, end, offset, end) === 0) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === offset) last[1] += pageBytes;
    else runs.push([offset, pageBytes]);
  }
  return runs;
};
