// What the workers see of an existing project: a map, the files that the task is about, what these import, the manifests.
// Reads are bounded, the order is the same every time, and the whole fits the limit.
import type { Language, TestCase } from "../../core/domain.ts";
import type { PromptSection, Workspace } from "../../core/ports.ts";
import { exportedNames } from "./exports.ts";
import { charactersFor } from "./fit.ts";
import { importedFiles } from "./imports.ts";
import { mentionedFiles } from "./mentions.ts";
import type { Mention } from "./mentions.ts";
import { isManifest, isSource, isTestPath, languageOfPath, mainLanguage } from "./paths.ts";
import { present } from "./present.ts";
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
}

/** A larger project is mapped by its first files in the order of their paths. */
const limits = { files: 2_000, fileBytes: 200_000, readBytes: 16_000_000, atOnce: 32, tests: 20 } as const;

/** `limitTokens` bounds the sections together. A project without files gives an empty survey. */
export const surveyWorkspace = async (
  workspace: Workspace,
  { task, limitTokens }: { task: string; limitTokens: number },
): Promise<Survey> => {
  const all = await workspace.list();
  const listed = all.toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, limits.files);
  if (listed.length === 0) return { sections: [], shown: [], testCommand: null, tests: [], language: null };
  const paths = listed.map(({ path }) => path);
  const contents = await readFiles(workspace, listed, task);
  const names = new Map([...contents].map(([path, content]) => [path, exportedNames(path, content)]));
  const mentioned = mentionedFiles(task, { paths, names });
  const related = withImports(mentioned, contents);
  const manifests = [...contents.keys()].filter((path) => isManifest(path));
  const testCommand = findTestCommand(paths, contents);
  const near = mentioned.map(({ path }) => path).filter((path) => languageOfPath(path) !== null);
  return {
    ...present({ paths, names, related, contents, manifests, testCommand }, charactersFor(limitTokens)),
    testCommand,
    tests: testsOf(new Set(related.map(({ path }) => path)), contents),
    language: mainLanguage(near) ?? mainLanguage(paths),
  };
};

/** Sources and manifests, and whatever else the task calls by its name. */
const readFiles = async (
  workspace: Workspace,
  listed: readonly { path: string; bytes: number }[],
  task: string,
): Promise<Map<string, string>> => {
  let left: number = limits.readBytes;
  const wanted = listed.filter(({ path, bytes }) => {
    const useful = isSource(path) || isManifest(path) || task.includes(path.slice(path.lastIndexOf("/") + 1));
    if (!useful || bytes > limits.fileBytes || bytes > left) return false;
    left -= bytes;
    return true;
  });
  const contents = new Map<string, string>();
  for (let next = 0; next < wanted.length; next += limits.atOnce) {
    const some = wanted.slice(next, next + limits.atOnce);
    const read = await Promise.all(some.map(({ path }) => workspace.read(path)));
    for (const [index, { path }] of some.entries()) {
      const content = read[index];
      if (content !== null && content !== undefined) contents.set(path, content);
    }
  }
  return contents;
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
const testsOf = (related: ReadonlySet<string>, contents: ReadonlyMap<string, string>): TestCase[] => {
  const project = new Set(contents.keys());
  return [...contents]
    .filter(([path]) => isTestPath(path))
    .filter(
      ([path, content]) =>
        related.has(path) || importedFiles(path, content, project).some((other) => related.has(other)),
    )
    .slice(0, limits.tests)
    .map(([path, content]) => ({
      id: `workspace:${path}`,
      origin: "workspace",
      block: 0,
      body: { kind: "file", path, content },
    }));
};
