// hydra resume THREAD: goes on where a run stopped, or gives the verdict of one that ended.
import type { Command } from "commander";
import { findRun } from "../../app/homes.ts";
import { resume } from "../../app/resume.ts";
import type { Settings } from "../../core/settings.ts";
import type { Act, Edge } from "../edge.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withLimits, withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";
import { withRun } from "../with-run.ts";

interface ResumeFlags extends PlaceOptions, LimitOptions {
  readonly answer?: string;
}

export const addResume = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("resume")
    .description("go on with a run, or give the verdict of one that ended")
    .argument("<thread>", "as `hydra runs` lists it")
    .option("--answer <text>", "answers the open question, without a terminal");
  withJson(withPlace(withLimits(withModels(command)))).action(async (thread: string, flags: ResumeFlags) =>
    act(async () => {
      const { settings, homes } = await look(edge, flags);
      const found = await findRun(thread, homes);
      const options = {
        ...homes,
        workdir: null,
        config: settings,
        models: "live",
        answer: flags.answer ?? null,
        budget: namedLimits(flags, settings),
      } as const;
      const watched = { settings, json: flags.json, stdinUsed: false, name: "hydra resume" };
      const { workdir } = found.record;
      return withRun(edge, { ...watched, workdir }, async (deps) => resume(found, options, deps));
    }),
  );
};

/** Only what was typed now changes the limits that the run began with. */
const namedLimits = (flags: ResumeFlags, { budget }: Settings): Partial<Settings["budget"]> => ({
  ...(flags.budgetTokens === undefined ? {} : { tokens: budget.tokens }),
  ...(flags.budgetSeconds === undefined ? {} : { seconds: budget.seconds }),
});
