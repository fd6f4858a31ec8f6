// What programs get from `--json`: one object by these schemas. `docs/json.md` is generated from them.
import { z } from "zod";
import { Language, LocatedFailure, ModelIdentity, SandboxIdentity, Score, VerdictStatus } from "./domain.ts";

const Spent = z.object({ used: z.number(), limit: z.number().nullable() });

export const RunResult = z
  .object({
    thread: z.string().describe("Id of the run; takes it up again with `hydra resume`."),
    task: z.string(),
    verdict: VerdictStatus,
    probability: z
      .number()
      .nullable()
      .describe("Calibrated chance that the answer is right; null unless the verdict is `probable`."),
    reasons: z.array(z.string()),
    model: ModelIdentity,
    sandbox: SandboxIdentity,
    subtasks: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        language: Language,
        verdict: VerdictStatus,
        probability: z.number().nullable(),
        winner: z.string().nullable(),
        reasons: z.array(z.string()),
        candidates: z.array(
          z.object({
            id: z.string(),
            approach: z.string(),
            model: z.string(),
            trusted: Score.describe("Trusted tests passed and total."),
            untrusted: Score.describe("QA's tests passed and total."),
            cluster: z.string().nullable().describe("Candidates with the same value behave alike."),
            repairs: z.number().int(),
            unusable: z.string().nullable(),
            plan: z.string().describe("Its approach, in the architect's words."),
            failures: z.array(LocatedFailure).describe("The first trusted tests that it fails."),
          }),
        ),
      }),
    ),
    files: z
      .array(z.object({ path: z.string(), bytes: z.number().int() }))
      .describe("The winners' files, below `folder`/files."),
    applied: z.boolean().describe("Whether the files were written into the workspace."),
    budget: z.object({ tokens: Spent, seconds: Spent, steps: Spent }),
    folder: z.string(),
    report: z.string().describe("Absolute path of report.md."),
  })
  .meta({ title: "RunResult", description: "Printed by `hydra run|resume|show --json`." });
export type RunResult = z.infer<typeof RunResult>;

export const ErrorResult = z
  .object({
    error: z.object({ code: z.string(), message: z.string(), fix: z.string() }),
  })
  .meta({ title: "ErrorResult", description: "Printed by any command with `--json` that fails." });
export type ErrorResult = z.infer<typeof ErrorResult>;
