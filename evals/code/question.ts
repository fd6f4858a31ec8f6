// What the rows of an evaluation depend on. Anything else that changes leaves finished rows as good as new.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sandbox } from "../../core/ports.ts";
import type { Grader } from "../grader/client.ts";
import { locateSuite } from "../suites/locate.ts";
import { patience, suiteFolders, type CodeOptions } from "./instrument.ts";
import { blocks } from "./source.ts";
import { voteAsked } from "./vote.ts";

export const questionOf = async (
  options: CodeOptions,
  { grader, sandbox, models }: { grader: Grader; sandbox: Sandbox; models: string },
): Promise<unknown> => {
  const { k, seeds, firstSeed, limit, intake, juror, solvers, plus } = options;
  const folders = suiteFolders(options.places);
  return {
    k,
    seeds,
    firstSeed,
    limit,
    intake,
    juror,
    solvers,
    blocks,
    patience,
    models,
    suite: [grader.suite, await digestOfSuite(options.suite, folders)],
    plus: plus === undefined ? null : [plus, await digestOfSuite(plus, folders)],
    tasks: grader.tasks,
    grader: grader.how,
    sandbox: sandbox.identity,
    recording: options.models.kind === "replay" ? await digestOfRecording(options.models.folder) : null,
    ...(await voteAsked()),
  };
};

/** Hidden tests belong to it, and they decide: it is of the file as it lies there. Throws `BAD_INPUT`. */
export const digestOfSuite = async (suite: string, folders: readonly string[]): Promise<string> => {
  const { path } = await locateSuite(suite, folders);
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
};

/** Grades belong to it: they are what rows are graded by. */
const digestOfRecording = async (folder: string): Promise<string> => {
  const hash = createHash("sha256");
  const names = (await readdir(folder)).filter((name) => /\.jsonl(?:\.gz)?$/u.test(name));
  for (const name of names.toSorted()) hash.update(`${name}\n`).update(await readFile(join(folder, name)));
  return hash.digest("hex");
};
