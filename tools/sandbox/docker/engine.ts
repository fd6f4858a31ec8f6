// The connection to a Docker engine: whether one answers, what it can enforce, and a deadline on every call to it.
import Docker from "dockerode";
import { HydraError } from "../../../core/errors.ts";

export interface EngineProbe {
  readonly available: boolean;
  /** For people: why not, or which engine. */
  readonly reason: string;
  readonly version: string | null;
  /** `runc`, `runsc`, … as the engine lists them. */
  readonly runtimes: readonly string[];
}

/** `socketPath` wins over DOCKER_HOST; without it the client's own defaults hold. */
export const connectEngine = (socketPath?: string): Docker =>
  socketPath === undefined ? new Docker() : new Docker({ socketPath, host: undefined });

/** Asks an engine what it is, in at most `deadlineMs`. Never throws. */
export const probeDocker = async (
  options: { socketPath?: string; deadlineMs?: number } = {},
): Promise<EngineProbe> => {
  const none = { available: false, version: null, runtimes: [] };
  try {
    const docker = connectEngine(options.socketPath);
    const info = (await within(options.deadlineMs ?? 2_000, "info", () => docker.info())) as EngineInfo;
    const version = info.ServerVersion ?? "unknown";
    const runtimes = Object.keys(info.Runtimes ?? {});
    const reason = unfit(info);
    return reason === null
      ? { available: true, reason: `Docker engine ${version}`, version, runtimes }
      : { ...none, reason: `Docker engine ${version} ${reason}` };
  } catch (error) {
    return { ...none, reason: `no Docker engine answers: ${why(error)}` };
  }
};

/** Runs one engine call under a deadline. Every failure is `SANDBOX_DOWN`. */
export const within = async <T>(deadlineMs: number, what: string, call: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    throw sandboxDown(`the Docker engine failed at "${what}": ${why(error)}`, error);
  } finally {
    clearTimeout(timer);
  }
};

export const sandboxDown = (message: string, cause?: unknown, fix = engineFix): HydraError =>
  new HydraError("SANDBOX_DOWN", message, { fix, cause });

export const why = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim();

const engineFix =
  "Start Docker and look at `docker info`, or set sandbox.tier to wasm to do without an engine.";

interface EngineInfo {
  readonly ServerVersion?: string;
  readonly OSType?: string;
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
}

/** An engine that can't hold a limit only warns about it, so the limits are asked for here. */
const unfit = (info: EngineInfo): string | null => {
  if (info.OSType !== undefined && info.OSType !== "linux") return "runs no Linux containers";
  if (info.MemoryLimit === false) return "can't limit memory (cgroups are not delegated to it)";
  if (info.PidsLimit === false) return "can't limit processes (cgroups are not delegated to it)";
  if (!(info.SecurityOptions ?? []).some((option) => option.includes("seccomp"))) return "has no seccomp";
  return null;
};
