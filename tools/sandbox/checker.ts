// `Sandbox.check` for every tier. A tier brings a host per engine; here tests are planned without the candidate, run in
// its process, and judged in this one. A test without a report has failed, whatever the process said of itself.
import { createHash } from "node:crypto";
import type { Language, TestCase } from "../../core/domain.ts";
import type { Sandbox, SandboxLimits } from "../../core/ports.ts";
import { conclude } from "./conclude.ts";
import { type DriveJob, drive } from "./drive.ts";
import type { Host } from "./host.ts";
import { makeJavaScriptDialect } from "./javascript.ts";
import type { Dialect, Planned } from "./plan.ts";
import { makePythonDialect } from "./python.ts";
import { makeTurnstile } from "./turnstile.ts";

interface CheckerOptions {
  readonly hosts: { readonly python: Host; readonly javascript: Host };
  readonly limits: SandboxLimits;
  /** Programs at once. */
  readonly parallel: number;
}

const maxPlans = 200;

export const makeChecker = ({ hosts, limits, parallel }: CheckerOptions): Sandbox["check"] => {
  const dialects = {
    python: makePythonDialect(),
    javascript: makeJavaScriptDialect("javascript"),
    typescript: makeJavaScriptDialect("typescript"),
  };
  const turnstile = makeTurnstile(parallel);
  const plans = new Map<string, Promise<readonly Planned[]>>();

  const run = async (
    dialect: Dialect,
    job: RunJob,
    options: { limits: SandboxLimits; signal: AbortSignal },
  ) => {
    const harness = await dialect.harness();
    return turnstile(options.signal, async () => {
      // From its turn on: how many others wait in front of it is not the program's time.
      const started = performance.now();
      const driven = await drive(hosts[dialect.engine], { engine: dialect.engine, harness, ...job }, options);
      return { driven, durationMs: Math.round(performance.now() - started) };
    });
  };

  const makePlan = async (dialect: Dialect, tests: readonly TestCase[], signal: AbortSignal) => {
    const preparations = await Promise.all(tests.map((test) => dialect.prepare(test)));
    const items = preparations.flatMap(({ item }) => item ?? []);
    const clean = { mode: "prepare", files: [], load: false, items } as const;
    const runs = items.length > 0 ? (await run(dialect, clean, { limits, signal })).driven.runs : [];
    let next = 0;
    return preparations.map(({ item, finish }) => finish(item === null ? null : (runs[next++] ?? null)));
  };

  const planFor = async (language: Language, tests: readonly TestCase[], signal: AbortSignal) => {
    const dialect = dialects[language];
    const bodies = JSON.stringify([language, tests.map(({ body }) => body)]);
    const key = createHash("sha256").update(bodies).digest("hex");
    const known = plans.get(key);
    if (known !== undefined) {
      const plan = await known.catch(() => null);
      if (plan !== null) return plan;
    }
    const making = makePlan(dialect, tests, signal);
    plans.set(key, making);
    for (const oldest of plans.keys()) if (plans.size > maxPlans) plans.delete(oldest);
    making.catch(() => plans.delete(key));
    return making;
  };

  return async (job, { signal }) => {
    const jobLimits = { ...limits, ...job.limits };
    const dialect = dialects[job.language];
    const [plan, program, calls] = await Promise.all([
      planFor(job.language, job.tests, signal),
      dialect.program(job.files),
      Promise.all(job.calls.map((call) => dialect.call(call))),
    ]);
    const items = [...plan.flatMap((planned) => (planned.kind === "run" ? [planned.item] : [])), ...calls];
    const load = items.length === 0 || items.some(({ kind }) => kind !== "io");
    const ran =
      program.error === null
        ? await run(
            dialect,
            { mode: "run", files: program.files, load, items },
            { limits: jobLimits, signal },
          )
        : null;
    const result = conclude(job, { plan, program, driven: ran?.driven ?? null });
    return {
      ...result,
      output: result.output.slice(0, jobLimits.outputBytes),
      durationMs: ran?.durationMs ?? 0,
    };
  };
};

type RunJob = Omit<DriveJob, "engine" | "harness">;
