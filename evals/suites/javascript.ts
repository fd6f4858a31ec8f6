// What a hidden JavaScript test begins with. Such tests compare inside the program's own realm, so the objects they compare by
// are fetched past the program's names, and can't be changed by the calls that are under test.

/** `assert` is the test library's own; programs can't reach it. */
export const javaScriptHead = [
  'const { JSON, Math, Object, Array, String, Number } = assert.constructor("return globalThis")();',
  "for (const { prototype } of [Object, Array, String, Number])",
  '  Object.defineProperty(prototype, "toJSON", { value: undefined });',
  "for (const own of [JSON, Math, Array, Array.prototype, String, String.prototype]) Object.freeze(own);",
].join("\n");
