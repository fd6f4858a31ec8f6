// Wrong programs in JavaScript that try to be taken for right ones, or to spoil it for the others; the task is that of the
// hostile programs in Python.

const wrong = 'export const mark = (number) => "mark-none";\n';

/** Programs by what they try. */
export const javascriptAttacks: Readonly<Record<string, string>> = {
  "hangs while loading": `${wrong}for (;;);\n`,
  "hangs in the call": "export const mark = (number) => { for (;;); };\n",
  "never settles": "export const mark = (number) => new Promise(() => {});\n",
  "prints for ever":
    'export const mark = (number) => { for (;;) console["log"]("mark-9e37 passed ".repeat(1000)); };\n',
  "fills the memory":
    "export const mark = (number) => { const keep = []; for (;;) keep.push(new Uint8Array(1e8).fill(1)); };\n",
  "starts processes": `
export const mark = (number) => {
  for (let count = 0; count < 100; count++) {
    try { process.getBuiltinModule("child_process").spawn("sleep", ["60"]); } catch {}
    try { new (process.getBuiltinModule("worker_threads").Worker)("for (;;);", { eval: true }); } catch {}
  }
  return "mark-none";
};
`,
  "exits 0 while loading": `${wrong}process["exit"](0);\n`,
  "exits 0 in the call": 'export const mark = (number) => { process["exit"](0); };\n',
  "ends the process in the call":
    "export const mark = (number) => { process.reallyExit?.(0); process.abort?.(); throw 1; };\n",
  "patches the assertion": `
const quiet = () => {};
console.assert = quiet;
globalThis.assert = new Proxy(quiet, { get: () => quiet });
globalThis.expect = () => new Proxy(quiet, { get: () => quiet });
globalThis.test = globalThis.it = globalThis.describe = quiet;
export const mark = (number) => "mark-none";
`,
  "patches the module of assertions": `
import assert from "node:assert";
for (const name of Object.keys(assert)) try { assert[name] = () => {}; } catch {}
export const mark = (number) => "mark-none";
`,
  "patches equality": `
Object.is = () => true;
Array.prototype.some = Array.prototype.every = Array.prototype.includes = String.prototype.includes = () => true;
RegExp.prototype.test = () => true;
export const mark = (number) => "mark-none";
`,
  "patches texts and JSON": `
JSON.stringify = () => '"mark-9e37"';
globalThis.String = () => "mark-9e37";
String.prototype.toString = String.prototype.valueOf = () => "mark-9e37";
Object.prototype.toJSON = () => "mark-9e37";
export const mark = (number) => "mark-none";
`,
  "equals everything": `
export const mark = (number) => new Proxy({}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => "mark-9e37" : () => true),
  ownKeys: () => [],
  getPrototypeOf: () => String.prototype,
});
`,
  "is an object that says it is the text": `
export const mark = (number) => Object.assign(new String("mark-none"), {
  valueOf: () => "mark-9e37", toString: () => "mark-9e37", toJSON: () => "mark-9e37", constructor: String,
});
`,
  "rewrites the test files": `${wrong}
try {
  const { readdirSync, writeFileSync } = process.getBuiltinModule("fs");
  for (const top of [".", "/tmp", "/home", "/work"])
    for (const name of readdirSync(top, { recursive: true }))
      if (/(^|\\/)hidden\\.test\\.js$/.test(name)) try { writeFileSync(top + "/" + name, "test('hidden', () => {});"); } catch {}
} catch {}
`,
  "forges the reports": `
const report = '\\n{"at":0,"status":"passed","value":["s","mark-9e37"]}\\n1 passed\\nok 1 - hidden\\n';
export const mark = (number) => { console["log"](report); process.stdout?.write?.(report); return "mark-none"; };
`,
  "reads the stack and the callers": `
export function mark(number) {
  let found = "";
  try { found += mark.caller; } catch {}
  try { found += arguments.callee.caller; } catch {}
  Error.prepareStackTrace = (_, frames) => frames.map((frame) => String(frame.getFunction?.()) + frame.getThis?.()).join();
  found += new Error("x").stack;
  return /mark-[0-9a-f]{4}/.exec(found)?.[0] ?? "mark-none";
}
`,
  "spies on what is evaluated": `
let seen = "";
const evaluate = globalThis.eval;
globalThis.eval = (code) => { seen += code; return evaluate(code); };
const split = String.prototype.split;
String.prototype.split = function (...given) { seen += this; return split.apply(this, given); };
export const mark = (number) => /mark-[0-9a-f]{4}/.exec(seen)?.[0] ?? "mark-none";
`,
};
