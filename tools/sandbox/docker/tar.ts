// Archives as an engine takes them for images and build contexts (POSIX.1-1988 ustar), streamed.
import { Readable } from "node:stream";

export type TarEntry =
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly to: string }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly mode: number;
      readonly bytes: number;
      /** Seconds since the epoch. */
      readonly modified: number;
      readonly read: () => AsyncIterable<Uint8Array>;
    };

/** Paths are relative to the archive's root. A file must yield exactly `bytes` bytes. */
export const tarStream = (entries: readonly TarEntry[]): Readable => Readable.from(blocks(entries));

export const textFile = (path: string, content: string, mode = 0o644): TarEntry => ({
  kind: "file",
  path,
  mode,
  bytes: Buffer.byteLength(content),
  modified: 0,
  read: async function* () {
    yield Buffer.from(content);
  },
});

const blockBytes = 512;
const types = { file: "0", link: "2", folder: "5" } as const;

async function* blocks(entries: readonly TarEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield header(entry);
    if (entry.kind !== "file") continue;
    let written = 0;
    for await (const chunk of entry.read()) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== entry.bytes) throw new Error(`${entry.path} changed while it was archived`);
    yield Buffer.alloc((blockBytes - (written % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

const header = (entry: TarEntry): Buffer => {
  const block = Buffer.alloc(blockBytes);
  const [prefix, name] = split(entry.path);
  const octal = (value: number, at: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at, "ascii");
  block.write(name, 0, "utf8");
  octal(entry.kind === "link" ? 0o777 : entry.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.kind === "file" ? entry.bytes : 0, 124, 12);
  octal(entry.kind === "file" ? entry.modified : 0, 136, 12);
  block.write(types[entry.kind], 156, "ascii");
  if (entry.kind === "link") block.write(entry.to, 157, 100, "utf8");
  block.write("ustar\u000000", 257, "ascii");
  block.write(prefix, 345, "utf8");
  block.fill(" ", 148, 156);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
};

const nameBytes = 100;
const prefixBytes = 155;

/** A long path is split at a slash: [prefix, name]. */
const split = (path: string): [string, string] => {
  if (Buffer.byteLength(path) <= nameBytes) return ["", path];
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(name) <= nameBytes && Buffer.byteLength(prefix) <= prefixBytes)
      return [prefix, name];
  }
  throw new Error(`the path is too long for an archive: ${path}`);
};
