// What the terminal edge is given, so that every command runs in a test without a process of its own.
import type { Readable } from "node:stream";
import type { CompileSwarm } from "../app/drive.ts";
import type { OpenKnowledge } from "../app/knowledge.ts";
import type { RunRecord } from "../app/run-record.ts";
import type { Wire } from "../app/wire/types.ts";

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Edge {
  /** What was typed, without the program's own name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal;
  /** The user data folder of the system. */
  readonly userDataDir: string;
  readonly versions: RunRecord["versions"];
  readonly wire: Wire;
  readonly compileSwarm: CompileSwarm;
  readonly openKnowledge: OpenKnowledge;
}

/** A command's end: 0 solved, 1 unsolved, 4 the doctor found something broken; errors are thrown and carry theirs. */
export type ExitCode = 0 | 1 | 4;

/** Every action runs through this, which keeps the exit code. */
export type Act = (action: () => Promise<ExitCode>) => Promise<void>;

/** Programs read one object; people see the text. */
export const say = (
  { stdout }: Edge,
  json: boolean | undefined,
  { data, text }: { data: unknown; text: string },
) => stdout.write(json === true ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
