// One container, used once: created, attached before it starts (nothing is logged), given one program, and removed.
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { isHydraError } from "../../../core/errors.ts";
import type { HostExit } from "../host.ts";
import { sandboxDown, within } from "./engine.ts";

interface BoxRun {
  readonly launch: Buffer;
  /** Bytes of each stream; one more kills the program. */
  readonly allowed: Readonly<Record<"stdout" | "stderr", number>>;
  readonly signal: AbortSignal;
  readonly onOutput: (chunk: Buffer, from: "stdout" | "stderr") => void;
}

type BoxExit = Pick<HostExit, "ended" | "exitCode">;

/** A started container that waits for its program. */
export interface StartedBox {
  /** False once it ended without having been used. */
  readonly alive: () => boolean;
  run(run: BoxRun): Promise<BoxExit>;
  remove(): Promise<void>;
}

const callMs = 30_000;
const deathMs = 20_000;
const killedBySignal = 128;
const sigkilled = killedBySignal + 9;
const lastSignal = 64;

/** Throws `SANDBOX_DOWN`; whatever was created by then is removed. */
export const startBox = async (
  docker: Docker,
  options: Docker.ContainerCreateOptions,
): Promise<StartedBox> => {
  const container = await within(callMs, "create container", () => docker.createContainer(options));
  const remove = () => removeBox(container);
  try {
    const stream = await within(callMs, "attach", () =>
      container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
    );
    stream.on("error", ignore);
    await within(callMs, "start container", () => container.start());
    let alive = true;
    const exit = (container.wait() as Promise<{ StatusCode: number }>).finally(() => {
      alive = false;
    });
    exit.catch(ignore);
    return { alive: () => alive, run: (run) => runIn(docker, { container, stream, exit }, run), remove };
  } catch (error) {
    await remove().catch(ignore);
    throw error;
  }
};

/** Removes a container by force; one that is already gone is fine. */
export const removeBox = async (container: Docker.Container): Promise<void> => {
  try {
    await within(callMs, "remove container", () => container.remove({ force: true, v: true }));
  } catch (error) {
    if (!isHydraError(error) || !isGone(error.cause)) throw error;
  }
};

interface Started {
  readonly container: Docker.Container;
  readonly stream: NodeJS.ReadWriteStream;
  readonly exit: Promise<{ StatusCode: number }>;
}

const runIn = async (docker: Docker, box: Started, run: BoxRun): Promise<BoxExit> => {
  let killed: "killed" | "output-limit" | null = null;
  const dying = new AbortController();
  const kill = (why: "killed" | "output-limit") => {
    if (killed !== null) return;
    killed = why;
    dying.abort();
    box.container.kill().catch(ignore);
  };
  const onAbort = () => kill("killed");
  run.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const taking = (from: "stdout" | "stderr") => {
      let room = run.allowed[from];
      return new PassThrough().on("data", (chunk: Buffer) => {
        if (room > 0) run.onOutput(chunk.subarray(0, room), from);
        room -= chunk.length;
        if (room < 0) kill("output-limit");
      });
    };
    docker.modem.demuxStream(box.stream, taking("stdout"), taking("stderr"));
    const drained = new Promise<void>((resolve) => {
      box.stream.once("end", resolve).once("close", resolve);
    });
    box.stream.end(run.launch);
    if (run.signal.aborted) onAbort();
    const { StatusCode: exitCode } = await died(box.exit, dying.signal);
    if (killed !== null) return { ended: killed, exitCode: null };
    await within(deathMs, "read output", () => drained);
    const { State: state } = await within(callMs, "inspect container", () => box.container.inspect());
    const outOfMemory =
      state.OOMKilled || (exitCode === sigkilled && (await oomReported(docker, box, state)));
    return { ended: killed ?? endOf(outOfMemory, exitCode), exitCode };
  } finally {
    run.signal.removeEventListener("abort", onAbort);
  }
};

/** The exit, without a deadline while the program may run, and with one from the moment it should be dead. */
const died = async (exit: Started["exit"], dying: AbortSignal): Promise<{ StatusCode: number }> => {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    const arm = () => {
      timer = setTimeout(() => reject(sandboxDown("a killed container does not end")), deathMs);
    };
    if (dying.aborted) arm();
    else dying.addEventListener("abort", arm, { once: true });
  });
  try {
    return await Promise.race([exit, stuck]);
  } catch (error) {
    throw isHydraError(error) ? error : sandboxDown("the Docker engine went away during a run", error);
  } finally {
    clearTimeout(timer);
  }
};

/** The flag in the state can miss what the engine's events of the container's lifetime tell. */
const oomReported = (
  docker: Docker,
  { container }: Started,
  state: { StartedAt: string; FinishedAt: string },
): Promise<boolean> =>
  within(callMs, "read events", async () => {
    const events = await docker.getEvents({
      since: Math.floor(Date.parse(state.StartedAt) / 1000),
      until: Math.ceil(Date.parse(state.FinishedAt) / 1000),
      filters: { container: [container.id], event: ["oom"] },
    });
    return (await text(events)).trim() !== "";
  });

const endOf = (outOfMemory: boolean, exitCode: number): HostExit["ended"] => {
  if (outOfMemory) return "out-of-memory";
  return exitCode > killedBySignal && exitCode <= killedBySignal + lastSignal ? "crashed" : "exited";
};

const isGone = (cause: unknown): boolean =>
  typeof cause === "object" &&
  cause !== null &&
  "statusCode" in cause &&
  (cause.statusCode === 404 || cause.statusCode === 409);

const ignore = () => {};
