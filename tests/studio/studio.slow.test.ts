// The dev server as `npm run studio` starts it, driven by the official client. Its package is installed where it is missing.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstDemo, loadDemo } from "../../app/demo/catalogue.ts";
import { detectEndpoints } from "../../models/detect.ts";

const root = join(import.meta.dirname, "../..");
let folder: string;
let server: ChildProcess;
let client: Client;
let output = "";

const hear = (chunk: Buffer): void => {
  output += chunk.toString();
};

beforeAll(async () => {
  // Inside of the checkout, where `@langchain/langgraph` is found, and kept out of version control.
  await mkdir(join(root, ".langgraph_api"), { recursive: true });
  folder = await mkdtemp(join(root, ".langgraph_api/test-"));
  const config = await writeConfig(folder);
  const port = await freePort();
  server = spawn(
    process.execPath,
    [join(root, "deploy/studio/start.mjs"), "--config", config, "--port", String(port), "--no-reload"],
    {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        HYDRA_HOME: join(folder, "home"),
        HYDRA_DATA: join(folder, "data"),
        HYDRA_SANDBOX: "wasm",
      },
    },
  );
  server.stdout?.on("data", hear);
  server.stderr?.on("data", hear);
  client = new Client({ apiUrl: `http://127.0.0.1:${port}`, callerOptions: { maxRetries: 0 } });
  await untilReady();
});

afterAll(async () => {
  if (server.pid !== undefined && server.exitCode === null) {
    const ended = new Promise((end) => server.once("exit", end));
    // The group that was started above: the launcher, the CLI, the server and its sandboxes.
    process.kill(-server.pid, "SIGKILL");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

test("both graphs are listed, drawn, and their schemas answered", async () => {
  const assistants = await client.assistants.search();
  expect(assistants.map(({ graph_id: graph }) => graph).toSorted()).toEqual(["consensus", "swarm"]);
  for (const { assistant_id: id, graph_id: name } of assistants) {
    const nodes = (await client.assistants.getGraph(id)).nodes.map((node) => node.id);
    expect(nodes).toContain(name === "swarm" ? "dispatch" : "vote");
    const schemas = await client.assistants.getSchemas(id);
    expect(Object.keys(schemas.state_schema?.properties ?? {})).toContain("thread");
    expect(Object.keys(schemas.input_schema?.properties ?? {})).toContain(
      name === "swarm" ? "request" : "subtask",
    );
  }
});

test("a scripted run goes to its verdict and says in every event that it is scripted", async () => {
  const { found } = await detectEndpoints({ endpoints: {}, signal: AbortSignal.timeout(15_000) });
  // Where this machine has a model, the demo has to be asked for; elsewhere it answers because nothing else does.
  const config = found.length === 0 ? {} : { configurable: { demo: firstDemo } };
  const { task } = await loadDemo(firstDemo);
  const { thread_id: thread } = await client.threads.create();
  const models = new Set<string>();
  const types: string[] = [];
  for await (const chunk of client.runs.stream(thread, "swarm", {
    input: { thread, request: { text: task } },
    config,
    streamMode: ["custom"],
  })) {
    if (chunk.event !== "custom") continue;
    const { model, event } = chunk.data as { model: string; event: { type: string } };
    models.add(model);
    types.push(event.type);
  }
  expect([...models]).toEqual(["scripted"]);
  expect(types).toContain("vote-end");
  const { values } = await client.threads.getState<{ verdict: unknown }>(thread);
  expect(values.verdict).toMatchObject({ status: "verified", winner: expect.any(String) });
  const report = await readFile(join(folder, "home/studio", firstDemo, "runs", thread, "report.md"), "utf8");
  expect(report).toContain("SCRIPTED");
  expect(found.length > 0 || output.includes(firstDemo)).toBe(true);
});

/** The shipped `langgraph.json`, from another folder: the server keeps its threads beside its configuration. */
const writeConfig = async (into: string): Promise<string> => {
  const shipped = JSON.parse(await readFile(join(root, "langgraph.json"), "utf8")) as {
    graphs: Record<string, string>;
  };
  const graphs = Object.fromEntries(
    Object.entries(shipped.graphs).map(([name, spec]) => {
      const [file = "", symbol = ""] = spec.split(":");
      return [name, `${relative(into, join(root, file))}:${symbol}`];
    }),
  );
  const path = join(into, "langgraph.json");
  await writeFile(path, JSON.stringify({ ...shipped, graphs }));
  return path;
};

const untilReady = async (): Promise<void> => {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the dev server ended:\n${output}`);
    const listed = await client.assistants.search().catch(() => []);
    if (listed.length === 2) return;
    await sleep(300);
  }
};

const freePort = async (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
