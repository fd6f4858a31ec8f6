// Result files as docs/results.md: every number with its interval and the command that made it. Its summary stands between
// markers, and the README's block is that summary and nothing else.
import { HydraError } from "../../core/errors.ts";
import { blocksOf, headOf, measured, notesOf } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { compare } from "./draws.ts";
import type { ChoiceResult, MeasuredResult, Result } from "./schema.ts";
import { percent, plain, tame } from "./words.ts";

const [open, close] = ["<!-- results -->\n", "<!-- /results -->"];

/** The same results give the same bytes, in whatever order they come; one given twice counts once. */
export const reportOf = (results: readonly Result[]): string => {
  if (results.length === 0) {
    throw new HydraError("BAD_INPUT", "there is no result to report", {
      fix: "name files that `hydra eval … --json` wrote",
    });
  }
  const unique = [...new Map(results.map((result) => [JSON.stringify(result), result]))]
    .toSorted(([a, x], [b, y]) => compare(titleOf(x), titleOf(y)) || compare(a, b))
    .map(([, result]) => result);
  return [
    "# Results",
    "Made by `hydra eval report` from result files; not to be edited. Percentages, with 95% bootstrap intervals over tasks.",
    `${open}${summaryOf(unique)}\n${close}`,
    ...unique.map(sectionOf),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/u, "\n");
};

/** What a README may quote. Throws `BAD_INPUT` where the text has no such block. */
export const excerptOf = (text: string, name: string): string => {
  const from = text.indexOf(open);
  const to = text.indexOf(close, from);
  if (from < 0 || to < 0) {
    throw new HydraError("BAD_INPUT", `${name} has no lines ${open.trim()} and ${close}`, {
      fix: "put both where the results should stand",
    });
  }
  return text.slice(from + open.length, to);
};

/** The README with the page's summary in its block. */
export const withExcerpt = (readme: string, page: string, name = "README.md"): string => {
  const old = excerptOf(readme, name);
  const from = readme.indexOf(open) + open.length;
  return `${readme.slice(0, from)}${excerptOf(page, "docs/results.md")}${readme.slice(from + old.length)}`;
};

/** Grouped by suite, recording and intake, since sections are sorted by it. */
const titleOf = (result: Result): string => {
  const what = `${tame(result.suite)}, ${tame(result.models)}`;
  if ("measures" in result) return `${what}, ${result.kind}`;
  const jurors = result.jurors === "none" ? "" : `, jurors ${tame(result.jurors)}`;
  return `${what}, intake ${tame(result.intake)}${jurors}`;
};

const simulated = (result: Result): string => (result.simulated ? "SIMULATED: " : "");

const summaryOf = (results: readonly Result[]): string => {
  const numbered = results.map((result, index) => ({ result, place: String(index + 1) }));
  const chosen = numbered.flatMap(({ result, place }) =>
    "measures" in result ? [] : [summaryLine(result, place)],
  );
  const otherwise = numbered.flatMap(({ result, place }) =>
    "measures" in result ? measuredLines(result, place) : [],
  );
  return [
    ...tableOf({ columns: summaryColumns, lines: chosen }),
    ...tableOf({ columns: ["", "suite, answers", "measure", "value", "cases"], lines: otherwise }),
    "`verified` where none is right: of the draws with no right candidate, how many were called so. [low, high]: 95% bootstrap over tasks.",
    ...caveats(results),
    ["Made by:", "", ...numbered.map(({ result, place }) => `${place}. \`${code(result.command)}\``)].join(
      "\n",
    ),
  ].join("\n\n");
};

const summaryColumns = [
  "",
  "suite, answers, trusted examples",
  "tasks × draws",
  "single",
  "hydra",
  "oracle",
  "gap captured",
  "`verified` where none is right",
  "right picks `verified`",
  "ECE",
];

const summaryLine = (result: ChoiceResult, place: string): string[] => {
  const { single, hydra, oracle } = result.solvers;
  return [
    place,
    simulated(result) + titleOf(result),
    `${result.tasks} × ${perTask(result)}`,
    percent(single?.passAt1),
    percent(hydra?.passAt1),
    percent(oracle?.passAt1),
    percent(hydra?.capture),
    percent(hydra?.wrongWhenAllWrong.verified),
    percent(hydra?.verifiedOfRight),
    plain(hydra?.ece),
  ];
};

const perTask = ({ draws, tasks }: ChoiceResult): string => String(Math.round((10 * draws) / tasks) / 10);

const measuredLines = (result: MeasuredResult, place: string): string[][] =>
  result.measures.map((one) => [
    place,
    simulated(result) + titleOf(result),
    tame(one.name),
    measured(one),
    String(one.of),
  ]);

/** What such numbers can't show is said where they stand. */
const caveats = (results: readonly Result[]): string[] => {
  const replayed = results.some(({ models }) => /^replay/iu.test(models));
  const scripted = results.some(({ models }) => /^scripted/iu.test(models));
  return [
    ...(replayed
      ? [
          "A replay asks no model: candidates and tests are recorded answers of the models named, so it measures how well Hydra chooses among them. It can't show how often your own models are right, whether three approaches make different mistakes, or what a model's opinion is worth (jurors, where there are any, are stubs).",
        ]
      : []),
    ...(scripted
      ? [
          "Scripted answers were written for this repository; they show that the machinery works, nothing more.",
        ]
      : []),
    ...(results.some((result) => result.simulated)
      ? ["Simulated candidates are mutants of reference solutions, drawn by chance; no model wrote them."]
      : []),
  ];
};

const sectionOf = (result: Result, index: number): string =>
  [
    `## ${index + 1}. ${simulated(result)}${cell(titleOf(result))}`,
    headOf(result)
      .map((line) => `- ${cell(line)}`)
      .join("\n"),
    ...blocksOf(result).flatMap((block) => [`### ${cell(block.title)}`, ...tableOf(block)]),
    notesOf(result)
      .map((line) => `- ${cell(line)}`)
      .join("\n"),
    `Made by this command at commit ${cell(result.commit)}:`,
    `\`\`\`sh\n${tame(result.command, 2_000)}\n\`\`\``,
  ].join("\n\n");

const tableOf = ({ columns, lines }: Pick<Block, "columns" | "lines">): string[] => {
  if (lines.length === 0) return [];
  // Words stand to the left, numbers to the right.
  const rule = columns.map((_, index) =>
    lines.some((cells) => /[a-z]{2}/iu.test(cells[index] ?? "")) ? "---" : "---:",
  );
  return [
    [lineOf(columns.map(cell)), lineOf(rule), ...lines.map((cells) => lineOf(cells.map(cell)))].join("\n"),
  ];
};

const lineOf = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Text of recordings and suites can't break a table or bring markup along. */
const cell = (words: string): string =>
  words.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const code = (command: string): string => tame(command, 2_000).replaceAll("`", "'");
