import { describe, expect, test } from "vitest";
import type { Workspace } from "../../../core/ports.ts";
import { exportedNames } from "../../../nodes/survey/exports.ts";
import { importedFiles } from "../../../nodes/survey/imports.ts";
import { findTestCommand } from "../../../nodes/survey/manifests.ts";
import { mentionedFiles } from "../../../nodes/survey/mentions.ts";
import { surveyWorkspace } from "../../../nodes/survey/survey.ts";

const workspaceOf = (files: Record<string, string>): Workspace => ({
  root: "/somewhere",
  list: async () => Object.entries(files).map(([path, content]) => ({ path, bytes: content.length })),
  read: async (path) => files[path] ?? null,
});

const shop = {
  "README.md": "# Shop",
  "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
  "src/cart.ts": 'import { round } from "./money.js";\nexport const addItem = () => round(1);\n',
  "src/money.ts": 'import { rates } from "./rates.ts";\nexport function round(x: number) { return x; }\n',
  "src/rates.ts": "export const rates = {};\n",
  "src/unrelated.ts": "export class Unrelated {}\n",
  "test/cart.test.ts": 'import { addItem } from "../src/cart.ts";\ntest("x", () => addItem());\n',
};

describe("surveyWorkspace", () => {
  test("shows the named file, what it imports, the map, the manifest; keeps the tests that concern them", async () => {
    const survey = await surveyWorkspace(workspaceOf(shop), {
      task: "addItem in src/cart.ts rounds wrongly",
      limitTokens: 4_000,
    });
    expect(survey.shown).toEqual([
      "map of the workspace",
      "manifest package.json",
      "src/cart.ts (named in the task)",
      "src/money.ts (imported by src/cart.ts)",
      "src/rates.ts (imported by src/money.ts)",
    ]);
    expect(survey.sections[0]?.text).toContain("src/unrelated.ts: Unrelated");
    expect(survey.tests.map(({ id, origin }) => [id, origin])).toEqual([
      ["workspace:test/cart.test.ts", "workspace"],
    ]);
    expect(survey.testCommand).toEqual({ argv: ["npm", "test", "--silent"], from: "package.json" });
    expect(survey.language).toBe("typescript");
  });

  test("what does not fit is left out whole, the farthest first", async () => {
    const survey = await surveyWorkspace(workspaceOf(shop), {
      task: "addItem in src/cart.ts",
      limitTokens: 75,
    });
    const names = survey.sections.map(({ name }) => name);
    expect(names).toContain("file src/cart.ts");
    expect(names).not.toContain("file src/rates.ts");
  });

  test("the same for every order of the listing", async () => {
    const backwards = Object.fromEntries(Object.entries(shop).toReversed());
    const options = { task: "addItem", limitTokens: 4_000 };
    expect(await surveyWorkspace(workspaceOf(backwards), options)).toEqual(
      await surveyWorkspace(workspaceOf(shop), options),
    );
  });

  test("no workspace, nothing shown", async () => {
    expect((await surveyWorkspace(workspaceOf({}), { task: "x", limitTokens: 100 })).shown).toEqual([]);
  });

  test("a file full of fences stays inside its own", async () => {
    const survey = await surveyWorkspace(workspaceOf({ "doc_tool.py": "x = '''\n```\n'''" }), {
      task: "doc_tool.py",
      limitTokens: 900,
    });
    expect(survey.sections.find(({ name }) => name === "file doc_tool.py")?.text).toContain("````");
  });
});

test.each([
  [
    "a.py",
    "def f():\n  def inner(): pass\nclass Cart: pass\nMAX_SIZE: int = 3\n_hidden = 1\nasync def go(): pass",
    ["f", "Cart", "MAX_SIZE", "go"],
  ],
  [
    "a.ts",
    "export type A = 1;\nexport default class B {}\nconst c = 1, d = 2;\nexport { c, d as e };",
    ["A", "B", "c", "e"],
  ],
  ["a.cjs", "exports.one = 1;\nmodule.exports = { two, three: 3 };", ["one", "two", "three"]],
  ["a.md", "# def f()", []],
])("exports of %s", (path, content, names) => expect(exportedNames(path, content)).toEqual(names));

test("imports resolve to files that exist", () => {
  const known = new Set([
    "pkg/__init__.py",
    "pkg/a.py",
    "pkg/sub/b.py",
    "src/util.py",
    "web/x/index.ts",
    "web/y.tsx",
  ]);
  expect(importedFiles("pkg/sub/b.py", "from ..a import f\nfrom . import b\nimport util, os", known)).toEqual(
    ["pkg/a.py", "src/util.py"],
  );
  expect(importedFiles("main.py", "from pkg import a\nimport pkg.sub.b as b", known)).toEqual([
    "pkg/a.py",
    "pkg/__init__.py",
    "pkg/sub/b.py",
  ]);
  expect(
    importedFiles("web/z.ts", 'import "./x";\nexport * from "./y.js";\nimport fs from "fs";', known),
  ).toEqual(["web/x/index.ts", "web/y.tsx"]);
});

describe("mentionedFiles", () => {
  const files = [
    { path: "app/money.py", names: ["round_half_up", "get"] },
    { path: "app/main.py", names: [] },
  ];
  const paths = (task: string) => [...mentionedFiles(task, files).keys()];
  test.each([
    ["a path", "fix app/money.py please", ["app/money.py"]],
    ["a base name", "money.py is wrong", ["app/money.py"]],
    ["an exported name", "round_half_up(2.5) gives 2", ["app/money.py"]],
    ["a Python traceback", 'File "/home/me/proj/app/main.py", line 3, in <module>', ["app/main.py"]],
    ["ordinary words", "get the main thing done", []],
    ["a part of a word", "xmoney.pyc and my_round_half_upper", []],
  ])("%s", (_, task, expected) => expect(paths(task)).toEqual(expected));
});

test("a test command is found, or none", () => {
  expect(findTestCommand(["tests/test_a.py"], new Map())?.argv).toEqual(["python3", "-m", "pytest", "-q"]);
  expect(findTestCommand(["a.test.js"], new Map([["package.json", "{broken"]]))?.argv).toEqual([
    "node",
    "--test",
    "a.test.js",
  ]);
  expect(
    findTestCommand(
      ["a.js"],
      new Map([["package.json", '{"scripts":{"test":"echo \\"Error: no test specified\\""}}']]),
    ),
  ).toBeNull();
});
