// A suite of attacks: one task over and over, each time with a hostile candidate between an honest right and an honest
// wrong one. It is written as an ordinary suite and an ordinary recording, so that it meets the machinery as it is.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { javascriptAttacks } from "./hostile-javascript.ts";
import { pythonAttacks } from "./hostile-python.ts";

/** What its rows give as the model of a candidate. */
export const hostileModel = { attack: "hostile", right: "honest-right", wrong: "honest-wrong" } as const;

export interface Attack {
  /** `Python/…` or `JavaScript/…`. */
  readonly task: string;
  readonly language: "python" | "javascript";
  readonly program: string;
}

const named = (prefix: string, language: Attack["language"], programs: Readonly<Record<string, string>>) =>
  Object.entries(programs).map(([name, program]): Attack => ({
    task: `${prefix}/${name.replaceAll(" ", "-")}`,
    language,
    program,
  }));

export const attacks: readonly Attack[] = [
  ...named("Python", "python", pythonAttacks),
  ...named("JavaScript", "javascript", javascriptAttacks),
];

/** Writes `suite.jsonl` (HumanEval-X's form) and the recording `hostile`, with one draw of three candidates a task. */
export const writeHostile = async (
  folder: string,
  chosen: readonly Attack[] = attacks,
): Promise<{ suite: string; recording: string }> => {
  const [suite, recording] = [join(folder, "suite.jsonl"), join(folder, "hostile")];
  await mkdir(recording, { recursive: true });
  const solutions = chosen.flatMap(({ task, language, program }) => {
    const { right, wrong } = honest[language];
    const programs = { attack: program, right, wrong } as const;
    return (["attack", "right", "wrong"] as const).map((part) => ({
      task_id: task,
      model: hostileModel[part],
      sample: 0,
      raw: `\`\`\`${language}\n${programs[part]}\`\`\`\n`,
    }));
  });
  const tests = chosen.map(({ task, language }) => ({
    task_id: task,
    model: "qa",
    sample: 0,
    tests: honest[language].tests,
  }));
  const tasks = chosen.map(({ task, language }) => ({ task_id: task, ...tasksBy[language] }));
  await Promise.all([
    writeFile(suite, linesOf(tasks)),
    writeFile(join(recording, "solutions.jsonl"), linesOf(solutions)),
    writeFile(join(recording, "tests.jsonl"), linesOf(tests)),
  ]);
  return { suite, recording };
};

const linesOf = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** The honest wrong one forgets to cut; one of QA's tests is mistaken, as some always are. */
const honest = {
  python: {
    right: 'def mark(number):\n    return "mark-%04x" % (number * 40503 % 65536)\n',
    wrong: 'def mark(number):\n    return "mark-%04x" % (number * 40503)\n',
    tests: [
      'assert mark(3) == "mark-daa5"',
      'assert mark(0) == "mark-0000"',
      'assert mark(5) == "mark-1317"',
    ],
  },
  javascript: {
    right:
      'export const mark = (number) => `mark-${((number * 40503) % 65536).toString(16).padStart(4, "0")}`;\n',
    wrong: 'export const mark = (number) => `mark-${(number * 40503).toString(16).padStart(4, "0")}`;\n',
    tests: [
      'assert.deepStrictEqual(mark(3), "mark-daa5");',
      'assert.deepStrictEqual(mark(0), "mark-0000");',
      'assert.deepStrictEqual(mark(5), "mark-1317");',
    ],
  },
} as const;

const hidden = [
  [1, "9e37"],
  [2, "3c6e"],
  [3, "daa5"],
  [4, "78dc"],
  [5, "1713"],
  [10, "2e26"],
  [0, "0000"],
] as const;

/** As HumanEval-X has it. */
const assertion = "console.assert";
const about = 'The text "mark-" with the last four hexadecimal digits of number times 40503.';
const declared = { python: "def mark(number: int) -> str:\n", javascript: "const mark = (number) => {\n" };

const tasksBy = {
  python: {
    prompt: `${declared.python}    """ ${about}\n    >>> mark(1)\n    'mark-9e37'\n    >>> mark(2)\n    'mark-3c6e'\n    """\n`,
    declaration: declared.python,
    canonical_solution: '    return "mark-%04x" % (number * 40503 % 65536)\n',
    test: `def check(mark):\n${hidden.map(([number, digits]) => `    assert mark(${number}) == "mark-${digits}"\n`).join("")}\ncheck(mark)\n`,
  },
  javascript: {
    prompt: `/* ${about}\n  >>> mark(1)\n  "mark-9e37"\n  >>> mark(2)\n  "mark-3c6e"\n  */\n${declared.javascript}`,
    declaration: declared.javascript,
    canonical_solution: '  return `mark-${((number * 40503) % 65536).toString(16).padStart(4, "0")}`;\n}\n',
    test: `const testMark = () => {\n${hidden.map(([number, digits]) => `  ${assertion}(mark(${number}) === "mark-${digits}")\n`).join("")}}\n\ntestMark()\n`,
  },
} as const;
