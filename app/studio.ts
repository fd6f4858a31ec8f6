// The graphs as LangGraph's dev server (`langgraph.json`, `npm run studio`) serves them. It brings its own checkpointer, so each
// run gets a graph of its own, uncompiled; nothing is wired before the first run.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { getConfig, type LangGraphRunnableConfig } from "@langchain/langgraph";
import envPaths from "env-paths";
import { isHydraError } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import { parseSettings } from "../core/settings.ts";
import { buildConsensus } from "../graphs/consensus.ts";
import { buildSwarm } from "../graphs/swarm.ts";
import { firstDemo } from "./demo/catalogue.ts";
import type { ModelChoice } from "./wire/types.ts";
import { wire } from "./wire/wire.ts";

interface StudioConfig {
  /** `demo`: the scripted demo that answers, also where there are models. */
  readonly configurable?: { readonly demo?: string };
}

type Answerer = Exclude<ModelChoice, "none">;

/** Whether the server is about to run the graph, or only draws it and reads threads. */
interface StudioRuntime {
  readonly accessContext: string;
}

/** Input: `{thread, request: {text}}`; `thread` names the run's folder. */
export const swarm = async (config: StudioConfig, runtime: StudioRuntime) =>
  buildSwarm(await portsFor(config, runtime));

export const consensus = async (config: StudioConfig, runtime: StudioRuntime) =>
  buildConsensus(await portsFor(config, runtime));

/** Nodes ask for their ports when they run; a drawing runs none. */
const noPorts = {} as Ports;

const portsFor = async ({ configurable }: StudioConfig, { accessContext }: StudioRuntime): Promise<Ports> => {
  if (accessContext !== "threads.create_run") return noPorts;
  const demo = configurable?.demo;
  return demo === undefined ? liveOrDemo() : openOnce({ script: demo });
};

/** Looks for models before each run until some are found: a server may have been started meanwhile. */
const liveOrDemo = async (): Promise<Ports> => {
  try {
    return await openOnce("live");
  } catch (error) {
    if (!isHydraError(error) || error.code !== "NO_MODEL") throw error;
    process.emitWarning(`No model server was found: the scripted demo "${firstDemo}" answers.`, "Hydra");
    return openOnce({ script: firstDemo });
  }
};

/** One set of adapters per process and answerer: a home has one holder. */
const opened = new Map<string, Promise<Ports>>();

const openOnce = async (models: Answerer): Promise<Ports> => {
  const name = models === "live" ? models : models.script;
  const ports = opened.get(name) ?? open(name, models);
  opened.set(name, ports);
  ports.catch(() => opened.delete(name));
  return ports;
};

/** Studio's runs have no workspace, and a home of their own below the person's, so that `hydra` is not locked out. */
const open = async (name: string, models: Answerer): Promise<Ports> => {
  const config = await settings();
  const home = resolve(config.home, "studio", name);
  const holder = `Studio, process ${process.pid}`;
  const { ports } = await wire({
    config,
    home,
    data: config.data,
    workdir: null,
    models,
    sink: stream,
    holder,
  });
  return ports;
};

/** Events, each with the kind of model behind it, as the run's `custom` stream. */
const stream = (record: object): void => {
  const config = getConfig() as LangGraphRunnableConfig | undefined;
  config?.writer?.(record);
};

const settings = async () => {
  const path = resolve("hydra.yaml");
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  return parseSettings({
    flags: {},
    env: process.env,
    yaml: text === null ? null : { text, path },
    cwd: process.cwd(),
    userDataDir: envPaths("hydra", { suffix: "" }).data,
  });
};
