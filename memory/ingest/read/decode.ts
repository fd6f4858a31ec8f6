// Bytes as text in whatever encoding, or the reason why they are none.
import { HydraError } from "../../../core/errors.ts";

/** Without a byte order mark, with `\n` line ends, and nothing that a database refuses. Throws `BAD_INPUT` for what is no text. */
export const decode = async (bytes: Uint8Array, uri: string): Promise<string> => {
  const packed = archiveOf(bytes);
  if (packed !== null) throw archiveRefused(uri, packed);
  return tidy(bytes.length === 0 ? "" : await textOf(bytes, uri));
};

/** Line ends as `\n`, no NUL, whole characters only. */
export const tidy = (text: string): string =>
  text
    .replace(/^\uFEFF/u, "")
    .replace(/\r\n?/gu, "\n")
    .replaceAll("\0", " ")
    .toWellFormed();

/** By its first bytes, whatever it is called. */
const archiveOf = (bytes: Uint8Array): string | null => {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  if (String.fromCharCode(...bytes.subarray(257, 262)) === "ustar") return "tar";
  return archives.find(([start]) => head.startsWith(start))?.[1] ?? null;
};

const archiveRefused = (uri: string, packed: string): HydraError =>
  new HydraError(
    "BAD_INPUT",
    `${uri} is a ${packed} archive or a document packed as one; those are not opened`,
    {
      fix: "unpack it and add the files that you want, or save it as text, Markdown, HTML or PDF",
    },
  );

const archives: readonly (readonly [string, string])[] = [
  ["PK\u0003\u0004", "zip"],
  ["PK\u0005\u0006", "zip"],
  ["\u001F\u008B", "gzip"],
  ["BZh", "bzip2"],
  ["\u00FD7zXZ", "xz"],
  ["7z\u00BC\u00AF", "7z"],
  ["Rar!", "rar"],
  ["(\u00B5/\u00FD", "zstd"],
];

const textOf = async (bytes: Uint8Array, uri: string): Promise<string> => {
  for (const [mark, label] of marks) {
    if (mark.every((byte, at) => bytes[at] === byte)) return decodeAs(bytes, label);
  }
  const wide = wideOf(bytes);
  if (wide !== null) return decodeAs(bytes, wide);
  if (bytes.includes(0)) throw binaryRefused(uri);
  try {
    return plain(new TextDecoder("utf-8", { fatal: true }).decode(bytes), uri);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const { analyse } = await import("chardet");
  const sample = bytes.subarray(0, sampleBytes);
  const likely = analyse(sample).find(({ name }) => !/^UTF-8|^ISO-2022/u.test(name));
  // Below this, it is the encoding that gives every byte some character.
  const label = likely === undefined || likely.confidence < 10 ? "windows-1252" : likely.name;
  return plain(await decodeAs(bytes, label), uri);
};

const sampleBytes = 100_000;

/** UTF-32 before UTF-16, whose mark it begins with. */
const marks: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe, 0, 0], "utf-32le"],
  [[0, 0, 0xfe, 0xff], "utf-32be"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** UTF-16 without a mark: in most languages' text every second byte is often 0. */
const wideOf = (bytes: Uint8Array): string | null => {
  const sample = bytes.subarray(0, 4_096);
  if (sample.length < 8 || bytes.length % 2 === 1) return null;
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.02) return "utf-16le";
  return even > half * 0.4 && odd < half * 0.02 ? "utf-16be" : null;
};

const decodeAs = async (bytes: Uint8Array, label: string): Promise<string> => {
  const { default: iconv } = await import("iconv-lite");
  const known = iconv.encodingExists(label) ? label : "windows-1252";
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), known);
};

/** Control characters in number are no text, though they can be decoded. */
const plain = (text: string, uri: string): string => {
  const sample = text.slice(0, sampleBytes);
  const controls = sample.match(/(?!\s)\p{Cc}/gu)?.length ?? 0;
  if (controls > sample.length * 0.03) throw binaryRefused(uri);
  return text;
};

const binaryRefused = (uri: string): HydraError =>
  new HydraError("BAD_INPUT", `${uri} is a binary file, not text`, {
    fix: "add text, Markdown, HTML, PDF or source code",
  });
