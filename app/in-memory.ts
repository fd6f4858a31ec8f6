// The ports of a run of which nothing is kept: state lives in memory, graphs and sandbox are real, what is spent is counted,
// and whoever wants to may watch every text that passes.
import type { SourceFile } from "../core/domain.ts";
import type { HydraEvent } from "../core/events.ts";
import type { ChatModel, Ports, Sandbox } from "../core/ports.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../memory/fakes.ts";
import { makeRunFolderFake } from "../tools/run-folder.ts";
import { makeWorkspace, makeWorkspaceFake } from "../tools/workspace.ts";
import { systemClock, threadIds } from "./wire/system.ts";

export interface MemoryOptions {
  readonly chat: ChatModel;
  readonly sandbox: Sandbox;
  readonly onEvent?: (event: HydraEvent) => void;
  /** Sees every text that the pipeline reads, writes or says, with the place where it stood. */
  readonly watch?: (place: string, text: string) => void;
}

export interface Spent {
  readonly calls: number;
  readonly tokens: number;
  /** Programs run in the sandbox. */
  readonly runs: number;
  readonly milliseconds: number;
}

const unlimited = { tokens: null, seconds: null, steps: null } as const;

/** `workspace`: the files of a project; undefined: the run has none. */
export const portsInMemory = (
  { chat, sandbox, onEvent, watch = () => undefined }: MemoryOptions,
  workspace?: readonly SourceFile[],
): { readonly ports: Ports; readonly spent: Spent; readonly events: readonly HydraEvent[] } => {
  const spent = { calls: 0, tokens: 0, runs: 0, milliseconds: 0 };
  const events: HydraEvent[] = [];
  const artifacts = makeArtifactsFake();
  const ports: Ports = {
    chat: {
      identity: chat.identity,
      text: async (request, options) => {
        spent.calls += 1;
        watch("prompt", JSON.stringify([request.system, request.sections]));
        const reply = await chat.text(request, options);
        spent.tokens += reply.usage.prompt + reply.usage.completion;
        return reply;
      },
      object: (request, schema, options) => {
        spent.calls += 1;
        watch("prompt", JSON.stringify([request.system, request.sections]));
        return chat.object(request, schema, options);
      },
    },
    sandbox: {
      ...sandbox,
      check: async (job, options) => {
        const result = await sandbox.check(job, options);
        spent.runs += 1;
        spent.milliseconds += result.durationMs;
        return result;
      },
    },
    artifacts: {
      get: (id) => artifacts.get(id),
      put: (content) => {
        watch("artifact", content);
        return artifacts.put(content);
      },
    },
    journal: makeJournalFake(),
    budget: makeBudgetFake({ limits: unlimited, clock: systemClock }),
    memory: makeMemoryFake(),
    workspace:
      workspace === undefined
        ? makeWorkspace(null)
        : makeWorkspaceFake(Object.fromEntries(workspace.map(({ path, content }) => [path, content]))),
    folder: makeRunFolderFake(),
    clock: systemClock,
    ids: threadIds(systemClock),
    events: {
      emit: (_, event) => {
        watch("log", JSON.stringify(event));
        events.push(event);
        onEvent?.(event);
      },
    },
  };
  return { ports, spent, events };
};
