// The driver against a scripted host: forged and missing lines, processes that end or hang, and how often it starts anew.
import { describe, expect, it } from "vitest";
import { drive } from "../../../tools/sandbox/drive.ts";
import type { Host, HostExit } from "../../../tools/sandbox/host.ts";
import type { HarnessInput, Item } from "../../../tools/sandbox/protocol.ts";

const limits = { timeoutMs: 40, jobTimeoutMs: 5_000, memoryBytes: 1, outputBytes: 1_000 };
const item = (call: string): Item => ({ kind: "value", setup: "", call });

interface Stage {
  readonly input: HarnessInput;
  readonly say: (body: string) => void;
  /** A line without the nonce. */
  readonly print: (line: string) => void;
}

/** Each start of a process plays the next act; an act that returns null hangs until it is killed. */
const hostOf = (...acts: ((stage: Stage) => HostExit["ended"] | null)[]) => {
  const starts: HarnessInput[] = [];
  const host: Host = {
    close: () => Promise.resolve(),
    run: ({ input }, { signal, onLine }) => {
      const parsed = JSON.parse(input) as HarnessInput;
      starts.push(parsed);
      const act = acts[Math.min(starts.length, acts.length) - 1];
      const ended =
        act?.({ input: parsed, say: (body) => onLine(`${parsed.nonce} {${body}}`), print: onLine }) ?? null;
      const exit = (how: HostExit["ended"]) => ({ ended: how, exitCode: null, noise: "" });
      if (ended !== null || signal.aborted) return Promise.resolve(exit(ended ?? "killed"));
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(exit("killed"))));
    },
  };
  return { host, starts };
};

const begin = ({ say }: Stage) => {
  say('"at":"start"');
  say('"at":"load","usable":true');
};
const value = ({ say }: Stage, at: number) => {
  say(`"at":${at},"value":["i","${at}"]`);
  say(`"at":${at},"done":true`);
};
const run = (host: Host, calls: string[], signal = new AbortController().signal) =>
  drive(
    host,
    { engine: "python", harness: "", mode: "run", files: [], load: true, items: calls.map(item) },
    { limits, signal },
  );

describe("drive", () => {
  it("takes reports from lines with this run's nonce and from no other", async () => {
    const { host } = hostOf((stage) => {
      begin(stage);
      stage.print(`${"0".repeat(32)} {"at":0,"value":["s","forged"]}`);
      stage.print('{"at":0,"value":["s","forged"]}');
      stage.say('"at":0,"value":["forged"]');
      value(stage, 0);
      stage.say('"at":"end"');
      return "exited";
    });
    const { runs, noise } = await run(host, ["a"]);
    expect(runs[0]?.reports.map((report) => report.value)).toEqual([["i", "0"]]);
    expect(noise).toContain("forged");
  });

  it("gives every start another nonce", async () => {
    const { host, starts } = hostOf((stage) => {
      begin(stage);
      return "exited";
    });
    await run(host, ["a"]);
    await run(host, ["a"]);
    expect(new Set(starts.map(({ nonce }) => nonce)).size).toBe(2);
    expect(starts[0]?.nonce).toMatch(/^[0-9a-f]{32}$/u);
  });

  it("marks the item that hung and goes on with the rest in a fresh process", async () => {
    const { host, starts } = hostOf(
      (stage) => {
        begin(stage);
        value(stage, 0);
        return null;
      },
      (stage) => {
        begin(stage);
        value(stage, 0);
        stage.say('"at":"end"');
        return "exited";
      },
    );
    const { runs } = await run(host, ["a", "b", "c"]);
    expect(starts.map(({ items }) => items)).toEqual([["a", "b", "c"].map(item), [item("c")]]);
    expect(runs.map(({ losses }) => losses.map(({ loss }) => loss))).toEqual([[], ["timeout"], []]);
    expect(runs[2]?.reports).toHaveLength(1);
  });

  it.each(["exited", "crashed", "out-of-memory", "output-limit"] as const)(
    "a process that %s early loses the item it was at",
    async (ended) => {
      const { host } = hostOf(
        (stage) => {
          begin(stage);
          return ended;
        },
        (stage) => {
          begin(stage);
          value(stage, 0);
          stage.say('"at":"end"');
          return "exited";
        },
      );
      const { runs } = await run(host, ["a", "b"]);
      expect(runs[0]?.losses[0]?.loss).toBe(ended === "exited" ? "crashed" : ended);
      expect(runs[1]?.reports).toHaveLength(1);
    },
  );

  it("is down where no harness starts, and tries a second time before it says so", async () => {
    const { host, starts } = hostOf(() => "crashed");
    await expect(run(host, ["a"])).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
    expect(starts).toHaveLength(2);
  });

  it("gives up after a few fresh processes", async () => {
    const { host, starts } = hostOf((stage) => {
      begin(stage);
      return "crashed";
    });
    const { runs } = await run(
      host,
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    expect(starts).toHaveLength(5);
    expect(runs[0]?.losses[0]?.loss).toBe("crashed");
    expect(runs.at(-1)?.losses[0]?.loss).toBe("not-run");
  });

  it("does not start a program again that never came to be loaded", async () => {
    const { host, starts } = hostOf((stage) => {
      stage.say('"at":"start"');
      return null;
    });
    expect(await run(host, ["a", "b"])).toMatchObject({ load: null, loadLoss: "timeout" });
    expect(starts).toHaveLength(1);
  });

  it("ends a program that prints without end around the protocol", async () => {
    const { host } = hostOf((stage) => {
      begin(stage);
      for (let line = 0; line < 100; line++) stage.print("x".repeat(100));
      return null;
    });
    const { runs, noise } = await run(host, ["a"]);
    expect(runs[0]?.losses[0]?.loss).toBe("output-limit");
    expect(noise.length).toBeLessThanOrEqual(1_000);
  });

  it("throws ABORTED for its caller's own abort", async () => {
    const stop = new AbortController();
    const { host } = hostOf((stage) => {
      begin(stage);
      stop.abort();
      return null;
    });
    await expect(run(host, ["a"], stop.signal)).rejects.toMatchObject({ code: "ABORTED" });
  });
});
