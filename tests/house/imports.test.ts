// The import table of AGENTS.md as a test: which folder may import which, no circles between folders, no barrels, and
// the places that alone may touch the environment, the console and the process.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const mayImport: Record<string, readonly string[]> = {
  core: [],
  prompts: ["core"],
  nodes: ["core", "prompts"],
  graphs: ["core", "nodes"],
  models: ["core"],
  tools: ["core"],
  memory: ["core"],
  app: ["core", "graphs", "models", "tools", "memory"],
  evals: ["core", "nodes", "app"],
  cli: ["core", "app", "evals", "server"],
};

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file))
  .filter((file) => mayImport[file.split("/")[0] ?? ""] !== undefined && !file.startsWith("app/demo/tasks/"));

const importsOf = (source: string): string[] =>
  [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/gu)].map((match) => match[1] ?? "");

/** `from → to (file)` for each import that the table forbids. */
const violations = (sources: ReadonlyMap<string, string>): string[] =>
  [...sources].flatMap(([file, source]) => {
    const from = file.split("/")[0] ?? "";
    return importsOf(source)
      .map((path) => normalize(join(dirname(file), path)))
      .filter((target) => target.split("/")[0] !== from)
      .filter((target) => !(mayImport[from] ?? []).includes(target.split("/")[0] ?? ""))
      .map((target) => `${file} → ${target}`);
  });

const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const matching = (pattern: RegExp, except: (file: string) => boolean): string[] =>
  [...sources]
    .filter(([file, source]) => !except(file) && pattern.test(withoutComments(source)))
    .map(([file]) => file);
const withoutComments = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, "");

describe("the house", () => {
  test("imports follow the table", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(violations(sources)).toEqual([]);
  });

  test("a forbidden import would be seen", () => {
    expect(violations(new Map([["nodes/x.ts", 'import { a } from "../tools/y.ts";']]))).toEqual([
      "nodes/x.ts → tools/y.ts",
    ]);
  });

  test("hidden tests and recorded grades are read by the grader alone", () => {
    const apart: readonly (readonly [RegExp, RegExp])[] = [
      // Suites with their hidden tests: the grader, and the measure of how examples are read, which needs references.
      [
        /^evals\/suites\/(?:load|human-eval|human-eval-x|mbpp)\.ts$/u,
        /^evals\/(?:suites|grader|intake)\/|^cli\/commands\/eval-intake\.ts$/u,
      ],
      // The two look-ups that would tell: the cache of grades and the recorded ones.
      [/^evals\/grader\/(?!client)/u, /^evals\/grader\//u],
      // The way to ask for a grade: evaluations only.
      [/^evals\/grader\/client\.ts$/u, /^(?:evals|cli)\//u],
    ];
    const seen = apart.flatMap(([secret, allowed]) =>
      [...sources].flatMap(([file, source]) =>
        importsOf(source)
          .map((path) => normalize(join(dirname(file), path)))
          .filter((target) => secret.test(target) && !allowed.test(file))
          .map((target) => `${file} → ${target}`),
      ),
    );
    expect(seen).toEqual([]);
    // Each of the three stands for something that is there.
    for (const [secret] of apart) expect([...sources.keys()].some((file) => secret.test(file))).toBe(true);
  });

  test("nothing but the import table's leaves reads the environment, prints or exits", () => {
    // Studio imports its module by itself: there is no door before it.
    const door = (file: string): boolean => file.startsWith("cli/") || file === "app/studio.ts";
    expect(matching(/process\.env/u, door)).toEqual([]);
    // A harness is a process of its own; what it calls `console` is the candidate's.
    const apart = (file: string): boolean =>
      file.startsWith("cli/") || /^tools\/sandbox\/(?:harness\/|wasm\/[\w-]+-child\.ts)/u.test(file);
    expect(matching(/\bconsole\.\w+\(|process\.exit\(/u, apart)).toEqual([]);
  });

  test("no file is a barrel, has a default export, or says `as any`", () => {
    expect(matching(/^export (?:\*|\{[^}]*\}) from/mu, () => false)).toEqual([]);
    expect(matching(/^export default/mu, () => false)).toEqual([]);
    expect(matching(/\bas any\b/u, () => false)).toEqual([]);
  });

  test("files open with their reason", () => {
    const silent = [...sources].filter(([, source]) => !source.startsWith("//") && !source.startsWith("/*"));
    expect(silent.map(([file]) => file)).toEqual([]);
  });
});
