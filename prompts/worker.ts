// The worker follows its approach and writes whole files in fenced blocks: small models fail at diffs and at code in JSON.
import type { Approach, LocatedFailure, SourceFile, Subtask } from "../core/domain.ts";
import type { PromptSection } from "../core/ports.ts";
import { describeSubtask } from "./architect.ts";
import { always, bullets, optional, quoted, titled, type Prompt } from "./prompt.ts";

const fileFormat = (subtask: Subtask): string =>
  `Write each file whole, in a fenced block whose first line carries its path, like:
\`\`\`${subtask.language} path=${subtask.files[0] ?? "solution"}
...
\`\`\`
Write only: ${subtask.files.join(", ")}. No tests, no usage examples, no input() or command line unless asked for.`;

export const draftPrompt = (input: {
  subtask: Subtask;
  approach: Approach;
  spec: string;
  examples: readonly string[];
  base: readonly SourceFile[];
  context: readonly PromptSection[];
}): Prompt => ({
  system: `You are a careful ${input.subtask.language} programmer. Solve the subtask by the approach that you are given.
Use the standard library only, unless the workspace's manifest lists more. ${fileFormat(input.subtask)}`,
  sections: [
    always("subtask", describeSubtask(input.subtask)),
    always("approach", titled(`Approach: ${input.approach.name}`, input.approach.plan)),
    ...(input.examples.length > 0
      ? [always("examples", titled("Examples that must hold", input.examples.join("\n")))]
      : []),
    ...(input.spec === "" ? [] : [optional("spec", titled("Specification", input.spec), 80)]),
    ...input.base.map((file) =>
      optional(`file ${file.path}`, titled(`Existing file ${file.path}`, quoted("", file.content)), 90),
    ),
    ...input.context,
  ],
});

export const repairPrompt = (input: {
  subtask: Subtask;
  files: readonly SourceFile[];
  failures: readonly LocatedFailure[];
  context: readonly PromptSection[];
}): Prompt => ({
  system: `You are a careful ${input.subtask.language} programmer. Your program was run and failed. Find the cause of each failure
and write the whole corrected file again; keep what works. The tests can't be changed. ${fileFormat(input.subtask)}`,
  sections: [
    always("subtask", describeSubtask(input.subtask)),
    ...input.files.map((file) =>
      always(`file ${file.path}`, titled(`Your ${file.path}`, quoted(input.subtask.language, file.content))),
    ),
    always("failures", titled("What failed", bullets(input.failures.map(describeFailure)))),
    ...input.context,
  ],
});

const describeFailure = (failure: LocatedFailure): string => {
  const place =
    failure.file === null ? "" : ` (${failure.file}${failure.line === null ? "" : `:${failure.line}`})`;
  return `${failure.test}: ${failure.status}${place}: ${failure.message}`;
};
