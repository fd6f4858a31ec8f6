// Runs items in a harness and outlives what they do to it: an item that hangs, crashes or floods loses its process, is
// marked with the reason, and the items after it go on in a fresh one.
import { randomBytes } from "node:crypto";
import { HydraError } from "../../core/errors.ts";
import type { SandboxLimits } from "../../core/ports.ts";
import type { Host, HostExit } from "./host.ts";
import { type HarnessInput, type Item, parseReport, type Report } from "./protocol.ts";
import { interrupted } from "./turnstile.ts";

export type Loss = "timeout" | "out-of-memory" | "output-limit" | "crashed" | "not-run";

export interface ItemRun {
  readonly reports: Report[];
  /** Why the item has no further report; `name` is the test of a file in which it happened. */
  readonly losses: { readonly loss: Loss; readonly name: string | null }[];
}

export interface Drive {
  /** Null where the program never came as far as being loaded. */
  readonly load: Report | null;
  readonly loadLoss: Loss | null;
  readonly runs: readonly ItemRun[];
  /** What the program printed around the harness's own lines, and its standard error. */
  readonly noise: string;
}

export interface DriveJob extends Pick<HarnessInput, "mode" | "files" | "load" | "items"> {
  readonly engine: "python" | "javascript";
  readonly harness: string;
}

const bootTimeoutMs = 60_000;
const valueBytes = 64 << 10;
const maxRestarts = 4;

export const drive = async (
  host: Host,
  job: DriveJob,
  options: { limits: SandboxLimits; signal: AbortSignal },
): Promise<Drive> => {
  const runs: ItemRun[] = job.items.map(() => ({ reports: [], losses: [] }));
  const state = { load: null as Report | null, noise: "" };
  const deadline = Date.now() + options.limits.jobTimeoutMs;
  let pending: readonly { item: Item; run: ItemRun }[] = job.items.map((item, index) => ({
    item,
    run: runs[index] as ItemRun,
  }));
  for (let restart = 0; ; restart++) {
    const episode = await runStarted(
      host,
      { ...job, items: pending.map((each) => each.item) },
      { ...options, deadline },
    );
    state.load ??= episode.load;
    state.noise = (state.noise + episode.noise).slice(0, options.limits.outputBytes);
    for (const report of episode.reports) {
      if (typeof report.at === "number" && report.done !== true) pending[report.at]?.run.reports.push(report);
    }
    if (episode.load === null) {
      const loss = episode.loss ?? "crashed";
      if (restart === 0) return { load: null, loadLoss: loss, runs, noise: state.noise };
      for (const each of pending) each.run.losses.push({ loss, name: null });
      break;
    }
    if (episode.loss === null) break;
    pending = afterLoss(pending, episode.finished, episode.loss);
    if (pending.length === 0) break;
    if (restart >= maxRestarts || Date.now() >= deadline) {
      for (const each of pending) each.run.losses.push({ loss: "not-run", name: null });
      break;
    }
  }
  return { load: state.load, loadLoss: null, runs, noise: state.noise };
};

/** What is left to run: the item in which the process ended loses one test, or itself. */
const afterLoss = (pending: readonly { item: Item; run: ItemRun }[], finished: number, loss: Loss) => {
  const stuck = pending[finished];
  if (stuck === undefined) return [];
  const rest = pending.slice(finished + 1);
  const { item, run } = stuck;
  if (item.kind === "file" && item.names.length > 0) {
    const seen = new Set(run.reports.map((report) => report.name));
    const left = item.names.filter((name) => !seen.has(name));
    const [name = null, ...names] = left;
    run.losses.push({ loss, name });
    const skip = [...item.skip, ...item.names.filter((each) => !names.includes(each))];
    return names.length > 0 ? [{ item: { ...item, names, skip }, run }, ...rest] : rest;
  }
  run.losses.push({ loss, name: null });
  return rest;
};

/** Before the harness has said that it started, nothing of the candidate's has run: that it did not is our failure. */
const runStarted = async (...[host, job, options]: Parameters<typeof runOnce>): Promise<Episode> => {
  for (let attempt = 0; ; attempt++) {
    const episode = await runOnce(host, job, options);
    if (episode.started || Date.now() >= options.deadline) return episode;
    if (attempt > 0) throw notStarting(job.engine, episode.noise);
  }
};

interface Episode {
  readonly started: boolean;
  readonly load: Report | null;
  readonly reports: readonly Report[];
  /** How many items were finished; the next one is where the process ended. */
  readonly finished: number;
  readonly loss: Loss | null;
  readonly noise: string;
}

const runOnce = async (
  host: Host,
  job: DriveJob,
  options: { limits: SandboxLimits; signal: AbortSignal; deadline: number },
): Promise<Episode> => {
  const { limits, signal } = options;
  const nonce = randomBytes(16).toString("hex");
  const stop = new AbortController();
  const reports: Report[] = [];
  const state = {
    started: false,
    load: null as Report | null,
    finished: 0,
    ended: false,
    cause: null as Loss | null,
    noise: "",
  };
  const end = (cause: Loss | null) => {
    state.cause ??= cause;
    stop.abort();
  };
  let idle = setTimeout(end, Math.min(bootTimeoutMs, options.deadline - Date.now()), "timeout");
  const onLine = (line: string) => {
    const report = parseReport(line, nonce);
    if (report === null) {
      state.noise += line === "" ? "" : `${line}\n`;
      if (state.noise.length > limits.outputBytes) end("output-limit");
      return;
    }
    if (stop.signal.aborted) return;
    clearTimeout(idle);
    idle = setTimeout(end, Math.max(1, Math.min(limits.timeoutMs, options.deadline - Date.now())), "timeout");
    if (report.at === "start") state.started = true;
    if (report.at === "load") state.load = report;
    else if (report.at === "end") state.ended = true;
    else if (report.at === "flood") end("output-limit");
    else if (report.done === true) state.finished += 1;
    if (report.at === "end") end(null);
    else reports.push(report);
  };
  const input: HarnessInput = { nonce, ...pickInput(job), outputBytes: limits.outputBytes, valueBytes };
  try {
    const exit = await host.run(
      { engine: job.engine, harness: job.harness, input: JSON.stringify(input), limits },
      { signal: AbortSignal.any([signal, stop.signal]), onLine },
    );
    if (signal.aborted) throw interrupted(signal);
    const loss = state.ended ? null : (state.cause ?? lossOf(exit));
    return { ...state, reports, loss, noise: state.noise + exit.noise };
  } finally {
    clearTimeout(idle);
  }
};

const notStarting = (engine: string, noise: string): HydraError =>
  new HydraError(
    "SANDBOX_DOWN",
    `The sandbox's ${engine} does not start: ${noise.trim().slice(0, 300) || "it said nothing"}.`,
    {
      fix: "Run `hydra doctor` to see which sandbox tiers work here.",
    },
  );

const pickInput = ({ mode, files, load, items }: DriveJob) => ({ mode, files, load, items });

const lossOf = (exit: HostExit): Loss =>
  exit.ended === "out-of-memory" || exit.ended === "output-limit" ? exit.ended : "crashed";
