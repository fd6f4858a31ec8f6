// The architect plans: a specification, a plan, subtasks as a DAG, and three approaches that really differ.
import type { Language, Subtask } from "../core/domain.ts";
import type { PromptSection } from "../core/ports.ts";
import { always, titled, type Prompt } from "./prompt.ts";

const planFormat = `Answer with one JSON object and nothing else:
{"spec": "what is to be built, its inputs, outputs and edge cases, as Markdown",
 "plan": "how it will be built, as Markdown",
 "subtasks": [{"id": "kebab-case", "title": "...", "role": "worker-backend or worker-frontend",
   "language": "python, javascript or typescript", "files": ["slug.py"], "dependsOn": [],
   "acceptance": ["a checkable statement"], "interface": "exact signatures and exports", "description": "..."}]}`;

export const planPrompt = (input: {
  task: string;
  language: Language;
  examples: readonly string[];
  context: readonly PromptSection[];
}): Prompt => ({
  system: `You are the architect of a small team of programmers. You plan; others write the code.
A task that one file can solve is ONE subtask. Split only what is really separate, into at most six subtasks;
give each file to one subtask, and write the exact names and signatures that subtasks share into "interface".
${planFormat}`,
  sections: [
    always("task", titled("Task", input.task)),
    always(
      "language",
      `The language is ${input.language} unless the task or the workspace says otherwise.\n`,
    ),
    ...(input.examples.length > 0
      ? [always("examples", titled("Examples that must hold", input.examples.join("\n")))]
      : []),
    ...input.context,
  ],
});

export const approachesPrompt = (input: { subtask: Subtask; names: readonly string[] }): Prompt => ({
  system: `You are the architect. Name ${input.names.length} DIFFERENT ways to solve the subtask: different algorithms, data
structures or decompositions, not different styles. In one to three sentences each, say how it works and which edge
cases it must mind. "conservative" is the plainest and safest way, "minimal" the shortest that is right, "aggressive"
the cleverest or most general.
Answer with one JSON object and nothing else: {"approaches": [{"name": "...", "plan": "..."}]}
Use these names: ${input.names.join(", ")}.`,
  sections: [always("subtask", describeSubtask(input.subtask))],
});

/** The subtask as every role sees it. */
export const describeSubtask = (subtask: Subtask): string =>
  [
    titled(`Subtask: ${subtask.title}`, subtask.description),
    subtask.interface === "" ? "" : titled("Interface to keep exactly", subtask.interface),
    subtask.acceptance.length === 0
      ? ""
      : titled("Accepted when", subtask.acceptance.map((item) => `- ${item}`).join("\n")),
    titled("Files to write", `${subtask.files.join(", ")} (${subtask.language})`),
  ].join("\n");
