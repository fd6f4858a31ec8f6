import { expect, test } from "vitest";
import { drive, type Swarm } from "../../app/drive.ts";
import { HydraError } from "../../core/errors.ts";

const saved = (part: object) =>
  ({
    values: {},
    next: [],
    tasks: [],
    config: { configurable: { thread_id: "t", checkpoint_id: "c" } },
    ...part,
  }) as unknown as Awaited<ReturnType<Swarm["getState"]>>;

test("killed when its last tasks had stored their results and no checkpoint yet, a run goes on", async () => {
  const states = [
    saved({ tasks: [{ id: "1", name: "report", interrupts: [], result: {} }] }),
    saved({ values: { thread: "t" } }),
  ];
  const inputs: unknown[] = [];
  const swarm: Swarm = {
    getState: async () => states.shift() ?? saved({}),
    stream: async (input) => {
      inputs.push(input);
      return (async function* none() {})();
    },
  };
  const { signal } = new AbortController();
  const request = {} as Parameters<typeof drive>[1]["request"];
  expect(await drive(swarm, { thread: "t", request, ask: async () => null, signal })).toEqual({
    thread: "t",
  });
  expect(inputs).toEqual([null]);
});

test("of several that fail in one step the first that has a name is thrown", async () => {
  const named = new HydraError("NO_MODEL", "nobody answers", { fix: "start one" });
  const swarm: Swarm = {
    getState: async () => saved({ tasks: [{ id: "1", name: "draft", interrupts: [] }] }),
    stream: async () =>
      (async function* none() {
        yield* [];
        throw new AggregateError([new Error("beside"), named]);
      })(),
  };
  const { signal } = new AbortController();
  const request = {} as Parameters<typeof drive>[1]["request"];
  await expect(drive(swarm, { thread: "t", request, ask: async () => null, signal })).rejects.toBe(named);
});
