// What the rows of an evaluation depend on. Anything else that changes leaves finished rows as good as new.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOfSources } from "../../app/sources.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Weights } from "../../nodes/choose/weights.ts";
import type { Grader } from "../grader/client.ts";
import { patience, type CodeOptions } from "./instrument.ts";
import { blocks } from "./source.ts";

export const questionOf = async (
  options: CodeOptions,
  {
    grader,
    sandbox,
    models,
    weights,
  }: { grader: Grader; sandbox: Sandbox; models: string; weights: Weights },
): Promise<unknown> => {
  const { k, seeds, firstSeed, limit, intake, juror, solvers, plus = null } = options;
  return {
    k,
    seeds,
    firstSeed,
    limit,
    intake,
    juror,
    solvers,
    plus,
    blocks,
    patience,
    models,
    weights,
    suite: grader.suite,
    tasks: grader.tasks,
    grader: grader.how,
    sandbox: sandbox.identity,
    recording: options.models.kind === "replay" ? await digestOfRecording(options.models.folder) : null,
    sources: await digestOfSources(["core", "prompts", "nodes", "graphs", "tools", "memory", "app", "evals"]),
  };
};

/** Grades belong to it: they are what rows are graded by. */
const digestOfRecording = async (folder: string): Promise<string> => {
  const hash = createHash("sha256");
  const names = (await readdir(folder)).filter((name) => /\.jsonl(?:\.gz)?$/u.test(name));
  for (const name of names.toSorted()) hash.update(`${name}\n`).update(await readFile(join(folder, name)));
  return hash.digest("hex");
};
