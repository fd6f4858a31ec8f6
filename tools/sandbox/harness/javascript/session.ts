// What one run of the harness shares: the job, the bridge, and what the test that runs now has printed and seen.
import type { HarnessInput } from "../../protocol.ts";
import { type Bridge, openBridge } from "./host-bridge.ts";
import { makeSightings, type Sightings } from "./sightings.ts";

/** The program printed more than it may; the parent has been told and ends the process. */
export class Flood extends Error {}

export interface Session {
  readonly job: HarnessInput;
  readonly bridge: Bridge;
  printed: string;
  stdin: string;
  sightings: Sightings;
  /** Writes a report; `body` is the inside of a JSON object. */
  readonly say: (body: string) => void;
  readonly print: (text: string) => void;
  readonly random: () => number;
  /** Forgets what the test before left. */
  reset(sightings?: Sightings): void;
  /** As `work`, but fails when nothing is left that could end it. */
  settle<T>(work: () => Promise<T>): Promise<T>;
  /** Until nothing is left to run. */
  idle(): Promise<void>;
}

export const openSession = (): Session => {
  const bridge = openBridge();
  const job = JSON.parse(bridge.input) as HarnessInput;
  const hidden = { seed: 1, stalled: null as (() => void) | null };
  bridge.onStall(() => {
    const waiting = hidden.stalled;
    waiting?.();
    return waiting !== null;
  });
  const session: Session = {
    job,
    bridge,
    printed: "",
    stdin: "",
    sightings: makeSightings(job.valueBytes),
    say: (body) => bridge.emit(`${job.nonce} {${body}}`),
    print: (text) => {
      session.printed += text;
      if (session.printed.length <= job.outputBytes) return;
      session.say('"at":"flood"');
      throw new Flood();
    },
    random: () => {
      hidden.seed = (Math.imul(hidden.seed, 1_664_525) + 1_013_904_223) >>> 0;
      return hidden.seed / 4_294_967_296;
    },
    reset: (sightings = makeSightings(job.valueBytes)) => {
      Object.assign(session, { printed: "", sightings });
      hidden.seed = 1;
      hidden.stalled = null;
    },
    settle: (work) =>
      new Promise((resolve, reject) => {
        hidden.stalled = () => reject(new Error("this waits for something that never happens"));
        work().then(resolve, reject);
      }),
    idle: () =>
      new Promise((resolve) => {
        hidden.stalled = resolve;
      }),
  };
  return session;
};
