// What the workers see of an existing project: a map, the files that the task is about, what these import, the manifests.
// Reads are bounded, the order is the same every time, and the whole fits the limit.
import type { Language, TestCase } from "../../core/domain.ts";
import type { PromptSection, Workspace } from "../../core/ports.ts";
import { exportedNames } from "./exports.ts";
import { charactersFor } from "./fit.ts";
import { importedFiles } from "./imports.ts";
import { mentionedFiles } from "./mentions.ts";
import type { Mention } from "./mentions.ts";
import { needed } from "./needed.ts";
import { isManifest, isTestPath, languageOfPath, mainLanguage, shallowFirst } from "./paths.ts";
import { present } from "./present.ts";
import { readNearest } from "./read-nearest.ts";
import { findTestCommand } from "./test-command.ts";
import type { TestCommand } from "./test-command.ts";

export interface Survey {
  readonly sections: readonly PromptSection[];
  /** What was shown and why, one line each, for the report. */
  readonly shown: readonly string[];
  readonly testCommand: TestCommand | null;
  /** The project's own tests of the files that the task is about, as trusted tests. */
  readonly tests: readonly TestCase[];
  readonly language: Language | null;
  /** Files that a candidate most needs beside it: what the task is about, its tests, all that these import, manifests. */
  readonly first: readonly string[];
}

const mostTests = 20;

/** `limitTokens` bounds the sections together. A project without files gives an empty survey. */
export const surveyWorkspace = async (
  workspace: Workspace,
  { task, limitTokens }: { task: string; limitTokens: number },
): Promise<Survey> => {
  const all = (await workspace.list()).toSorted((a, b) => shallowFirst(a.path, b.path));
  if (all.length === 0) {
    return { sections: [], shown: [], testCommand: null, tests: [], language: null, first: [] };
  }
  const { paths, contents } = await readNearest(workspace, all, task);
  const names = new Map([...contents].map(([path, content]) => [path, exportedNames(path, content)]));
  const mentioned = mentionedFiles(task, { paths, names });
  const related = withImports(mentioned, contents);
  const manifests = [...contents.keys()].filter((path) => isManifest(path));
  const testCommand = findTestCommand(paths, contents);
  const near = mentioned.map(({ path }) => path).filter((path) => languageOfPath(path) !== null);
  const tests = testsOf(new Set(related.map(({ path }) => path)), contents);
  const findings = { paths, total: all.length, names, related, contents, manifests, testCommand };
  return {
    ...present(findings, charactersFor(limitTokens)),
    testCommand,
    tests: tests.map(([path, content]) => ({
      id: `workspace:${path}`,
      origin: "workspace",
      block: 0,
      body: { kind: "file", path, content },
    })),
    language: mainLanguage(near) ?? mainLanguage(paths),
    first: needed(
      [...related.map(({ path }) => path), ...tests.map(([path]) => path), ...manifests],
      contents,
    ),
  };
};

/** The files that the task is about, then what they import, then what that imports. */
const withImports = (mentioned: readonly Mention[], contents: ReadonlyMap<string, string>): Mention[] => {
  const project = new Set(contents.keys());
  const found = new Map(mentioned.map((mention) => [mention.path, mention]));
  let edge: readonly Mention[] = mentioned;
  for (const rank of [2, 3]) {
    edge = edge.flatMap(({ path }) =>
      importedFiles(path, contents.get(path) ?? "", project)
        .filter((other) => !found.has(other))
        .map((other) => ({ path: other, why: `imported by ${path}`, rank, lines: [] })),
    );
    for (const mention of edge) if (!found.has(mention.path)) found.set(mention.path, mention);
  }
  return [...found.values()].toSorted((a, b) => a.rank - b.rank);
};

/** Test files that import what the task is about, or that it names: they must still hold afterwards. */
const testsOf = (
  related: ReadonlySet<string>,
  contents: ReadonlyMap<string, string>,
): (readonly [string, string])[] => {
  const project = new Set(contents.keys());
  return [...contents]
    .filter(([path]) => isTestPath(path))
    .filter(
      ([path, content]) =>
        related.has(path) || importedFiles(path, content, project).some((other) => related.has(other)),
    )
    .slice(0, mostTests);
};
