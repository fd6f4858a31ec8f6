import { describe, expect, test } from "vitest";
import type { Workspace } from "../../../core/ports.ts";
import { exportedNames } from "../../../nodes/survey/exports.ts";
import { importedFiles } from "../../../nodes/survey/imports.ts";
import { mentionedFiles } from "../../../nodes/survey/mentions.ts";
import { isTestPath, mainLanguage } from "../../../nodes/survey/paths.ts";
import { surveyWorkspace } from "../../../nodes/survey/survey.ts";
import { findTestCommand } from "../../../nodes/survey/test-command.ts";

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
      "package.json (manifest)",
      'test command (package.json: "test": "node --test")',
      "src/cart.ts (named in the task)",
      "src/money.ts (imported by src/cart.ts)",
      "src/rates.ts (imported by src/money.ts)",
    ]);
    expect(survey.sections[0]?.text).toContain("src/unrelated.ts: Unrelated");
    expect(survey.tests.map(({ id, origin }) => [id, origin])).toEqual([
      ["workspace:test/cart.test.ts", "workspace"],
    ]);
    expect(survey.testCommand?.argv).toEqual(["npm", "test", "--silent"]);
    expect(survey.language).toBe("typescript");
  });

  test.each([
    [0, []],
    [1, []],
    [100, ["file src/cart.ts", "file src/rates.ts"]],
    [140, ["file src/cart.ts", "file src/money.ts"]],
    [300, ["file src/cart.ts", "file src/money.ts", "file src/rates.ts"]],
  ])("fits %i tokens, the nearest first", async (limitTokens, files) => {
    const survey = await surveyWorkspace(workspaceOf(shop), { task: "addItem in src/cart.ts", limitTokens });
    const names = survey.sections.map(({ name }) => name);
    const size = survey.sections.reduce((sum, { text }) => sum + text.length, 0);
    expect(size).toBeLessThanOrEqual(limitTokens * 3.5);
    expect(names.filter((name) => name.startsWith("file "))).toEqual(files);
  });

  test("a long path is counted too", async () => {
    const path = `${"folder/".repeat(40)}a.py`;
    const files = { [path]: "value = 1\n".repeat(100) };
    const survey = await surveyWorkspace(workspaceOf(files), { task: path, limitTokens: 150 });
    const size = survey.sections.reduce((sum, { text }) => sum + text.length, 0);
    expect(size).toBeLessThanOrEqual(150 * 3.5);
  });

  test("of a file that is too large the lines of the traceback are shown, and said so", async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `value_${index + 1} = ${index + 1}`);
    const survey = await surveyWorkspace(
      workspaceOf({ "app/big.py": lines.join("\n"), "app/other.py": "" }),
      {
        task: 'File "/home/me/app/big.py", line 1500, in f\nValueError: no',
        limitTokens: 500,
      },
    );
    const file = survey.sections.find(({ name }) => name === "file app/big.py");
    expect(file?.text).toContain("value_1500 = 1500");
    expect(file?.text).not.toContain("value_1 = 1\n");
    expect(survey.shown.at(-1)).toMatch(/^app\/big\.py \(in the traceback; lines \d+ to \d+ of 2000\)$/u);
  });

  test("a workspace that can't be read whole is bounded, unreadable files left out", async () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`f${index}.py`, "x = 1"]));
    const reads: string[] = [];
    const base = workspaceOf({ ...many, "a_huge.py": "x".repeat(300_000) });
    const survey = await surveyWorkspace(
      { ...base, read: async (path) => (reads.push(path), path === "f1.py" ? null : base.read(path)) },
      { task: "f2.py a_huge.py", limitTokens: 2_000 },
    );
    expect(reads.length).toBeLessThanOrEqual(2_000);
    expect(reads).not.toContain("a_huge.py");
    expect(survey.shown[0]).toMatch(/^map of \d+ of the first 2000 of 3001 files$/u);
  });

  test("of 3,000 files the one that the task names is shown, with what it imports, wherever it lies", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [`lib/f${String(index).padStart(4, "0")}.py`, "x = 1"]),
    );
    const files = {
      ...many,
      "shop/deep/cart.py": "from shop.deep.money import rounded\n",
      "shop/deep/money.py": "def rounded(x): return x\n",
      "shop/deep/trace.py": "def fail(): pass\n",
    };
    const task = 'shop/deep/cart.py rounds wrongly\n  File "/x/shop/deep/trace.py", line 1, in fail';
    const survey = await surveyWorkspace(workspaceOf(files), { task, limitTokens: 2_000 });
    expect(survey.shown.slice(1)).toEqual([
      "shop/deep/trace.py (in the traceback)",
      "shop/deep/cart.py (named in the task)",
      "shop/deep/money.py (imported by shop/deep/cart.py)",
    ]);
    expect(survey.sections[0]?.text).toContain("(the first 2000 of 3003 files)");
    expect(survey.sections[0]?.text).toContain("shop/deep/trace.py: fail\n");
    expect(survey.first.toSorted()).toEqual([
      "shop/deep/cart.py",
      "shop/deep/money.py",
      "shop/deep/trace.py",
    ]);
  });

  test("tests count when they concern the files shown, and only then", async () => {
    const files = { ...shop, "test/other.test.ts": 'import { Unrelated } from "../src/unrelated.ts";\n' };
    const ids = async (task: string) =>
      (await surveyWorkspace(workspaceOf(files), { task, limitTokens: 4_000 })).tests.map(({ id }) => id);
    expect(await ids("addItem is wrong")).toEqual(["workspace:test/cart.test.ts"]);
    expect(await ids("test/other.test.ts fails")).toEqual(["workspace:test/other.test.ts"]);
    expect(await ids("write a poem")).toEqual([]);
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
  ["b.cjs", "module.exports = class Stack {};", ["Stack"]],
  ["a.go", "func Add(a int) int {\nfunc hidden() {", ["Add"]],
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
  const app = new Set(["app/util.py", "app/main.py", "src/shop/cart.ts", "lib/a/index.js"]);
  expect(importedFiles("app/main.py", "from util import (\n  a,\n  b,\n)", app)).toEqual(["app/util.py"]);
  expect(importedFiles("x.ts", 'import { c } from "@/shop/cart";', app)).toEqual(["src/shop/cart.ts"]);
  expect(
    importedFiles("lib/b.js", 'const a = require("./a"); await import("../../etc/passwd")', app),
  ).toEqual(["lib/a/index.js"]);
  expect(
    importedFiles("web/z.ts", 'import "./x";\nexport * from "./y.js";\nimport fs from "fs";', known),
  ).toEqual(["web/x/index.ts", "web/y.tsx"]);
});

