// Control 7: a program that hangs, forks, floods, leaves early, patches what compares or rewrites the test is wrong, and a right
// one stays right. Against the real npm-only sandbox.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grader } from "../../../evals/grader/client.ts";
import { inJavaScript, inPython, openSketch } from "./sketch.ts";

let sketch: Awaited<ReturnType<typeof openSketch>>;
let python: Grader;
let javascript: Grader;
beforeAll(async () => {
  sketch = await openSketch();
  python = await sketch.open();
  javascript = await sketch.open({ suite: sketch.suites.javascript });
});
afterAll(async () => {
  await python?.close();
  await javascript?.close();
  await sketch?.close();
});

const wrong = "def double(x):\n    return 7\n";
/** Right where the test compares by `==`, wrong where it asks `all(…)`. */
const half = "def double(x):\n    return 2 * x if x in (3, 0.5) else -1\n";
const pythonPrograms: readonly (readonly [string, string])[] = [
  ["is wrong", wrong],
  ["is empty", ""],
  ["does not parse", "def double(x:\n"],
  ["hangs", "def double(x):\n    while True: pass\n"],
  ["hangs while it is loaded", "while True: pass\n"],
  ["forks", "import os\ndef double(x):\n    while True: os.fork()\n"],
  ["prints for ever", "def double(x):\n    while True: print('y' * 10_000)\n"],
  [
    "fills the disk",
    "def double(x):\n    with open('f', 'wb') as f:\n        while True: f.write(b'x' * 10**7)\n",
  ],
  ["exits early", "import sys\ndef double(x):\n    sys.exit(0)\n"],
  ["exits while it is loaded", `${wrong}import os\nos._exit(0)\n`],
  ["exits early, hard", "import os\ndef double(x):\n    os._exit(0)\n"],
  [
    "returns what equals everything",
    "class E(int):\n    def __eq__(s, o): return True\n    def __sub__(s, o): return 0\ndef double(x):\n    return E(5)\n",
  ],
  [
    "has a function of the test's",
    `${half}def all(_): return True\ndef abs(_): return 0\ndef helper(_): return 7\ndef check(_): pass\n`,
  ],
  [
    "patches the built-in functions",
    `${half}import builtins\nbuiltins.all = lambda _: True\nbuiltins.abs = lambda _: 0\n`,
  ],
  ["skips the test", "import unittest\ndef double(x):\n    raise unittest.SkipTest('no')\n"],
  ["skips the test as pytest does", "import pytest\ndef double(x):\n    pytest.skip('no')\n"],
  [
    "asks for what is not there",
    "import subprocess\ndef double(x):\n    return subprocess.run(['true']).returncode\n",
  ],
  [
    "rewrites the test and the file it is in",
    `import glob, sys\nfor path in glob.glob('/**/*hidden*', recursive=True):\n    open(path, 'w').write('')\ndef double(x):\n    frame = sys._getframe(1)\n    while frame:\n        frame.f_globals['check'] = lambda _: None\n        frame.f_globals['helper'] = lambda _: 7\n        frame = frame.f_back\n    return 7\n`,
  ],
  [
    "says itself that it passed",
    `${wrong}import sys\nprint('{"at":0,"name":"test_hidden","sites":[],"printed":""}')\nsys.stdout.flush()\n`,
  ],
];

const wrongScript = "export const double = () => 7;\n";
/** Right where the test compares numbers, wrong where it goes through `Math` and `JSON`. */
const halfScript = "export const double = (x) => (x === 3 ? 6 : 7);\n";
const patches =
  "Math.abs = () => 0; const real = JSON.stringify; JSON.stringify = (v) => (Array.isArray(v) ? '' : real(v));";
const javaScriptPrograms: readonly (readonly [string, string])[] = [
  ["is wrong", wrongScript],
  ["is empty", ""],
  ["does not parse", "export const double = (x => ;\n"],
  ["hangs", "export const double = () => { for (;;) {} };\n"],
  ["hangs while it is loaded", "for (;;) {}\n"],
  [
    "starts processes",
    "import { spawn } from 'node:child_process';\nexport const double = () => { for (;;) spawn('true'); };\n",
  ],
  ["prints for ever", "export const double = () => { for (;;) console.log('y'.repeat(10_000)); };\n"],
  ["exits early", "export const double = () => process.exit(0);\n"],
  ["exits while it is loaded", `${wrongScript}process.exit(0);\n`],
  [
    "brings a console of its own",
    `${wrongScript}const console = { assert() {} };\nglobalThis.console = console;\n`,
  ],
  ["patches console.assert", `console.assert = () => {};\n${wrongScript}`],
  [
    "has names of the test's",
    `${halfScript}const testDouble = () => {};\nconst Math = { abs: () => 0 };\nconst JSON = { stringify: () => "" };\n`,
  ],
  ["patches the built-in objects", `${patches}\n${halfScript}`],
  [
    "patches the built-in objects when it is called",
    `export const double = (x) => {\n  ${patches}\n  return x === 3 ? 6 : 7;\n};\n`,
  ],
  [
    "says how its values read as JSON",
    `export const double = (x) => {\n  Array.prototype.toJSON = () => 1;\n  return x === 4 ? 7 : 2 * x;\n};\n`,
  ],
  [
    "has said before how all values read as JSON",
    `Array.prototype.toJSON = () => 1;\nexport const double = (x) => (x === 4 ? 7 : 2 * x);\n`,
  ],
];

describe("Python: right is right", () => {
  it.each([
    ["as a function", "def double(x):\n    return 2 * x\n"],
    [
      "with a helper and output",
      "print('hi')\ndef twice(x):\n    return x + x\n\ndef double(x):\n    print(x)\n    return twice(x)\n",
    ],
  ])("%s", async (_, program) => {
    expect(await python.grade(inPython(program))).toEqual({ base: true, plus: null });
  });
});

describe("JavaScript: right is right", () => {
  it.each([
    ["exported", "export const double = (x) => 2 * x;\n"],
    ["a function without an export", "function double(x) {\n  return 2 * x;\n}\n"],
    ["CommonJS", "const double = (x) => 2 * x;\nmodule.exports = { double };\n"],
    [
      "with a method of its own on arrays",
      "Array.prototype.last = function () { return this.at(-1); };\nexport const double = (x) => [x, 2 * x].last();\n",
    ],
  ])("%s", async (_, program) => {
    expect(await javascript.grade(inJavaScript(program))).toEqual({ base: true, plus: null });
  });
});

describe("Python: wrong is", { concurrent: true }, () => {
  it.each(pythonPrograms)("a program that %s", async (_, program) => {
    expect(await python.grade(inPython(program))).toEqual({ base: false, plus: null });
  });
});

describe("JavaScript: wrong is", { concurrent: true }, () => {
  it.each(javaScriptPrograms)("a program that %s", async (_, program) => {
    expect(await javascript.grade(inJavaScript(program))).toEqual({ base: false, plus: null });
  });
});
