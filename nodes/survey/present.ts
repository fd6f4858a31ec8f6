// The findings of a survey as sections of a prompt. Room goes to the files of the task in the order of their rank, then to
// the manifests, and what is left to the map.
import type { PromptSection } from "../../core/ports.ts";
import { quoted } from "../../prompts/prompt.ts";
import { excerpt } from "./fit.ts";
import type { Mention } from "./mentions.ts";
import type { TestCommand } from "./test-command.ts";

export interface Findings {
  readonly paths: readonly string[];
  /** Files of the workspace, of which `paths` may be the first only. */
  readonly total: number;
  /** Exported names by path. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** What the task is about, the nearest first. */
  readonly related: readonly Mention[];
  readonly contents: ReadonlyMap<string, string>;
  readonly manifests: readonly string[];
  readonly testCommand: TestCommand | null;
}

/** Sections in the order in which they are read, and a line for the report for each. */
export const present = (
  found: Findings,
  limitCharacters: number,
): { sections: PromptSection[]; shown: string[] } => {
  const reserve = Math.min(Math.floor(limitCharacters / 5), leastMap);
  let left = limitCharacters - reserve;
  const command = commandOf(found.testCommand).filter(({ section }) => section.text.length <= left / 2);
  for (const { section } of command) left -= section.text.length;
  const show = (item: Item, share: number): Shown[] => {
    const content = found.contents.get(item.path) ?? "";
    const part = excerpt(content, Math.min(left, share) - headCharacters, item.lines);
    if (part === null) return [];
    const line = `${item.path} (${item.why}${part.part === "" ? "" : `; ${part.part}`})`;
    const section = {
      name: `${item.kind} ${item.path}`,
      text: `## ${line}\n${quoted("", part.text.trimEnd())}\n`,
      keep: item.keep,
    };
    if (section.text.length > left) return [];
    left -= section.text.length;
    return [{ section, line }];
  };
  const files = found.related
    .filter(({ path }) => found.contents.has(path) && !found.manifests.includes(path))
    .flatMap((mention) => show({ ...mention, kind: "file", keep: 90 - 10 * mention.rank }, limitCharacters));
  const manifests = found.manifests.flatMap((path) =>
    show({ path, kind: "manifest", why: "manifest", keep: 30, lines: [] }, limitCharacters / 10),
  );
  const all = [...mapOf(found, Math.min(left + reserve, mostMap)), ...manifests, ...command, ...files];
  return { sections: all.map(({ section }) => section), shown: all.map(({ line }) => line) };
};

interface Item {
  readonly path: string;
  readonly kind: "file" | "manifest";
  readonly why: string;
  readonly keep: number;
  readonly lines: readonly number[];
}

interface Shown {
  readonly section: PromptSection;
  readonly line: string;
}

/** Characters. The map has its share before the files, and never more than anybody reads. */
const leastMap = 2_000;
const mostMap = 8_000;
/** What stands around a file's text. */
const headCharacters = 80;

/** The files of the task come first into the map, whatever else has room. */
const mapOf = ({ paths, total, names, related }: Findings, limitCharacters: number): Shown[] => {
  const near = new Set(related.map(({ path }) => path));
  const ordered = [...paths.filter((path) => near.has(path)), ...paths.filter((path) => !near.has(path))];
  const lines: string[] = [];
  let left = limitCharacters - headCharacters;
  for (const path of ordered) {
    const exported = (names.get(path) ?? []).slice(0, 12);
    const line = exported.length === 0 ? path : `${path}: ${exported.join(", ")}`;
    left -= line.length + 1;
    if (left < 0) break;
    lines.push(line);
  }
  if (lines.length === 0) return [];
  const missing = total - lines.length;
  const note = missing > 0 ? `… and ${missing} more\n` : "";
  const part = paths.length < total ? `the first ${paths.length} of ${total} files` : `${total} files`;
  const head = `## Files of the workspace and what they export${paths.length < total ? ` (${part})` : ""}`;
  const text = `${head}\n${lines.toSorted().join("\n")}\n${note}`;
  const line = missing > 0 ? `map of ${lines.length} of ${part}` : "map of the workspace";
  return [{ section: { name: "map of the workspace", text, keep: 50 }, line }];
};

const commandOf = (command: TestCommand | null): Shown[] => {
  if (command === null) return [];
  const text = `The project is tested by: ${command.argv.join(" ")}\n`;
  return [{ section: { name: "test command", text, keep: 60 }, line: `test command (${command.from})` }];
};
