// A whole world of fakes for tests of nodes and graphs: a scripted model, a sandbox that answers by a function, state in
// memory. Nothing here is real, and nothing here decides.
import type { HydraEvent } from "../../core/events.ts";
import type { CheckJob, CheckResult, CommandJob, CommandResult, Ports } from "../../core/ports.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../../memory/fakes.ts";
import { makeScriptedChat } from "../../models/scripted.ts";
import { makeRunFolderFake } from "../../tools/run-folder.ts";
import { makeFakeSandbox } from "../../tools/sandbox/fake.ts";
import { makeWorkspaceFake } from "../../tools/workspace.ts";

interface FakeWorld {
  /** By `ChatRequest.key`. */
  readonly replies?: Readonly<Record<string, unknown>>;
  readonly check?: (job: CheckJob) => Partial<CheckResult>;
  readonly command?: (job: CommandJob) => Partial<CommandResult>;
  readonly workspace?: Readonly<Record<string, string>>;
  /** Model calls that the thread may make. */
  readonly steps?: number;
}

export const makeFakePorts = (world: FakeWorld = {}) => {
  const events: HydraEvent[] = [];
  const asked: string[] = [];
  const clock = { now: () => 0 };
  const budget = makeBudgetFake({
    limits: { tokens: null, seconds: null, steps: world.steps ?? null },
    clock,
  });
  const emitter = { emit: (_: string, event: HydraEvent) => events.push(event) };
  const memory = makeMemoryFake();
  const load = async (key: string): Promise<string | null> => {
    asked.push(key);
    const reply = world.replies?.[key];
    if (reply === undefined) return null;
    return typeof reply === "string" ? reply : JSON.stringify(reply);
  };
  const ports: Ports = {
    chat: makeScriptedChat({ name: "test", load, events: emitter, budget }),
    sandbox: makeFakeSandbox({
      check: world.check ?? (() => ({})),
      ...(world.command === undefined ? {} : { command: world.command }),
    }),
    artifacts: makeArtifactsFake(),
    journal: makeJournalFake(),
    budget,
    memory,
    workspace: makeWorkspaceFake(world.workspace ?? {}),
    folder: makeRunFolderFake(),
    clock,
    ids: { thread: () => "thread" },
    events: emitter,
  };
  return { ports, events, asked, memory };
};

/** A Python answer with one file. */
export const fenced = (code: string, path = "solution.py"): string =>
  `\`\`\`python path=${path}\n${code}\n\`\`\``;
