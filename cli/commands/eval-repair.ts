// hydra eval repair: faulty programs through the pipeline, and hidden tests that decide about the repairs.
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Place } from "../../app/perform.ts";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Models } from "../../evals/repair/evaluate.ts";
import type { RepairRow } from "../../evals/repair/rows.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { commandLine, commitOf, countOf, dataFolder, oneOf } from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withLimits, withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface RepairFlags extends Omit<PlaceOptions, "json">, LimitOptions {
  readonly suite: string;
  readonly models: string;
  readonly data?: string;
  readonly limit?: string;
  readonly k: string;
  readonly json?: string;
  readonly resume?: boolean;
}

export const addEvalRepair = (evalCommand: Command, edge: Edge, act: Act): void => {
  const command = evalCommand
    .command("repair")
    .description("faulty programs in, failing tests shown, hidden tests decide")
    .option("--suite <path|name>", "a suite in humanevalpack's form", "humanevalpack")
    .option(
      "--models <live|scripted>",
      "scripted: four small tasks of our own, answers written beforehand",
      "live",
    )
    .option("--data <dir>", "evaluation data; default: HYDRA_EVAL_DATA, then ../shared/data")
    .option("--limit <n>", "only the first so many tasks")
    .option("--k <n>", "candidates per task", "3")
    .option("--json <file>", "where the result goes as well")
    .option("--resume", "go on behind the last task that was finished");
  withModels(withLimits(withPlace(command))).action(async (flags: RepairFlags) =>
    act(async () => repair(edge, flags)),
  );
};

const repair = async (edge: Edge, flags: RepairFlags): Promise<ExitCode> => {
  const scripted = oneOf(flags.models, "--models", ["live", "scripted"]) === "scripted";
  const candidates = countOf(flags.k, "--k", 9);
  const limit = flags.limit === undefined ? null : countOf(flags.limit, "--limit");
  const { json, ...settingFlags } = flags;
  const { settings, homes } = await look(edge, settingFlags);
  const { openGrader } = await import("../../evals/grader/client.ts");
  const { evaluateRepairs } = await import("../../evals/repair/evaluate.ts");
  const { scriptedSuite } = await import("../../evals/repair/scripted-chat.ts");
  const { solveOne } = await import("../../app/solve-one.ts");
  const { tableOf } = await import("../../evals/figures/table.ts");
  const { resultText } = await import("../../evals/figures/result.ts");
  const home = join(homes.home, "evals");
  const { signal } = edge;
  const grader = await openGrader({
    suite: scripted ? scriptedSuite : flags.suite,
    data: dataFolder(edge, flags.data),
    fetched: join(homes.data, "evals"),
    recording: null,
    mode: "run",
    cache: join(home, "grades"),
    sandbox: settings.sandbox,
    sandboxData: settings.data,
    env: edge.env,
    signal,
  });
  const kept: RepairRow[] = [];
  try {
    const place: Place = { ...homes, home, workdir: null, config: settings, models: "live" };
    const result = await withAnswers(edge, { place, scripted }, async (models) =>
      evaluateRepairs({
        grader,
        models,
        solve: solveOne,
        limit,
        candidates,
        rows: join(home, "repair", `${grader.suite}-${scripted ? "scripted" : "live"}.jsonl`),
        resume: flags.resume === true,
        run: `repair-${randomBytes(4).toString("hex")}`,
        signal,
        command: commandLine(edge),
        commit: await commitOf(edge),
        onRow: (row, { at, of }) => {
          kept.push(row);
          const marked = row.after === null ? "nothing shipped" : row.after.right ? "right" : "wrong";
          edge.stderr.write(
            `${scripted ? "[SCRIPTED] " : ""}${at}/${of} ${row.task}: ${row.status}, ${marked}\n`,
          );
        },
      }),
    );
    if (json !== undefined) await writeFile(resolve(edge.cwd, json), resultText(result));
    edge.stdout.write(`${tableOf(result)}\n`);
    return 0;
  } catch (error) {
    throw kept.length === 0 ? error : resumable(error, kept.length, signal);
  } finally {
    await grader.close();
  }
};

/** `live`: whoever `hydra run` would ask, journaled, so that a resumed run asks nothing twice. */
const withAnswers = async <T>(
  edge: Edge,
  { place, scripted }: { place: Place; scripted: boolean },
  use: (models: Models) => Promise<T>,
): Promise<T> => {
  if (scripted) {
    const { makeScriptedRepairs } = await import("../../evals/repair/scripted-chat.ts");
    const { openSandbox } = await import("../../app/wire/sandbox.ts");
    const sandbox = await openSandbox(place.config.sandbox, place.data);
    try {
      return await use({ name: "scripted", chatFor: makeScriptedRepairs, sandbox });
    } finally {
      await sandbox.close();
    }
  }
  const { stayIn } = await import("../../app/perform.ts");
  const { wire, compileSwarm, signal, versions } = edge;
  const deps = {
    wire,
    compileSwarm,
    signal,
    versions,
    holder: "hydra eval repair",
    ask: async () => null,
    onEvent: () => undefined,
  };
  return stayIn(place, deps, async ({ wired }) => {
    const { chat, sandbox, budget } = wired.ports;
    const names = [...new Set(Object.values(chat.identity.roles))].toSorted();
    const costs = async (thread: string) => {
      const { steps, tokens } = await budget.spent(thread);
      return { calls: steps, tokens };
    };
    return use({ name: `live: ${names.join(", ")}`, chatFor: () => chat, costs, sandbox });
  });
};

const resumable = (error: unknown, count: number, signal: AbortSignal): unknown => {
  const goOn = `the same command with --resume goes on behind the ${count} finished tasks`;
  if (isHydraError(error)) {
    const { code, message, details } = error;
    return new HydraError(code, message, {
      fix: `${error.fix.replace(/\.$/u, "")}; ${goOn}`,
      cause: error,
      details,
    });
  }
  return signal.aborted ? new HydraError("ABORTED", "interrupted", { fix: goOn, cause: error }) : error;
};
