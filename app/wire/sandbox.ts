// Which wall stands between us and a model's code: Docker where an engine answers, WebAssembly otherwise. Never none.
import { join } from "node:path";
import type { HydraConfig } from "../../core/config.ts";
import type { Sandbox } from "../../core/ports.ts";
import { probeDocker } from "../../tools/sandbox/docker/engine.ts";
import { openDockerSandbox } from "../../tools/sandbox/docker/sandbox.ts";
import { openWasmSandbox } from "../../tools/sandbox/wasm/sandbox.ts";

/** Throws `SANDBOX_DOWN` where the tier that was asked for can't be had. `data` keeps images' and snapshots' caches. */
export const openSandbox = async (config: HydraConfig["sandbox"], data: string): Promise<Sandbox> => {
  const { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes, parallel } = config;
  const limits = { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes };
  const tier = config.tier === "auto" ? ((await probeDocker()).available ? "docker" : "wasm") : config.tier;
  return tier === "docker"
    ? openDockerSandbox({ limits, parallel, image: config.image, dataDir: data })
    : openWasmSandbox({ limits, parallel, cacheDir: join(data, "sandbox") });
};
