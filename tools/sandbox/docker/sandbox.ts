// The Docker tier: hardened containers of an engine, one for each program, behind the `Sandbox` port.
import { join } from "node:path";
import type Docker from "dockerode";
import type { Sandbox, SandboxLimits } from "../../../core/ports.ts";
import { makeChecker } from "../checker.ts";
import type { Host, HostProgram } from "../host.ts";
import { makeTurnstile } from "../turnstile.ts";
import { startBox } from "./box.ts";
import { connectEngine, probeDocker, sandboxDown } from "./engine.ts";
import { resolveImage } from "./image.ts";
import { waitingCommand } from "./launch.ts";
import { containerOptions } from "./options.ts";
import { ownerLabels, removeOwn, sweep } from "./owner.ts";
import { makePool } from "./pool.ts";
import { dockerHost, runCommand } from "./programs.ts";

export interface DockerSandboxOptions {
  readonly limits: SandboxLimits;
  /** Programs at once. */
  readonly parallel: number;
  /** An image that has `python3` and `node`. Default: built from the shipped Dockerfile, or imported where no registry is reached. */
  readonly image?: string | undefined;
  /** The person's data folder. */
  readonly dataDir: string;
  /** `host-files` imports without trying to build. */
  readonly imageSource?: "any" | "host-files" | undefined;
  /** Default: DOCKER_HOST, then the platform's own socket. */
  readonly socketPath?: string | undefined;
  /** Lines about the first build of the image, which can take minutes. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Removes what dead owners left, finds an image, and proves that a program of each language runs. Throws `SANDBOX_DOWN`. */
export const openDockerSandbox = async (options: DockerSandboxOptions): Promise<Sandbox> => {
  const { socketPath, limits } = options;
  const probe = await probeDocker(socketPath === undefined ? {} : { socketPath, deadlineMs: 10_000 });
  if (!probe.available) throw sandboxDown(`The Docker sandbox cannot be used: ${probe.reason}.`);
  const docker = connectEngine(socketPath);
  await sweep(docker);
  const cacheFolder = join(options.dataDir, "sandbox");
  const image = await resolveImage(docker, { ...options, source: options.imageSource, cacheFolder });
  const opened = await openRuntime(docker, { image: image.tag, limits, runtimes: probe.runtimes });

  const hosts = { python: opened.host, javascript: opened.host };
  const turnstile = makeTurnstile(options.parallel);
  const detail = `${probe.reason}, ${opened.runtime}, image ${image.tag} (${image.origin}; ${opened.versions}), own seccomp profile`;
  return {
    identity: { tier: "docker", detail },
    check: makeChecker({ hosts, limits, parallel: options.parallel }),
    command: (job, { signal }) =>
      turnstile(signal, () => runCommand(opened.pool, job, { limits: { ...limits, ...job.limits }, signal })),
    close: opened.close,
  };
};

const warmBoxes = 2;
const selfTestMs = 60_000;
const versions: readonly Pick<HostProgram, "engine" | "harness">[] = [
  { engine: "python", harness: "import platform; print('Python', platform.python_version())" },
  { engine: "javascript", harness: "process.stdout.write(`Node ${process.versions.node}\\n`);" },
];

/** gVisor where the engine has it and it runs our programs; else the engine's own runtime. */
const openRuntime = async (
  docker: Docker,
  setup: { image: string; limits: SandboxLimits; runtimes: readonly string[] },
) => {
  const candidates = (["runsc", "runc"] as const).filter((name) => setup.runtimes.includes(name));
  const failures: string[] = [];
  for (const runtime of candidates) {
    const labels = ownerLabels();
    const pool = makePool({
      limits: setup.limits,
      warm: warmBoxes,
      start: (limits) =>
        startBox(docker, containerOptions({ ...setup, runtime, limits, labels, command: waitingCommand })),
    });
    const host = dockerHost(pool);
    const close = async () => {
      await pool.close();
      await removeOwn(docker, labels);
    };
    try {
      const answers = await Promise.all(versions.map((program) => selfTest(host, program, setup.limits)));
      return { runtime, host, pool, close, versions: answers.join(", ") };
    } catch (error) {
      failures.push(`${runtime}: ${String(error instanceof Error ? error.message : error)}`);
      await close().catch(() => {});
    }
  }
  throw sandboxDown(
    `The Docker sandbox does not run programs (${failures.join("; ")}).`,
    undefined,
    `Check that the image ${setup.image} has \`python3\`, \`node\`, \`sh\` and GNU coreutils.`,
  );
};

const selfTest = async (
  host: Host,
  program: Pick<HostProgram, "engine" | "harness">,
  limits: SandboxLimits,
): Promise<string> => {
  const lines: string[] = [];
  const exit = await host.run(
    { ...program, input: "", limits },
    { signal: AbortSignal.timeout(selfTestMs), onLine: (line) => lines.push(line) },
  );
  if (exit.ended === "exited" && exit.exitCode === 0 && lines[0] !== undefined) return lines[0];
  throw new Error(`a trial in ${program.engine} ${exit.ended}: ${exit.noise.trim().slice(0, 300)}`);
};
