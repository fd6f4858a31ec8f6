// The alarm for hidden tests that leaked without their canary, and what must not set it off.
import { describe, expect, it } from "vitest";
import { makeWatch, marksOf } from "../../../evals/grader/marks.ts";
import { humanEval } from "../../../evals/suites/human-eval.ts";
import { humanEvalX } from "../../../evals/suites/human-eval-x.ts";
import { mbpp } from "../../../evals/suites/mbpp.ts";
import { humanEvalRow, javaScriptRow, mbppRow } from "../suites/rows.ts";

const line = 'assert candidate(["one", "two"], 17, "a\\tb\\n\\"c\\"") == ["one-17", "two-17"]';
const shown = 'assert candidate(["shown", "as", "an", "example"], 5) == "shown"';
const row = (more: object = {}) => ({
  ...humanEvalRow(),
  test: `def check(candidate):\n\t${line}\n    ${shown}\n    assert candidate(-1) == -2\n`,
  ...more,
});
const watching = (one: ReturnType<typeof humanEval.load>) => {
  if ("why" in one) throw new Error(one.why);
  return makeWatch(marksOf([one], "salt"));
};
const leaks = watching(humanEval.load(row({ prompt: `# ${shown}\n${humanEvalRow().prompt}` })));

describe("a long line of a hidden test", () => {
  const text = `I found this:\r\n\t${line}\nso it is.`;
  it.each([
    ["as it stands", text],
    ["in JSON", JSON.stringify([{ text }])],
    ["in JSON in JSON", JSON.stringify({ log: JSON.stringify([text]) })],
    ["laid out otherwise", line.replaceAll(", ", ",\n        ").replace("assert", "yield")],
  ])("is seen %s", (_, leaked) => expect(leaks(leaked)).toBe(true));

  it("is handed out as hashes alone, and under another salt as others", () => {
    const one = humanEval.load(row());
    if ("why" in one) throw new Error(one.why);
    const marks = marksOf([one], "salt");
    expect(marks.hashes).toHaveLength(2);
    expect(JSON.stringify(marks)).not.toMatch(/candidate|one-17/u);
    expect(marksOf([one], "pepper").hashes).not.toContain(marks.hashes[0]);
  });
});

describe("no alarm is raised by", () => {
  it.each([
    ["the same test under the program's name", line.replace("candidate", "double")],
    ["another test", line.replace("17", "18")],
    ["a short line", "assert candidate(-1) == -2"],
    ["what a task shows", shown],
  ])("%s", (_, text) => expect(leaks(text)).toBe(false));

  it("what a model may write itself, where hidden tests call the program by name", () => {
    const written = 'candidate(["one", "two"], 17) == ["one-17", "two-17"]';
    const suites = [
      mbpp.load(
        mbpp.row.parse({ ...mbppRow(), test_list: ["assert candidate(1) == 1", `assert ${written}`] }),
      ),
      humanEvalX.load({
        ...javaScriptRow(),
        test: `console.assert(${written.replace("candidate", "double")})`,
      }),
      humanEval.load(row({ entry_point: "candidate", prompt: "def candidate(x):\n" })),
    ];
    for (const suite of suites) {
      const watch = watching(suite);
      for (const text of [written, written.replace("candidate", "double"), line])
        expect(watch(text)).toBe(false);
    }
  });
});
