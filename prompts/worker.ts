// The worker follows its approach and writes whole files in fenced blocks: small models fail at diffs and at code in JSON.
import type { Approach, LocatedFailure, SourceFile, Subtask } from "../core/domain.ts";
import type { PromptSection } from "../core/ports.ts";
import { describeSubtask } from "./architect.ts";
import { always, bullets, optional, quoted, titled, type Prompt } from "./prompt.ts";

/** Small models follow what they read last, so the form of the answer stands at the end. */
const ask = ({ files, language }: Subtask): string => {
  const [only, ...others] = files;
  const rules = "No tests, no usage examples, no input() and no command line unless the task asks for them.";
  return others.length === 0
    ? `Answer with one \`\`\`${language} code block that holds the whole file ${only ?? ""}, and nothing else. ${rules}\n`
    : `Write each of these files whole: ${files.join(", ")}. Before each, a line with its path, as \`### ${only ?? ""}\`, then its content in a
fenced code block. ${rules}\n`;
};

export const draftPrompt = (input: {
  subtask: Subtask;
  approach: Approach;
  spec: string;
  examples: readonly string[];
  base: readonly SourceFile[];
  context: readonly PromptSection[];
}): Prompt => ({
  system: `You are a careful ${input.subtask.language} programmer. Solve the subtask by the approach that you are given.
Use the standard library only, unless the workspace's manifest lists more.`,
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
    always("answer", ask(input.subtask)),
  ],
});

export const repairPrompt = (input: {
  subtask: Subtask;
  files: readonly SourceFile[];
  failures: readonly LocatedFailure[];
  context: readonly PromptSection[];
}): Prompt => ({
  system: `You are a careful ${input.subtask.language} programmer. Your program was run and failed. Find the cause of each failure
and write the whole corrected file again; keep what works. The tests can't be changed.`,
  sections: [
    always("subtask", describeSubtask(input.subtask)),
    ...input.files.map((file) =>
      always(`file ${file.path}`, titled(`Your ${file.path}`, quoted(input.subtask.language, file.content))),
    ),
    always("failures", titled("What failed", bullets(input.failures.map(describeFailure)))),
    ...input.context,
    always("answer", ask(input.subtask)),
  ],
});

const describeFailure = (failure: LocatedFailure): string => {
  const place =
    failure.file === null ? "" : ` (${failure.file}${failure.line === null ? "" : `:${failure.line}`})`;
  return `${failure.test}: ${failure.status}${place}: ${failure.message}`;
};
