// A recorded sample becomes the answer that the pipeline reads as it reads a live model's.
import { describe, expect, it } from "vitest";
import { answerOf } from "../../../evals/recordings/answer.ts";
import type { Solution } from "../../../evals/recordings/recording.ts";
import { extractFiles } from "../../../nodes/answers/files.ts";
import { task } from "./sketch.ts";

const sample = (kind: Solution["kind"], text: string): Solution => ({
  model: "m",
  sample: 0,
  kind,
  text,
  usage: null,
});
const programOf = (kind: Solution["kind"], text: string): string => {
  const files = extractFiles(answerOf(sample(kind, text), task), {
    expected: ["solution.py"],
    language: "python",
  });
  return Array.isArray(files) ? (files[0]?.content ?? "") : files.problem;
};
const begun = task.prompt;

describe("a completion", () => {
  it.each([
    ["goes on behind the prompt", "    return x + x\n", `${begun}    return x + x\n`],
    ["without its first indentation gets it back", "return x + x", `${begun}    return x + x\n`],
    [
      "may say the docstring again",
      '""" Twice. """\n    return x + x',
      `${begun}    """ Twice. """\n    return x + x\n`,
    ],
    [
      "is cut where the function is over",
      "    return x + x\n\nprint(double(2))\ndef other():\n    pass\n",
      `${begun}    return x + x\n`,
    ],
    [
      "may say the whole function again",
      "def double(x):\n    return x + x\n",
      `${begun.trimEnd()}\n\n\ndef double(x):\n    return x + x\n`,
    ],
    ["may hold fences", '    return """\n```\n"""\n', `${begun}    return """\n\`\`\`\n"""\n`],
  ])("%s", (_, text, program) => expect(programOf("completion", text)).toBe(program));

  it("is of the task's language", () => {
    const js: typeof task = {
      ...task,
      language: "javascript",
      prompt: "const double = (x) => {\n",
      preamble: "",
    };
    expect(answerOf(sample("completion", "  return 2 * x;\n}\nconsole.log(1);\n"), js)).toBe(
      "```javascript path=solution.js\nconst double = (x) => {\n  return 2 * x;\n}\n```",
    );
  });
});

describe("a chat answer to the task alone", () => {
  const code = "def double(x):\n    return 2 * x\n";
  const whole = `${task.preamble.trimEnd()}\n\n${code}`;

  it.each([
    ["a block", `Here:\n\`\`\`python\n${code}\`\`\`\nDone.`],
    ["nothing but code", code],
    ["CodeLlama's tags", `[PYTHON]\n${code}[/PYTHON]\n[TESTS]\nassert double(1) == 2\n[/TESTS]`],
    ["a second block with its use", `\`\`\`\n${code}\`\`\`\nUse:\n\`\`\`\nprint(double(2))\n\`\`\``],
  ])("has the prompt's imports and helpers put above its code: %s", (_, text) =>
    expect(programOf("function", text)).toBe(whole),
  );

  it("is changed nowhere else", () => {
    const text = `Intro.\n\n\`\`\`python\n${code}\`\`\`\n\nOutro with def double.\n`;
    expect(answerOf(sample("function", text), task).replace(`${task.preamble.trimEnd()}\n\n`, "")).toBe(text);
  });

  it("is not made better than it is", () => {
    expect(programOf("function", `Sure!\n${code}`)).toBe("the answer holds no fenced block of code");
    expect(programOf("function", `\`\`\`python\n${code}`)).toContain("cut off");
  });
});

it("an answer to Hydra's own request for a whole file gets nothing, as a live one", () => {
  const text = "```python\ndef double(x):\n    return 2 * x\n```";
  expect(answerOf(sample("file", text), task)).toBe(text);
});
