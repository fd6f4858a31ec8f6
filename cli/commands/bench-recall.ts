// hydra bench recall: how long a search takes as memory grows, and how fast entries go in.
import type { Command } from "commander";
import type { RecallPoint } from "../../evals/recall-bench.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import { checkResults, commandLine, countOf, writeResult } from "../evaluations.ts";
import { withJson } from "../options.ts";

interface RecallFlags {
  readonly sizes: string;
  readonly queries: string;
  readonly plot?: string;
  readonly json?: boolean;
}

export const addBenchRecall = (bench: Command, edge: Edge, act: Act): void => {
  const recall = bench
    .command("recall")
    .description("search time over the size of memory, embedded, with synthetic chunks of 384 dimensions")
    .option("--sizes <list>", "how many chunks, ascending", "1000,10000,100000")
    .option("--queries <n>", "searches at each size", "100")
    .option("--plot <file>", "where the curve's SVG goes");
  withJson(recall).action(async (flags: RecallFlags) => act(async () => benchRecall(edge, flags)));
};

const benchRecall = async (edge: Edge, flags: RecallFlags): Promise<ExitCode> => {
  const sizes = flags.sizes.split(",").map((size) => countOf(size.trim(), "--sizes"));
  const queries = countOf(flags.queries, "--queries");
  await checkResults(edge, flags.plot);
  const { dims, measureRecall } = await import("../../evals/recall-bench.ts");
  const points = await measureRecall({
    sizes: [...new Set(sizes)].toSorted((a, b) => a - b),
    queries,
    signal: edge.signal,
    onProgress: (line) => edge.stderr.write(`${line}\n`),
  });
  if (flags.plot !== undefined) {
    const { recallPlot } = await import("../../evals/recall-plot.ts");
    await writeResult(edge, flags.plot, recallPlot(points));
  }
  const data = { dims, queries, points, growth: growthOf(points), command: commandLine(edge) };
  say(edge, flags.json, { data, text: describe(points) });
  return 0;
};

/** From the smallest to the largest: how many times as long a search takes, and how many times as large the logarithm is. */
const growthOf = (points: readonly RecallPoint[]) => {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return {
    p50: Math.round((100 * last.p50Ms) / first.p50Ms) / 100,
    logarithm: Math.round((100 * Math.log(last.chunks)) / Math.log(first.chunks)) / 100,
  };
};

const describe = (points: readonly RecallPoint[]): string => {
  const growth = growthOf(points);
  return [
    "   chunks     p50 ms     p95 ms   added/s   stages at p50 (ms)",
    ...points.map(({ chunks, p50Ms, p95Ms, addedPerSecond, stagesMs }) =>
      [
        String(chunks).padStart(9),
        p50Ms.toFixed(1).padStart(10),
        p95Ms.toFixed(1).padStart(10),
        String(addedPerSecond).padStart(9),
        `  ${["keyword", "vector", "graph"].map((stage) => `${stage} ${(stagesMs[stage] ?? 0).toFixed(1)}`).join(", ")}`,
      ].join(" "),
    ),
    ...(growth === null
      ? []
      : [
          `a search takes ${growth.p50} times as long; the logarithm of the size is ${growth.logarithm} times as large`,
        ]),
  ].join("\n");
};
