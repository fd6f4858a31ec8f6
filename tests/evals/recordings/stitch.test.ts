// Where a base model's completion ends.
import { describe, expect, test } from "vitest";
import { stitchCompletion } from "../../../evals/recordings/stitch.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";

describe("a completion that goes on from its prompt", () => {
  const taskOf = (prompt: string, language: CodeTask["language"]): CodeTask => ({
    id: "T/1",
    language,
    prompt,
    entryPoint: "f",
    preamble: "",
    shown: null,
  });
  const prompt = 'def f(x):\n    """Doubles."""\n';
  const task = taskOf(prompt, "python");
  test.each([
    ["to the next function", "    return x\n\ndef g():\n    pass\n", "    return x\n"],
    ["to a comment", "    return x\n# Test\n", "    return x\n"],
    [
      "to the main block",
      "    y = x\n\n    return y\n\n\nif __name__ == '__main__':\n    f(1)\n",
      "    y = x\n\n    return y\n",
    ],
    [
      "over brackets and texts at the margin",
      '    y = """\na\n"""\n    return [\n1]\nprint(f(1))',
      '    y = """\na\n"""\n    return [\n1]\n',
    ],
    ["to its end", "    return x", "    return x\n"],
    ["with its first indentation lost", "return x\n", "    return x\n"],
  ])("%s", (_, completion, body) => expect(stitchCompletion(task, completion)).toBe(prompt + body));

  test("the whole program again", () => {
    const again = "from math import pi\ndef f(x):\n    return x\n\nprint(f(1))\n";
    expect(stitchCompletion(task, again)).toBe(`${prompt}\n\nfrom math import pi\ndef f(x):\n    return x\n`);
  });

  test("JavaScript, with its closing brace", () => {
    expect(
      stitchCompletion(
        taskOf("const f = (x) => {\n", "javascript"),
        "  return { a: x };\n}\n\nconsole.log(f(1));\n",
      ),
    ).toBe("const f = (x) => {\n  return { a: x };\n}\n");
  });
});
