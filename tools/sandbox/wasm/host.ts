// A host on child processes of which one waits, already started, for the next program: the start of an engine is paid
// while nobody waits for it.
import type { SandboxLimits } from "../../../core/ports.ts";
import type { Host } from "../host.ts";
import { type Child, type ChildCommand, startChild } from "./child.ts";

export interface WasmHostOptions {
  /** Limits of the programs for which processes are kept warm; others start cold. */
  readonly limits: SandboxLimits;
  readonly warm: number;
  readonly command: (memoryBytes: number) => Promise<ChildCommand>;
}

export const makeWasmHost = ({ limits, warm, command }: WasmHostOptions): Host => {
  const alive = new Set<Child>();
  const waiting: Child[] = [];
  let closed = false;

  const start = async (memoryBytes: number): Promise<Child> => {
    const child = startChild(await command(memoryBytes));
    alive.add(child);
    void forget(child);
    return child;
  };

  const forget = async (child: Child) => {
    await child.gone;
    alive.delete(child);
    if (waiting.includes(child)) waiting.splice(waiting.indexOf(child), 1);
  };

  const keepWarm = () => {
    if (closed || waiting.length >= warm) return;
    void start(limits.memoryBytes).then(
      (child) => (closed ? child.kill() : waiting.push(child)),
      () => {},
    );
  };

  return {
    run: async ({ harness, input, limits: own }, { signal, onLine }) => {
      const fitting = own.memoryBytes === limits.memoryBytes ? waiting.shift() : undefined;
      const child = fitting ?? (await start(own.memoryBytes));
      try {
        const body = JSON.stringify({ harness, input, memoryBytes: own.memoryBytes });
        return await child.run(body, { signal, onLine, outputBytes: own.outputBytes });
      } finally {
        child.kill();
        keepWarm();
      }
    },
    close: async () => {
      closed = true;
      const all = [...alive];
      for (const child of all) child.kill();
      await Promise.all(all.map((child) => child.gone));
    },
  };
};
