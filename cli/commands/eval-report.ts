// hydra eval report: result files as docs/results.md, and the README's block from it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";

interface ReportFlags {
  readonly out?: string;
  readonly readme?: string;
}

export const addEvalReport = (evalCommand: Command, edge: Edge, act: Act): void => {
  evalCommand
    .command("report")
    .description("result files as one page: every number with its interval and the command that made it")
    .argument("<results...>", "files that `hydra eval … --json` wrote")
    .option("--out <file>", "where the page goes, such as docs/results.md; default: printed")
    .option(
      "--readme <file>",
      "whose block between <!-- results --> and <!-- /results --> becomes the summary",
    )
    .action(async (paths: string[], flags: ReportFlags) => act(async () => report(edge, paths, flags)));
};

const report = async (edge: Edge, paths: readonly string[], flags: ReportFlags): Promise<ExitCode> => {
  const { readResult } = await import("../../evals/figures/result.ts");
  const { reportOf, withExcerpt } = await import("../../evals/figures/report.ts");
  const page = reportOf(await Promise.all(paths.map((path) => readResult(resolve(edge.cwd, path)))));
  // The README first read, then both written: one that has no block leaves everything as it was.
  const readme = flags.readme === undefined ? null : resolve(edge.cwd, flags.readme);
  const quoting = readme === null ? null : withExcerpt(await textOf(readme), page, readme);
  if (flags.out === undefined) edge.stdout.write(page);
  else {
    const out = resolve(edge.cwd, flags.out);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, page);
  }
  if (readme !== null && quoting !== null) await writeFile(readme, quoting);
  return 0;
};

const textOf = async (path: string): Promise<string> =>
  readFile(path, "utf8").catch((cause: unknown) => {
    throw new HydraError("BAD_INPUT", `${path} can't be read`, {
      fix: "name a file with the lines <!-- results --> and <!-- /results -->",
      cause,
    });
  });
