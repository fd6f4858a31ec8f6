// Lessons as entries of the library: a pattern from a verified winner, and an error with the change that mended it.
import type { Draft, KnowledgeKind } from "../../core/knowledge.ts";
import type { Episode } from "../../core/memory.ts";
import { sha256 } from "../library/ids.ts";
import { linesChanged } from "./changes.ts";
import { type Signature, signatureOf } from "./signature.ts";

export interface Lesson {
  readonly draft: Draft;
  /** What later texts are compared with. */
  readonly body: string;
  readonly signature: Signature | null;
}

/** What a small model can be shown beside its task. */
const limitCharacters = 6_000;

/** A reason where the winner is no pattern. */
export const patternOf = (episode: Episode): Lesson | string => {
  const body = programOf(episode.files);
  if (body.trim() === "") return "not learned, since there is no program in it";
  if (body.length > limitCharacters) {
    return `not learned as a pattern, since its ${body.length} characters are too many to show to a small model`;
  }
  const title = titleOf(episode.task);
  const text = [
    `# ${title}`,
    "",
    episode.task.trim().slice(0, 2_000),
    "",
    ...(episode.approach === undefined ? [] : [`How: ${episode.approach.trim()}`, ""]),
    `What was verified (${kindOf(episode)}): ${episode.evidence.slice(0, 500)}`,
    "",
    ...episode.files.flatMap(({ path, content }) => [fenced(content, `${episode.language} ${path}`), ""]),
  ].join("\n");
  const uri = `pattern:${kindOf(episode)}/${episode.language}/${sha256(body).slice(0, 16)}`;
  return { draft: draftOf({ uri, title, kind: "pattern", text }), body, signature: null };
};

/** One per kind of error: what failed, and what was changed between then and the program that passes. */
export const errorsOf = (episode: Episode): Lesson[] => {
  const lessons = (episode.repaired ?? []).flatMap(({ files, failures }) => {
    const change = linesChanged(programOf(files), programOf(episode.files));
    // A program that was written anew shows no fix.
    if (change === null) return [];
    return failures.flatMap((failure) => {
      const signature = signatureOf(failure.message);
      if (signature === null) return [];
      const title = signature.exact.slice(0, 120);
      const place =
        failure.file === null ? "" : ` at ${failure.file}${failure.line === null ? "" : `:${failure.line}`}`;
      const text = [
        `# ${title}`,
        "",
        `In a ${episode.language} program (${kindOf(episode)}), ${failure.test}${place}: ${failure.message.slice(0, 600)}`,
        "",
        "What turned the test green:",
        "",
        fenced(change, "diff"),
        "",
      ].join("\n");
      const uri = `error:${kindOf(episode)}/${episode.language}/${sha256(signature.exact).slice(0, 16)}`;
      return [{ draft: draftOf({ uri, title, kind: "error", text }), body: change, signature }];
    });
  });
  return [...new Map(lessons.map((lesson) => [lesson.draft.origin.uri, lesson])).values()];
};

/** All files of a program as one text, in the order of their paths. */
export const programOf = (files: Episode["files"]): string =>
  files
    .toSorted((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ content }) => content.trim())
    .join("\n\n");

const kindOf = ({ model = "live" }: Episode): string => model;

const titleOf = (task: string): string =>
  (task.trim().split("\n")[0] ?? "").replaceAll(/\s+/gu, " ").slice(0, 120);

/** A lesson is found and shown as a whole. */
export const draftOf = (from: { uri: string; title: string; kind: KnowledgeKind; text: string }): Draft => ({
  origin: { uri: from.uri, title: from.title, kind: from.kind },
  text: from.text,
  pieces: [{ text: from.text, headings: [from.title], start: 0, end: from.text.length, context: "" }],
});

/** The fence is longer than any within. */
export const fenced = (body: string, info: string): string => {
  const longest = Math.max(2, ...[...body.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${info}\n${body.replace(/\n$/u, "")}\n${fence}`;
};
