// Reads an answer's body within its limit, counted on the wire and again unpacked, so that a few kilobytes can't become gigabytes.
import { pipeline } from "node:stream";
import type { Duplex, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

export class TooLong extends Error {}
export class UnknownCoding extends Error {}

interface BodyOptions {
  /** The `content-encoding` header, "" where there is none. */
  readonly coding: string;
  readonly limitBytes: number;
  /** `cut`: what is over the limit is left out. `refuse`: it throws `TooLong`. */
  readonly over: "refuse" | "cut";
}

/** Throws `TooLong`, `UnknownCoding`, or what the stream threw. Nothing of the stream stays open. */
export const readBody = async (body: Readable, options: BodyOptions): Promise<Uint8Array> => {
  const { limitBytes, over } = options;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of unpacked(body, options)) {
    bytes += part.byteLength;
    if (bytes > limitBytes && over === "refuse") throw new TooLong();
    parts.push(part);
    if (bytes >= limitBytes && over === "cut") break;
  }
  return new Uint8Array(Buffer.concat(parts)).subarray(0, limitBytes);
};

/** What is packed may be a little larger than what it packs, and comes in pieces of this size. */
const slackBytes = 128 << 10;

/** What `accept-encoding` may name. One coding at a time: nobody sends two for a reason. */
const unpackers: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

const unpacked = (body: Readable, { coding, limitBytes }: BodyOptions): AsyncIterable<Uint8Array> => {
  const name = coding.trim().toLowerCase();
  if (name === "" || name === "identity") return body;
  const make = unpackers[name];
  if (make === undefined) {
    body.destroy();
    throw new UnknownCoding(name);
  }
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const part of source) {
      bytes += part.byteLength;
      if (bytes > limitBytes + slackBytes) throw new TooLong();
      yield part;
    }
  };
  // A failure anywhere reaches the reader through the last stream.
  return pipeline(body, counted, make(), () => {});
};
