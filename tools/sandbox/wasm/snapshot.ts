// The memory of a Python that has started and imported what programs commonly import. It is made once per version of what
// goes into it, kept with its hash, and made again where the file does not match.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HydraError } from "../../../core/errors.ts";
import type { ChildCommand } from "./child.ts";

interface SnapshotOptions {
  readonly cacheDir: string;
  /** Changes whenever the snapshot would. */
  readonly version: string;
  readonly command: ChildCommand;
  readonly input: string;
}

const makeTimeoutMs = 120_000;

/** The path of a snapshot that is known to be whole. Throws `SANDBOX_DOWN`. */
export const ensureSnapshot = async ({
  cacheDir,
  version,
  command,
  input,
}: SnapshotOptions): Promise<string> => {
  const path = join(cacheDir, `pyodide-${sha256(version).slice(0, 16)}.snapshot`);
  if (await isWhole(path)) return path;
  const bytes = await make(command, input);
  try {
    await mkdir(cacheDir, { recursive: true });
    await writeWhole(path, bytes);
    await writeWhole(`${path}.sha256`, sha256(bytes));
  } catch (error) {
    throw down(`Its snapshot could not be written to ${cacheDir}`, error);
  }
  return path;
};

const isWhole = async (path: string): Promise<boolean> => {
  try {
    const [bytes, hash] = await Promise.all([readFile(path), readFile(`${path}.sha256`, "utf8")]);
    return sha256(bytes) === hash;
  } catch {
    return false;
  }
};

const make = ({ command, args }: ChildCommand, input: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: {}, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), makeTimeoutMs);
    const chunks: Buffer[] = [];
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, 2_000)));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.once("error", (error) => reject(down("Its process could not be started", error)));
    child.once("close", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(down(`Making its snapshot ended with ${code}: ${said.trim()}`, null));
    });
  });

const writeWhole = async (path: string, content: Buffer | string): Promise<void> => {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(temporary, content);
  await rename(temporary, path);
};

const sha256 = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");

const down = (what: string, cause: unknown): HydraError =>
  new HydraError("SANDBOX_DOWN", `Python in WebAssembly could not be started. ${what}.`, {
    fix: "Check the free space and the rights of the cache folder, or use the Docker tier.",
    cause,
  });
