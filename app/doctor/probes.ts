// How the doctor looks at the real machine. Every look has a deadline and leaves nothing behind.
import { execFile } from "node:child_process";
import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { SandboxIdentity } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { Embedder } from "../../core/indexes.ts";
import type { Settings } from "../../core/settings.ts";
import { openDatabase } from "../../memory/database.ts";
import { readHolder } from "../../memory/home-lock.ts";
import type { Detected } from "../../models/detect.ts";
import { detectEndpoints } from "../../models/detect.ts";
import { openEmbedder } from "../../models/embed/open.ts";
import { openReranker } from "../../models/rerank/open.ts";
import { probeDocker } from "../../tools/sandbox/docker/engine.ts";
import { openSandbox } from "../wire/sandbox.ts";

export interface DoctorProbes {
  readonly nodeVersion: string;
  /** Opens a sandbox and runs a program in it. */
  readonly sandbox: () => Promise<SandboxIdentity>;
  /** Why there is no Docker; null where there is. */
  readonly docker: () => Promise<string | null>;
  /** One line on the database; throws where it can't work. */
  readonly database: () => Promise<string>;
  readonly models: () => Promise<Pick<Detected, "found" | "probed">>;
  /** Makes a vector. */
  readonly embedder: () => Promise<{ kind: Embedder["kind"]; found: string }>;
  /** Scores a text; null where none is configured. */
  readonly reranker: () => Promise<string | null>;
  /** Null where there is none. */
  readonly git: () => Promise<string | null>;
  readonly disk: () => Promise<{ path: string; freeBytes: number }>;
}

const run = promisify(execFile);

export const machineProbes = (config: Settings, home: string): DoctorProbes => ({
  nodeVersion: process.versions.node,
  sandbox: async () => {
    const sandbox = await openSandbox(config.sandbox, config.data);
    try {
      const job = { language: "python", files: [], tests: [], calls: ["6 * 7"] } as const;
      const { calls, error } = await sandbox.check(job, { signal: AbortSignal.timeout(120_000) });
      if (calls[0]?.[0] === "i" && calls[0][1] === "42") return sandbox.identity;
      throw new HydraError("SANDBOX_DOWN", `the ${sandbox.identity.tier} sandbox can't compute 6 * 7`, {
        fix: error?.message ?? "reinstall with `npm ci`",
      });
    } finally {
      await sandbox.close();
    }
  },
  docker: async () => {
    const probe = await probeDocker();
    return probe.available ? null : probe.reason;
  },
  database: async () => (config.postgresUrl === undefined ? embedded(home) : served(config, home)),
  models: async () => detectEndpoints({ endpoints: config.endpoints, signal: AbortSignal.timeout(15_000) }),
  embedder: async () => {
    const signal = AbortSignal.timeout(120_000);
    const embedder = await openEmbedder(config.memory.embed, { signal });
    try {
      await embedder.embed(["Is anybody there?"], { as: "query", signal });
      const { model, dims } = embedder.identity;
      return { kind: embedder.kind, found: `${model}, ${dims} dimensions${placeOf(config.memory.embed)}` };
    } finally {
      await embedder.close();
    }
  },
  reranker: async () => {
    const signal = AbortSignal.timeout(120_000);
    const reranker = await openReranker(config.memory.rerank, { signal });
    if (reranker === null) return null;
    try {
      await reranker.scores("Is anybody there?", ["Yes."], { signal });
      return reranker.name;
    } finally {
      await reranker.close();
    }
  },
  git: async () =>
    run("git", ["--version"], { timeout: 5_000 }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    ),
  disk: async () => {
    const path = await nearestFolder(home);
    const { bavail, bsize } = await statfs(path);
    return { path, freeBytes: bavail * bsize };
  },
});

const placeOf = ({ url, file }: Settings["memory"]["embed"]): string =>
  url === undefined ? (file === undefined ? "" : `, from ${file}`) : `, at ${url}`;

/** The embedded one is not opened: somebody may be using it. */
const embedded = async (home: string): Promise<string> => {
  const folder = await nearestFolder(home);
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new HydraError("WORKSPACE_NOT_WRITABLE", `${folder} can't be written to`, {
      fix: "make it writable, or choose another folder with HYDRA_HOME",
      cause: error,
    });
  });
  const there = await stat(join(home, "db")).catch(() => null);
  const holder = await readHolder(home);
  const inUse = holder === null ? "" : `, last used by process ${holder.pid} (${holder.command})`;
  return there === null
    ? `built in; the first run makes it in ${home}`
    : `built in, in ${join(home, "db")}${inUse}`;
};

const served = async (config: Settings, home: string): Promise<string> => {
  const signal = AbortSignal.timeout(15_000);
  const database = await openDatabase({
    home,
    postgresUrl: config.postgresUrl,
    command: "hydra doctor",
    signal,
  });
  await database.close();
  return `PostgreSQL at ${database.where}`;
};

const nearestFolder = async (path: string): Promise<string> => {
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true || dirname(path) === path) return path;
  return nearestFolder(dirname(path));
};
