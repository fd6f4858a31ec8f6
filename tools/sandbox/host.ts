// Where a harness runs. A host knows how to isolate one process and nothing about tests; `checker.ts` knows about tests
// and nothing about isolation. Each tier brings one host per engine language.
import type { SandboxLimits } from "../../core/ports.ts";

export interface HostProgram {
  readonly engine: "python" | "javascript";
  /**
   * Trusted source that runs first and speaks the line protocol; the untrusted program is inside `input`. It is run as
   * `python3 -s file.py` (not `-I`, which ignores the next) with PYTHONHASHSEED=0, or as `node file.mjs`.
   */
  readonly harness: string;
  /** One JSON document for the harness, which reads its standard input to the end. */
  readonly input: string;
  readonly limits: SandboxLimits;
}

/** How the process ended. `killed` is the caller's own abort. */
export interface HostExit {
  readonly ended: "exited" | "killed" | "out-of-memory" | "output-limit" | "crashed";
  readonly exitCode: number | null;
  /** Standard error, cut at the limit. Every line of standard output goes to `onLine`. */
  readonly noise: string;
}

/** One fresh, isolated process per call. Throws `SANDBOX_DOWN` only where nothing could be started. */
export interface Host {
  run(
    program: HostProgram,
    options: { signal: AbortSignal; onLine: (line: string) => void },
  ): Promise<HostExit>;
  close(): Promise<void>;
}
