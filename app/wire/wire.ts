// The composition root: what is real in this process is decided here and nowhere else.
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, Ports, Sandbox } from "../../core/ports.ts";
import { makeArtifacts } from "../../memory/artifacts.ts";
import { makeBudget } from "../../memory/budget.ts";
import { openDatabase, type Database } from "../../memory/database.ts";
import { makeJournal } from "../../memory/journal.ts";
import { weighThread } from "../../memory/measure.ts";
import { takeLease } from "../../memory/lease.ts";
import { deleteThread } from "../../memory/threads.ts";
import { journaled } from "../../models/journaled.ts";
import { makeScriptedChat } from "../../models/scripted.ts";
import { makeRunFolder } from "../../tools/run-folder.ts";
import { makeWorkspace } from "../../tools/workspace.ts";
import { loadDemo } from "../demo/catalogue.ts";
import { type Connect, connectLive } from "./chat.ts";
import { makeEvents } from "./events.ts";
import { openMemory } from "./memory.ts";
import { openSandbox } from "./sandbox.ts";
import { systemClock, threadIds } from "./system.ts";
import type { Wire, WireOptions, Wired } from "./types.ts";

export const wire: Wire = async (options) => {
  const { config, home, holder } = options;
  // Models first: without any there is nothing to open, and the person is told within two seconds.
  const connect = await connector(options);
  // Both take seconds the first time, so they open side by side; what did open is closed where the other did not.
  const [database, sandbox] = await Promise.allSettled([
    openDatabase({ home, postgresUrl: config.postgresUrl, command: holder }),
    options.models === "none" ? noSandbox : openSandbox(config.sandbox, options.data, noticeTo(options)),
  ]);
  if (database.status === "fulfilled" && sandbox.status === "fulfilled") {
    return assemble(options, { database: database.value, sandbox: sandbox.value, connect });
  }
  if (sandbox.status === "fulfilled") await sandbox.value.close();
  if (database.status === "fulfilled") await database.value.close();
  throw database.status === "rejected" ? database.reason : (sandbox as PromiseRejectedResult).reason;
};

/** Building an image takes minutes, before any thread has begun. */
const noticeTo =
  ({ sink, models }: WireOptions) =>
  (text: string): void =>
    sink({
      seq: 0,
      at: systemClock.now(),
      thread: "",
      model: models === "live" ? "live" : "scripted",
      event: { type: "notice", level: "info", text },
    });

/** Finds out who will answer, before anything is opened. */
const connector = async ({ models, config }: WireOptions): Promise<Connect> => {
  if (models === "none") return () => nobody;
  if (models !== "live") {
    const { name, reply } = await loadDemo(models.script);
    const { delayMs } = models;
    return (ports) =>
      journaled(
        makeScriptedChat({ name, load: reply, ...(delayMs === undefined ? {} : { delayMs }), ...ports }),
        ports.journal,
      );
  }
  return connectLive(config);
};

interface Parts {
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly connect: Connect;
}

const assemble = (options: WireOptions, { database, sandbox, connect }: Parts): Wired => {
  const { config, home, workdir, holder } = options;
  const clock = systemClock;
  const journal = makeJournal(database);
  const budget = makeBudget(database, { limits: config.budget, clock });
  let kind: ChatModel["identity"]["kind"] = "live";
  const events = makeEvents({ sink: options.sink, clock, kind: () => kind });
  const chat = connect({ events, journal, budget });
  kind = chat.identity.kind;
  const memory = openMemory(options, { database, clock, model: kind });
  // Artifacts count as the property of the thread that is being run, so that removing it removes them.
  let owner = "shared";
  const ports: Ports = {
    chat,
    sandbox,
    journal,
    budget,
    events,
    clock,
    ids: threadIds(clock),
    memory: memory.memory,
    folder: makeRunFolder(home),
    workspace: makeWorkspace(workdir, { home }),
    artifacts: {
      put: async (content) => makeArtifacts(database, owner).put(content),
      get: async (id) => makeArtifacts(database, owner).get(id),
    },
  };
  return {
    ports,
    checkpointer: database.checkpointer,
    store: database.store,
    config,
    limits: config.budget,
    acquire: async (thread) => {
      const lease = await takeLease(database, thread, { command: holder });
      owner = thread;
      memory.warm();
      let session = await budget.startSession(thread);
      return {
        signal: lease.signal,
        pauseClock: async () => {
          await session.end();
          return async () => {
            session = await budget.startSession(thread);
          };
        },
        release: async () => {
          await session.end();
          await lease.release();
        },
      };
    },
    deleteThread: async (thread) => deleteThread(database, thread, { command: holder }),
    weigh: async (thread) => weighThread(database, thread),
    close: async () => {
      await memory.close();
      await sandbox.close();
      await database.close();
    },
  };
};

/** Stands where nothing will be asked; whoever asks all the same made a mistake. */
const nobody: ChatModel = {
  identity: { kind: "live", roles: {} },
  text: async () => Promise.reject(nobodyThere()),
  object: async () => Promise.reject(nobodyThere()),
};

/** Stands where nothing will be run. */
const noSandbox: Sandbox = {
  identity: { tier: "wasm", detail: "not opened" },
  check: async () => Promise.reject(nobodyThere()),
  command: async () => Promise.reject(nobodyThere()),
  close: async () => undefined,
};

const nobodyThere = () =>
  new HydraError("INTERNAL", "something was to be asked or run where nothing is wired", {
    fix: "report this as a bug",
  });
