// Brings a public suite by URL and hash. What does not match its hash, comes too slowly or is too large is never put in place.
import { createHash, randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../app/files.ts";
import { HydraError, isHydraError } from "../../core/errors.ts";
import { fileError } from "../../core/file-errors.ts";

export interface Wanted {
  /** Becomes the folder's name. */
  readonly name: string;
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
}

interface FetchOptions {
  /** The suite goes to `<folder>/<name>/`. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly limitBytes?: number;
  readonly timeoutMs?: number;
}

export interface Fetched {
  readonly path: string;
  readonly bytes: number;
  /** Whether it was there already, whole. */
  readonly known: boolean;
}

const mostBytes = 256 << 20;
const longestMs = 300_000;

/** Redirects are followed. Throws `BAD_INPUT`, `ABORTED`, `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`. */
export const fetchSuite = async (wanted: Wanted, options: FetchOptions): Promise<Fetched> => {
  const { name, sha256 } = checked(wanted);
  const url = new URL(wanted.url);
  const folder = join(options.folder, name);
  const [ending, other] = url.pathname.endsWith(".gz") ? [".jsonl.gz", ".jsonl"] : [".jsonl", ".jsonl.gz"];
  const path = join(folder, name + ending);
  const known = await hashOf(path);
  if (known?.sha256 === sha256) return { path, bytes: known.bytes, known: true };
  await makeFolder(folder);
  const temporary = join(options.folder, `.${name}.${randomUUID()}.part`);
  try {
    const { digest, bytes } = await download(url, temporary, options);
    if (digest !== sha256) {
      throw refused(
        url,
        `what came has the sha256 ${digest}, not ${sha256}`,
        "check the hash, or take another source",
      );
    }
    await rename(temporary, path);
    await rm(join(folder, name + other), { force: true });
    return { path, bytes, known: false };
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
};

const download = async (
  url: URL,
  path: string,
  { signal, limitBytes = mostBytes, timeoutMs = longestMs }: FetchOptions,
): Promise<{ digest: string; bytes: number }> => {
  const late = AbortSignal.timeout(timeoutMs);
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx");
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, late]) });
    if (!response.ok || response.body === null)
      throw refused(url, `the server answers ${response.status}`, "check the address");
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw refused(url, `it is larger than ${limitBytes} bytes`, "fetch it by hand");
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    return { digest: hash.digest("hex"), bytes };
  } catch (cause) {
    throw isHydraError(cause) || isFileError(cause) ? cause : lost(url, cause, { signal, late, timeoutMs });
  } finally {
    await file.close();
  }
};

const lost = (
  url: URL,
  cause: unknown,
  { signal, late, timeoutMs }: { signal: AbortSignal; late: AbortSignal; timeoutMs: number },
): HydraError => {
  if (signal.aborted)
    return new HydraError("ABORTED", `fetching ${url.href} was interrupted`, {
      fix: "start it again",
      cause,
    });
  if (late.aborted) return refused(url, `it did not come within ${timeoutMs / 1_000} s`, "try again", cause);
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = inner instanceof Error ? inner.message : String(inner);
  return refused(url, `it can't be had (${why})`, "check the address and the connection", cause);
};

const checked = ({ name, url, sha256 }: Wanted): { name: string; sha256: string } => {
  const problem = !/^[a-z0-9][\w.-]{0,60}$/iu.test(name)
    ? `${name} can't be a suite's name (it becomes a folder)`
    : !/^[0-9a-f]{64}$/iu.test(sha256)
      ? `${sha256} is no sha256 (64 hexadecimal digits)`
      : !/^https?:$/u.test(URL.parse(url)?.protocol ?? "")
        ? `${url} is no http or https address`
        : null;
  if (problem === null) return { name, sha256: sha256.toLowerCase() };
  throw new HydraError("BAD_INPUT", problem, { fix: "say `hydra eval fetch NAME --url URL --sha256 HASH`" });
};

const hashOf = async (path: string): Promise<{ sha256: string; bytes: number } | null> => {
  try {
    const { size } = await stat(path);
    const hash = createHash("sha256");
    const file = await open(path);
    for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
    return { sha256: hash.digest("hex"), bytes: size };
  } catch {
    return null;
  }
};

const isFileError = (error: unknown): boolean => fileError(error, "") !== error;

const refused = (url: URL, problem: string, fix: string, cause?: unknown): HydraError =>
  new HydraError("BAD_INPUT", `${url.href}: ${problem}`, { fix, ...(cause !== undefined && { cause }) });
