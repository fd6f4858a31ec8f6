// A real llama-server with real weights for one test file. `.ci/llama.sh` gets both; without them suites are skipped.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const binary = process.env["HYDRA_TEST_LLAMA_SERVER"];
const weights = process.env["HYDRA_TEST_GGUF"];

export const haveLlama = binary !== undefined && weights !== undefined;

export interface LlamaServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

const smollm2 = {
  model: weights ?? "",
  /** Two slots of 2,048 tokens. */
  options: ["-c", "4096", "-np", "2", "--jinja", "--alias", "smollm2"],
};

/** Default: SmolLM2. */
export const startLlama = async ({ model, options } = smollm2): Promise<LlamaServer> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = ["--host", "127.0.0.1", "--port", String(port), "-t", "1", "-tb", "1"];
  const server = spawn(binary ?? "", ["-m", model, ...place, ...options], { stdio: "ignore" });
  const stop = async (): Promise<void> => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
  };
  for (let tries = 0; tries < 120; tries += 1) {
    const health = await fetch(`${url}/health`).catch(() => null);
    if (health?.ok === true) return { port, url, stop };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await stop();
  throw new Error("llama-server did not become ready in a minute");
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
};
