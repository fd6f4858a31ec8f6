// The architect's plan: specification, plan and subtasks. A plan that can't be had becomes one subtask, and says so.
import { z } from "zod";
import { Subtask, type Language, type TestCase } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { planPrompt } from "../prompts/architect.ts";
import { writeDocuments } from "./documents/read-back.ts";
import { dagProblem, renderTasks } from "./documents/tasks-md.ts";
import { exampleTexts } from "./show.ts";
import { readContext, readTests } from "./stored.ts";
import { step } from "./step.ts";

const text = (limit: number) => z.string().max(limit).default("");
const texts = (limit: number) => z.array(z.string().max(400)).max(limit).default([]);

/** What the architect answers. Bounded; ids, paths, languages and dependencies are checked as a whole. */
const PlanReply = z.object({
  spec: text(20_000),
  plan: text(20_000),
  subtasks: z
    .array(
      z.object({
        id: Subtask.shape.id,
        title: z.string().min(1).max(200),
        role: Subtask.shape.role.catch("worker-backend"),
        language: Subtask.shape.language,
        files: z.array(z.string().min(1).max(200)).min(1).max(20),
        dependsOn: texts(12),
        acceptance: texts(20),
        interface: text(8_000),
        description: text(8_000),
      }),
    )
    .min(1)
    .max(12),
});
type PlanReply = z.infer<typeof PlanReply>;

const planReply = (wanted: Language | null) =>
  PlanReply.superRefine((reply, context) => {
    const problem = dagProblem(reply.subtasks) ?? fileProblem(reply.subtasks, wanted);
    if (problem !== null) context.addIssue({ code: "custom", message: problem, path: ["subtasks"] });
  });

/** A small model copies placeholders, and forgets what language it was told. */
const fileProblem = (subtasks: readonly Subtask[], wanted: Language | null): string | null => {
  for (const { id, language, files } of subtasks) {
    if (wanted !== null && language !== wanted) return `${id} is in ${language}, but ${wanted} was asked for`;
    if (!files.some((file) => endings[language].test(file)))
      return `${id} names no ${language} file (${files.join(", ")})`;
  }
  return null;
};

const endings: Record<Language, RegExp> = {
  python: /\w\.py$/u,
  javascript: /\w\.[cm]?jsx?$/u,
  typescript: /\w\.[cm]?tsx?$/u,
};

type PlanPorts = Pick<Ports, "chat" | "artifacts" | "folder" | "events">;
type PlanSlice = Pick<SwarmSlice, "thread" | "request" | "language" | "trusted" | "context" | "subtasks">;

export const makePlan = (ports: PlanPorts) =>
  step(ports, "plan", async (slice: PlanSlice, { signal }) => {
    if (slice.subtasks.length > 0) return {};
    const language = slice.language ?? "python";
    const trusted = await readTests(ports.artifacts, slice.trusted);
    const context = await readContext(ports.artifacts, slice.context);
    const prompt = planPrompt({
      task: slice.request.text,
      language,
      examples: exampleTexts(trusted),
      context: context.sections,
    });
    const planned = await attempt(() =>
      ports.chat.object(
        { thread: slice.thread, key: "plan", role: "architect", ...prompt },
        planReply(slice.request.language),
        {
          signal,
        },
      ),
    );
    if (!planned.ok) {
      const text = `The architect gave no usable plan (${planned.failure.message}); the task is solved as one subtask.`;
      ports.events.emit(slice.thread, { type: "notice", level: "warning", text });
    }
    const reply = planned.ok ? planned.value : onlySubtask(slice.request.text, language, trusted);
    // The person's own words reach the workers whatever the architect made of them: here, or at the head of spec.md.
    const subtasks =
      reply.subtasks.length === 1 ? reply.subtasks.map(withTask(slice.request.text)) : reply.subtasks;
    ports.events.emit(slice.thread, { type: "plan-end", subtasks });
    const documents = await writeDocuments(ports, slice.thread, {
      "spec.md": `# Specification\n\n${[slice.request.text.trim(), reply.spec.trim()].join("\n\n").trim()}\n`,
      "plan.md": `# Plan\n\n${reply.plan.trim() || "One subtask."}\n`,
      "tasks.md": renderTasks(subtasks),
    });
    return { documents, subtasks };
  });

const withTask =
  (task: string) =>
  (subtask: Subtask): Subtask =>
    subtask.description.includes(task.trim())
      ? subtask
      : { ...subtask, description: `${task.trim()}\n\n${subtask.description}`.trim() };

const extensions: Record<Language, string> = { python: "py", javascript: "js", typescript: "ts" };

/** The plan where the architect has none. The names that trusted tests call are the interface. */
export const onlySubtask = (task: string, language: Language, trusted: readonly TestCase[]): PlanReply => ({
  spec: "",
  plan: "",
  subtasks: [
    {
      id: "main",
      title: task.trim().split("\n")[0]?.slice(0, 80) ?? "The task",
      role: "worker-backend",
      language,
      files: [`solution.${extensions[language]}`],
      dependsOn: [],
      acceptance: [],
      interface: exampleTexts(trusted).slice(0, 5).join("\n"),
      description: task,
    },
  ],
});