describe("mentionedFiles", () => {
  const paths = ["app/main.py", "app/money.py", "lib/money.py", "web/cart.ts"];
  const names = new Map([
    ["app/money.py", ["round_half_up", "get"]],
    ["web/cart.ts", ["CartItem", "total"]],
  ]);
  const found = (task: string) => mentionedFiles(task, { paths, names }).map(({ path }) => path);
  test.each([
    ["a path", "fix app/money.py please", ["app/money.py"]],
    ["a path with ./ and a full stop", "See ./app/main.py.", ["app/main.py"]],
    ["a base name that two files bear", "money.py is wrong", ["app/money.py", "lib/money.py"]],
    ["a module", "app.main crashes", ["app/main.py"]],
    ["an exported name", "round_half_up(2.5) gives 2", ["app/money.py"]],
    ["an exported name in backticks, though a plain word", "`total` is wrong", ["web/cart.ts"]],
    ["an exported name that is called", "total(items) is wrong", ["web/cart.ts"]],
    ["a class", "add a field to CartItem", ["web/cart.ts"]],
    ["a Python traceback", 'File "/home/me/proj/app/main.py", line 3, in <module>', ["app/main.py"]],
    ["a Node traceback", "    at add (file:///home/me/web/cart.ts:12:5)", ["web/cart.ts"]],
    ["a Node frame without a name", "    at /home/me/web/cart.ts:12:5", ["web/cart.ts"]],
    ["pytest's place", "app/main.py:3: AssertionError", ["app/main.py"]],
    [
      "the traceback before what is only named",
      'web/cart.ts\nFile "/x/app/main.py", line 3',
      ["app/main.py", "web/cart.ts"],
    ],
    ["a library's frame", 'File "/usr/lib/site-packages/app/main.py", line 3', []],
    ["ordinary words", "get the main thing done in total", []],
    ["a part of a word", "xmoney.pyc and my_round_half_upper", []],
  ])("%s", (_, task, expected) => expect(found(task)).toEqual(expected));

  test("knows the lines of a traceback", () => {
    const task = 'File "/x/app/main.py", line 30\nFile "/x/app/main.py", line 12';
    expect(mentionedFiles(task, { paths, names })[0]?.lines).toEqual([30, 12]);
  });
});

const manifest = (value: unknown) => ({ "package.json": JSON.stringify(value) });

describe("a test command", () => {
  test.each<[string, string[], Record<string, string>, string[] | null]>([
    ["a script", [], manifest({ scripts: { test: "node --test" } }), ["npm", "test", "--silent"]],
    ["vitest, which would watch", [], manifest({ scripts: { test: "vitest" } }), ["npx", "vitest", "run"]],
    ["vitest as a dependency", [], manifest({ devDependencies: { vitest: "5" } }), ["npx", "vitest", "run"]],
    [
      "npm's placeholder",
      [],
      manifest({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }),
      null,
    ],
    ["a broken manifest", ["a.test.js"], { "package.json": "{broken" }, ["node", "--test", "a.test.js"]],
    ["an odd manifest", [], { "package.json": "[1]" }, null],
    ["pytest's files", ["tests/test_a.py"], {}, ["python3", "-m", "pytest", "-q"]],
    [
      "pytest in pyproject",
      ["pyproject.toml"],
      { "pyproject.toml": "[tool.pytest.ini_options]" },
      ["python3", "-m", "pytest", "-q"],
    ],
    ["go", ["go.mod"], { "go.mod": "module x" }, ["go", "test", "./..."]],
    ["make", ["Makefile"], { Makefile: "build:\n\ttrue\ntest:\n\ttrue\n" }, ["make", "test"]],
    ["nothing", ["a.js"], {}, null],
  ])("%s", (_, paths, files, argv) =>
    expect(findTestCommand(paths, new Map(Object.entries(files)))?.argv ?? null).toEqual(argv),
  );
});

test("what a path is for", () => {
  const tests = [
    "test_a.py",
    "pkg/a_test.py",
    "src/a.test.tsx",
    "a.spec.mjs",
    "tests/unit/a.py",
    "__tests__/a.js",
  ];
  const none = [
    "tests/conftest.py",
    "tests/helpers/x.py",
    "latest.py",
    "contest/a.js",
    "tests/data.json",
    "test_data.txt",
  ];
  expect(tests.filter(isTestPath)).toEqual(tests);
  expect(none.filter(isTestPath)).toEqual([]);
  expect(mainLanguage(["a.py", "b.ts", "c.tsx", "vitest.config.ts"])).toBe("typescript");
  expect(mainLanguage(["README.md"])).toBeNull();
});
