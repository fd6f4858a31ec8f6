// Standard streams of a child, read and written as a whole. A pipe may be non-blocking.
import fs from "node:fs";

export const readAll = (): string => {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    const size = retrying(() => fs.readSync(0, chunk));
    if (size === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(chunk.subarray(0, size));
  }
};

export const writeAll = (descriptor: number, bytes: Uint8Array): number => {
  for (let sent = 0; sent < bytes.length;) {
    sent += retrying(() => fs.writeSync(descriptor, bytes, sent, bytes.length - sent));
  }
  return bytes.length;
};

const retrying = (attempt: () => number): number => {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
};
