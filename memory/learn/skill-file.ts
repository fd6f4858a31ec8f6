// A skill as a file that a person reviews: its head says what became of it, and what was edited is never written over.
import { sha256 } from "../library/ids.ts";

export interface SkillFile {
  readonly status: "draft" | "accepted" | "rejected";
  readonly text: string;
  /** A person changed the text. */
  readonly edited: boolean;
}

export const renderSkillFile = (text: string, status: SkillFile["status"] = "draft"): string =>
  `---\nstatus: ${status}\nmade: ${sha256(text.trim()).slice(0, 16)}\n---\n${notice}\n\n${text.trim()}\n`;

const notice =
  "<!-- Made by `hydra memory consolidate`. Change the text, or set the status to accepted or rejected: what you changed is kept. -->";

/** Without a head it is a person's own. */
export const parseSkillFile = (content: string): SkillFile => {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/u.exec(content);
  const text = (match?.[2] ?? content).replace(notice, "").trim();
  const head = match?.[1] ?? "";
  const status = /^status:\s*(accepted|rejected)\s*$/mu.exec(head)?.[1] ?? "draft";
  const made = /^made:\s*([0-9a-f]{16})\s*$/mu.exec(head)?.[1];
  return { status: status as SkillFile["status"], text, edited: made !== sha256(text).slice(0, 16) };
};
