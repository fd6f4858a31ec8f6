// What the workers see of an existing workspace: a map of its files with what they export, the files that the task is about,
// what these import, its manifests and its tests; ranked, and cut to fit.
import type { Language, TestCase } from "../../core/domain.ts";
import type { PromptSection, Workspace } from "../../core/ports.ts";
import { exportedNames } from "./exports.ts";
import { importedFiles } from "./imports.ts";
import { findTestCommand, isManifest, isTestFile, type TestCommand } from "./manifests.ts";
import { mentionedFiles } from "./mentions.ts";

export interface Survey {
  readonly sections: readonly PromptSection[];
  /** What was shown and why, for the report. */
  readonly shown: readonly string[];
  readonly testCommand: TestCommand | null;
  /** The workspace's own tests of the files that are shown. */
  readonly tests: readonly TestCase[];
  readonly language: Language | null;
}

/** Bounds on reading; a larger workspace is mapped by its first files, in order of path. */
const limits = {
  files: 2_000,
  sourceBytes: 200_000,
  fileCharacters: 24_000,
  mapCharacters: 8_000,
  tests: 20,
} as const;
const charactersPerToken = 3.5;

const nothing: Survey = { sections: [], shown: [], testCommand: null, tests: [], language: null };

export const surveyWorkspace = async (
  workspace: Workspace,
  { task, limitTokens }: { task: string; limitTokens: number },
): Promise<Survey> => {
  const listed = (await workspace.list())
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .slice(0, limits.files);
  if (listed.length === 0) return nothing;
  const contents = new Map<string, string>();
  for (const { path, bytes } of listed) {
    if (bytes > limits.sourceBytes || !(isSource(path) || isManifest(path))) continue;
    const content = await workspace.read(path);
    if (content !== null) contents.set(path, content);
  }
  const paths = listed.map(({ path }) => path);
  const mapped = paths.map((path) => ({ path, names: exportedNames(path, contents.get(path) ?? "") }));
  const manifests = new Map([...contents].filter(([path]) => isManifest(path)));
  const testCommand = findTestCommand(paths, manifests);
  const ranked = rank(task, mapped, contents);
  const sections = cut(
    [mapSection(mapped), ...manifestSections(manifests), ...fileSections(ranked, contents)],
    limitTokens,
  );
  const kept = new Set(sections.map(({ name }) => name));
  return {
    sections,
    shown: [
      ...[...kept].filter((name) => !name.startsWith("file ")),
      ...ranked.filter(({ path }) => kept.has(`file ${path}`)).map(({ path, why }) => `${path} (${why})`),
    ],
    testCommand,
    tests: testsOf(ranked, contents),
    language: commonLanguage(paths),
  };
};

interface Ranked {
  readonly path: string;
  readonly weight: number;
  readonly why: string;
}

/** Mentioned files first, then what they import, then what those import. */
const rank = (
  task: string,
  mapped: readonly { path: string; names: readonly string[] }[],
  contents: ReadonlyMap<string, string>,
): Ranked[] => {
  const known = new Set(contents.keys());
  const ranked = new Map<string, Ranked>();
  for (const [path, { weight, why }] of mentionedFiles(task, mapped)) {
    if (known.has(path)) ranked.set(path, { path, weight: weight + 2, why });
  }
  let from = [...ranked.keys()].toSorted();
  for (const weight of [2, 1]) {
    const next: string[] = [];
    for (const path of from) {
      for (const target of importedFiles(path, contents.get(path) ?? "", known)) {
        if (ranked.has(target)) continue;
        ranked.set(target, { path: target, weight, why: `imported by ${path}` });
        next.push(target);
      }
    }
    from = next;
  }
  return [...ranked.values()].toSorted((a, b) => b.weight - a.weight || (a.path < b.path ? -1 : 1));
};

const mapSection = (mapped: readonly { path: string; names: readonly string[] }[]): PromptSection => {
  const lines = mapped.map(({ path, names }) =>
    names.length === 0 ? path : `${path}: ${names.slice(0, 12).join(", ")}`,
  );
  let text = "## Files of the workspace\n";
  const fitting = lines.findIndex((line) => (text += `${line}\n`).length > limits.mapCharacters);
  if (fitting !== -1) text += `… and ${lines.length - fitting - 1} more\n`;
  return { name: "map of the workspace", text, keep: 50 };
};

const manifestSections = (manifests: ReadonlyMap<string, string>): PromptSection[] =>
  [...manifests].map(([path, content]) => ({
    name: `manifest ${path}`,
    text: `## ${path}\n${fenced(content.slice(0, 3_000))}\n`,
    keep: 40,
  }));

const fileSections = (ranked: readonly Ranked[], contents: ReadonlyMap<string, string>): PromptSection[] =>
  ranked
    .filter(({ path }) => (contents.get(path) ?? "").length <= limits.fileCharacters)
    .map(({ path, weight }) => ({
      name: `file ${path}`,
      text: `## Existing file ${path}\n${fenced(contents.get(path) ?? "")}\n`,
      keep: 50 + weight * 5,
    }));

const fenced = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
};

/** The dearest first until the room is used up; what is left out is left out whole. */
const cut = (sections: readonly PromptSection[], limitTokens: number): PromptSection[] => {
  let room = limitTokens * charactersPerToken;
  const byWorth = sections.toSorted((a, b) => worth(b) - worth(a));
  const kept = new Set<PromptSection>();
  for (const section of byWorth) {
    if (section.text.length > room) continue;
    room -= section.text.length;
    kept.add(section);
  }
  return sections.filter((section) => kept.has(section));
};

const worth = ({ keep }: PromptSection): number => (keep === "always" ? Number.POSITIVE_INFINITY : keep);

/** Test files that import what is shown, or that the task names: they must still hold afterwards. */
const testsOf = (ranked: readonly Ranked[], contents: ReadonlyMap<string, string>): TestCase[] => {
  const known = new Set(contents.keys());
  const shown = new Set(ranked.map(({ path }) => path));
  return [...contents]
    .filter(([path]) => isTestFile(path))
    .filter(
      ([path, content]) =>
        shown.has(path) || importedFiles(path, content, known).some((target) => shown.has(target)),
    )
    .slice(0, limits.tests)
    .map(([path, content]) => ({
      id: `workspace:${path}`,
      origin: "workspace",
      block: 0,
      body: { kind: "file", path, content },
    }));
};

const isSource = (path: string): boolean => /\.(?:pyi?|[cm]?[jt]sx?|go|rs|java|kt|cs)$/u.test(path);

const commonLanguage = (paths: readonly string[]): Language | null => {
  const count = (pattern: RegExp): number => paths.filter((path) => pattern.test(path)).length;
  const counts: readonly (readonly [Language, number])[] = [
    ["python", count(/\.py$/u)],
    ["typescript", count(/\.[cm]?tsx?$/u)],
    ["javascript", count(/\.[cm]?jsx?$/u)],
  ];
  const [best] = counts.toSorted((a, b) => b[1] - a[1]);
  return best === undefined || best[1] === 0 ? null : best[0];
};
