// Which wall stands between us and a model's code: Docker where an engine answers, WebAssembly otherwise. Never none.
import { join } from "node:path";
import type { HydraConfig } from "../../core/config.ts";
import { isHydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import { digestOfSources } from "../sources.ts";
import { probeDocker } from "../../tools/sandbox/docker/engine.ts";
import { openDockerSandbox } from "../../tools/sandbox/docker/sandbox.ts";
import { rememberResults } from "../../tools/sandbox/remembered.ts";
import { openWasmSandbox } from "../../tools/sandbox/wasm/sandbox.ts";

/**
 * `auto` takes Docker where an engine answers and its image can be had, WebAssembly otherwise. A tier that was asked for by
 * name and can't be had is `SANDBOX_DOWN`. `data` keeps images' and snapshots' caches; `onProgress` hears what takes long.
 */
export const openSandbox = async (
  config: HydraConfig["sandbox"],
  data: string,
  onProgress: (text: string) => void = () => undefined,
): Promise<Sandbox> => {
  const { tier, timeoutMs, jobTimeoutMs, memoryBytes, outputBytes, parallel } = config;
  const limits = { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes };
  const docker = async () =>
    openDockerSandbox({ limits, parallel, image: config.image, dataDir: data, onProgress });
  const wasm = async () => openWasmSandbox({ limits, parallel, cacheDir: join(data, "sandbox") });
  if (tier === "docker") return docker();
  if (tier === "wasm" || !(await probeDocker()).available) return wasm();
  try {
    return await docker();
  } catch (error) {
    if (!isHydraError(error) || error.code !== "SANDBOX_DOWN") throw error;
    onProgress(`Docker answers but can't be used (${error.message}); the npm-only sandbox is taken`);
    return wasm();
  }
};

/** For evaluations: what a program did is kept in `folder` and not run again, unless the sandbox itself has changed. */
export const openRememberedSandbox = async (
  config: HydraConfig["sandbox"],
  { data, folder }: { data: string; folder: string },
): Promise<Sandbox> =>
  rememberResults(await openSandbox(config, data), {
    folder,
    version: await digestOfSources(["tools/sandbox"]),
  });
