// tasks.md: the DAG of subtasks as a person reads and edits it. What is written here can be read back.
import { HydraError } from "../../core/errors.ts";
import { Subtask } from "../../core/domain.ts";

const fields = ["role", "language", "files", "depends on"] as const;

/** One `##` section per subtask: fields, then Interface, Accepted when, and the description. */
export const renderTasks = (subtasks: readonly Subtask[]): string =>
  `# Tasks\n\n${subtasks.map(renderSubtask).join("\n")}`;

const renderSubtask = (subtask: Subtask): string =>
  [
    `## ${subtask.id}: ${subtask.title}`,
    "",
    `- role: ${subtask.role}`,
    `- language: ${subtask.language}`,
    `- files: ${subtask.files.join(", ")}`,
    `- depends on: ${subtask.dependsOn.join(", ") || "nothing"}`,
    "",
    escapeHeadings(subtask.description.trim()),
    "",
    "### Interface",
    "",
    escapeHeadings(subtask.interface.trim()),
    "",
    "### Accepted when",
    "",
    ...subtask.acceptance.map((item) => `- ${item.replaceAll(/\s+/gu, " ").trim()}`),
    "",
  ].join("\n");

/** Reads tasks.md as a person may have edited it. Throws `BAD_INPUT` naming the subtask and what is wrong with it. */
export const parseTasks = (text: string): Subtask[] => {
  const sections = text.split(/^## /mu).slice(1);
  const subtasks = sections.map(parseSubtask);
  const problem = dagProblem(subtasks);
  if (problem !== null) throw malformed(problem);
  return subtasks;
};

/** Why these subtasks are no DAG with files of their own, in one sentence; null where they are. */
export const dagProblem = (subtasks: readonly Subtask[]): string | null => {
  const ids = subtasks.map((subtask) => subtask.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `the id ${twice} stands twice`;
  for (const subtask of subtasks) {
    const unknown = subtask.dependsOn.find((id) => !ids.includes(id));
    if (unknown !== undefined) return `${subtask.id} depends on ${unknown}, which does not exist`;
    const unsafe = subtask.files.find((file) => !isSafePath(file));
    if (unsafe !== undefined) return `${subtask.id} writes ${unsafe}, which leaves the workspace`;
  }
  const placed = new Set<string>();
  for (const _ of subtasks) {
    for (const subtask of subtasks)
      if (subtask.dependsOn.every((id) => placed.has(id))) placed.add(subtask.id);
  }
  const circular = ids.find((id) => !placed.has(id));
  return circular === undefined ? null : `${circular} depends on itself through others`;
};

export const isSafePath = (path: string): boolean =>
  path !== "" &&
  !/^(?:[/\\]|[A-Za-z]:)/u.test(path) &&
  !path.split(/[/\\]/u).some((part) => part === ".." || part === ".git" || part === ".hydra") &&
  !/[\0\n]/u.test(path);

const parseSubtask = (section: string): Subtask => {
  const [heading = "", ...lines] = section.split("\n");
  const [, id = "", title = ""] = /^([^:\s]+):?\s*(.*)$/u.exec(heading.trim()) ?? [];
  const [body = "", ...subsections] = lines.join("\n").split(/^### /mu);
  const values = new Map<string, string>();
  const description: string[] = [];
  for (const line of body.split("\n")) {
    const [, name, value] = /^- ([a-z ]+):\s*(.*)$/u.exec(line) ?? [];
    const field = fields.find((known) => known === name);
    if (field === undefined) description.push(line);
    else values.set(field, value ?? "");
  }
  const parsed = Subtask.safeParse({
    id,
    title: title.trim(),
    role: values.get("role") ?? "worker-backend",
    language: values.get("language"),
    files: list(values.get("files")),
    dependsOn: list(values.get("depends on")),
    acceptance: subsection(subsections, "Accepted when")
      .split("\n")
      .map((line) => line.replace(/^[-*]\s*/u, "").trim())
      .filter((line) => line !== ""),
    interface: unescapeHeadings(subsection(subsections, "Interface")),
    description: unescapeHeadings(description.join("\n").trim()),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(
    `"## ${heading.trim()}": ${issue?.path.join(".") ?? "section"}: ${issue?.message ?? "unreadable"}`,
  );
};

const list = (text = ""): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "" && item !== "nothing");

const subsection = (subsections: readonly string[], name: string): string =>
  subsections
    .find((text) => text.startsWith(name))
    ?.slice(name.length)
    .trim() ?? "";

const escapeHeadings = (text: string): string => text.replaceAll(/^(#{1,3} )/gmu, "\\$1");
const unescapeHeadings = (text: string): string => text.replaceAll(/^\\(#{1,3} )/gmu, "$1");

const malformed = (problem: string): HydraError =>
  new HydraError("BAD_INPUT", `tasks.md can't be read: ${problem}`, {
    fix: "mend tasks.md in the run's folder and resume the run",
  });
