// Writes what is derived from code: the graphs' pictures, the picture in the README, and the contract for programs.
// `npm run docs` writes; a test compares.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { drawGraph, graphNames } from "../app/graph.ts";
import { ErrorResult, RunResult } from "../core/contract.ts";
import { Overhead } from "../evals/overhead.ts";

const root = join(import.meta.dirname, "..");
const readme = join(root, "README.md");
const markers = /(<!-- graph:(\w+) -->\n)[\s\S]*?(<!-- \/graph -->)/gu;

/** Path to content, relative to the root. */
export const generatedDocs = async (): Promise<Map<string, string>> => {
  const drawings = new Map<string, string>();
  for (const name of graphNames) drawings.set(name, `${(await drawGraph(name)).trim()}\n`);
  const picture = readFileSync(readme, "utf8").replaceAll(
    markers,
    (_, open: string, name: string, close: string) => `${open}\`\`\`mermaid\n${drawings.get(name) ?? ""}\`\`\`\n${close}`,
  );
  return new Map([
    ...[...drawings].map(([name, text]) => [`docs/graphs/${name}.mmd`, text] as const),
    ["docs/json.md", contract()],
    ["README.md", picture],
  ]);
};

const contract = (): string =>
  [
    "# What programs get",
    "",
    "Generated from `core/contract.ts` and `evals/overhead.ts` by `npm run docs`. With `--json` a command prints one object on",
    "stdout (`demo`: an array whose items carry `name`) and nothing else; people's messages go to stderr.",
    "",
    "Exit codes: 0 solved (`verified` or `probable`), 1 `unsolved`, 2 bad input or configuration, 3 no model, 4 infrastructure,",
    "130 interrupted and resumable.",
    "",
    ...[RunResult, ErrorResult, Overhead].flatMap((schema) => {
      const { title, description } = z.globalRegistry.get(schema) ?? {};
      return [
        `## ${title ?? "Object"}`,
        "",
        description ?? "",
        "",
        "```json",
        JSON.stringify(z.toJSONSchema(schema), null, 2),
        "```",
        "",
      ];
    }),
  ].join("\n");

if (process.argv[1] === import.meta.filename) {
  for (const [path, content] of await generatedDocs()) writeFileSync(join(root, path), content);
}
