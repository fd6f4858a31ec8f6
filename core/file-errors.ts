// What the file system refuses, as typed failures: the disk that is full and the folder that can't be written.
import { HydraError } from "./errors.ts";

const full = new Set(["ENOSPC", "EDQUOT"]);
const refused = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG", "ELOOP"]);

/** `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`, or the error as it was where the file system is not to blame. */
export const fileError = (error: unknown, path: string): unknown => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (full.has(code)) {
    return new HydraError("DISK_FULL", `No space left while writing ${path}.`, {
      fix: "Free some space on that disk, then resume: nothing that was finished is lost.",
      cause: error,
    });
  }
  if (refused.has(code)) {
    return new HydraError("WORKSPACE_NOT_WRITABLE", `Can't write ${path} (${code}).`, {
      fix: "Make that path writable, or choose another folder.",
      cause: error,
    });
  }
  return error;
};
