// A file's bytes, or the reason why not: what is too large is known by its size alone, and nothing but a plain file is opened.
import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { HydraError } from "../../../core/errors.ts";

interface FileOptions {
  /** As it is named to people. */
  readonly uri: string;
  readonly limitBytes: number;
}

/** Throws `BAD_INPUT`. */
export const readBytes = async (path: string, { uri, limitBytes }: FileOptions): Promise<Uint8Array> => {
  try {
    const { size } = await stat(path).then((stats) => (stats.isFile() ? stats : refuse(uri)));
    if (size > limitBytes) throw tooLarge(uri, size, limitBytes);
    // A pipe that took the file's place since must not block.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      // It may have grown since; one byte more tells.
      const buffer = Buffer.alloc(size + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
        if (bytesRead === 0) return buffer.subarray(0, length);
        length += bytesRead;
      }
      throw new HydraError("BAD_INPUT", `${uri} is being written to`, { fix: "add it when it is finished" });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(error, uri);
  }
};

const refuse = (uri: string): never => {
  throw new HydraError("BAD_INPUT", `${uri} is neither a file nor a folder`, { fix: "name a file" });
};

const tooLarge = (uri: string, bytes: number, limitBytes: number): HydraError =>
  new HydraError(
    "BAD_INPUT",
    `${uri} has ${inMegabytes(bytes)} MB, more than ${inMegabytes(limitBytes)} MB`,
    {
      fix: "split it up, or add only what of it is worth knowing",
      details: { bytes, limitBytes },
    },
  );

const inMegabytes = (bytes: number): string => String(Math.max(0.1, Math.round(bytes / 1e5) / 10));

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ["is not there", "check its path"],
  ENOTDIR: ["is not there", "check its path"],
  EACCES: ["may not be read by you", "change its permissions"],
  EPERM: ["may not be read by you", "change its permissions"],
  ELOOP: ["is a link that leads back to itself", "name the file itself"],
  ENAMETOOLONG: ["has a name that is too long", "check its path"],
};

/** `BAD_INPUT` for what the file system says; the error as it was where it says nothing. */
export const unreadable = (error: unknown, uri: string): unknown => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [why, fix] = reasons[code] ?? [];
  if (why === undefined || fix === undefined) {
    return /^E[A-Z]+$/u.test(code)
      ? new HydraError("BAD_INPUT", `${uri} can't be read (${code})`, { fix: "try again", cause: error })
      : error;
  }
  return new HydraError("BAD_INPUT", `${uri} ${why}`, { fix, cause: error });
};
