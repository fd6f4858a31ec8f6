// What an evaluation stands on: the grader in a process of its own, a sandbox that remembers, and a source of answers.
import { join } from "node:path";
import { openLiveChat } from "../../app/wire/chat.ts";
import { openRememberedSandbox } from "../../app/wire/sandbox.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";
import { openGrader, type Grader, type GraderOptions } from "../grader/client.ts";
import type { JurorKind } from "../recordings/jurors.ts";
import { openRecorder } from "../recordings/record.ts";
import { loadRecording, type Recording } from "../recordings/recording.ts";
import { makeScriptedStub } from "../recordings/scripted-chat.ts";
import type { Intake } from "../suites/show.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import { askedSource, blocks, replaySource, type Source } from "./source.ts";

/** Where the answers come from. */
export type Models =
  | { readonly kind: "replay"; readonly folder: string }
  | { readonly kind: "live"; readonly record: string | null }
  | { readonly kind: "scripted" };

export interface CodeOptions {
  /** A file or a name. */
  readonly suite: string;
  readonly plus?: string;
  readonly models: Models;
  readonly solvers: readonly string[];
  readonly k: number;
  readonly seeds: number;
  /** Draws are those of this seed and the next ones. */
  readonly firstSeed: number;
  readonly limit: number | null;
  readonly intake: Intake;
  readonly grader: GraderOptions["mode"];
  readonly juror: JurorKind | null;
  readonly resume: boolean;
  /** Run the controls as well. */
  readonly controls: boolean;
  /** The evaluation data's folder, the project's state and the person's caches. */
  readonly places: {
    readonly data: string;
    readonly home: string;
    readonly caches: string;
  };
  readonly settings: Settings;
  /** Of which the grader's process sees where a Docker engine is, and nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress?: EvaluateOptions["onProgress"];
}

/** Opened once, used for as many runs as wanted. */
interface Instrument {
  readonly grader: Grader;
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

/** A recorded program that hangs does so in each of its tests: less patience than for a person's own. */
export const patience = { timeoutMs: 3_000, jobTimeoutMs: 9_000 } as const;

/** Where suites are looked for by their names. */
export const suiteFolders = ({ data, caches }: CodeOptions["places"]): string[] => [
  join(data, "code"),
  join(caches, "evals"),
];

/** Throws `BAD_INPUT`, `SANDBOX_DOWN`. */
export const openInstrument = async (options: CodeOptions): Promise<Instrument> => {
  const { places, models, settings, signal } = options;
  const limits = { ...settings.sandbox, ...patience };
  const folder = join(places.home, "evals", "cache");
  const grader = await openGrader({
    suite: options.suite,
    ...(options.plus === undefined ? {} : { plus: options.plus }),
    data: places.data,
    fetched: join(places.caches, "evals"),
    recording: models.kind === "replay" ? models.folder : null,
    mode: options.grader,
    cache: join(places.home, "evals", "grades"),
    sandboxData: places.caches,
    sandbox: limits,
    env: options.env,
    signal,
  });
  try {
    const sandbox = await openRememberedSandbox(limits, { data: places.caches, folder });
    const close = async () => {
      await sandbox.close();
      await grader.close();
    };
    return { grader, sandbox, close };
  } catch (error) {
    await grader.close();
    throw error;
  }
};

/** Throws `BAD_INPUT`, `NO_MODEL`. */
export const sourceOf = async ({
  models,
  k,
  seeds,
  firstSeed,
  settings,
}: CodeOptions): Promise<{ source: Source; recording: Recording | null }> => {
  const draws = { k, seeds, firstSeed, blocks };
  if (models.kind === "replay") {
    const recording = await loadRecording(models.folder);
    return { source: replaySource(recording, draws), recording };
  }
  if (models.kind === "scripted") {
    return { source: askedSource("scripted", { ...draws, blocks: 1 }, makeScriptedStub), recording: null };
  }
  const chat = await openLiveChat(settings);
  const recorder = models.record === null ? null : await openRecorder(models.record);
  const names = [...new Set(Object.values(chat.identity.roles))].toSorted().join(", ");
  const source = askedSource(`live: ${names}`, draws, ({ id }) => recorder?.wrap(chat, id) ?? chat);
  return { source, recording: null };
};
