// Which JavaScript assertions are taken apart, and that everything doubtful stays whole.
import { expect, it } from "vitest";
import { splitAssertion } from "../../../tools/sandbox/split.ts";

it.each([
  ["assert.deepStrictEqual(f([1, 2], 'a,b'), { a: [1] });", "f([1, 2], 'a,b')", "{ a: [1] }"],
  ["assert.strictEqual(f(1), 2, 'message')", "f(1)", "2"],
  ["expect(f(`a${'x'}`.length)).toBe(2)", null, null],
  ["expect(f('(')).toEqual([')'])", "f('(')", "[')']"],
  ["assert(f(1) === 2)", "f(1)", "2"],
  ["assert.ok(f(1) == 2, 'x')", "f(1)", "2"],
  ["console.assert(JSON.stringify(f(1)) === '[1]')", "JSON.stringify(f(1))", "'[1]'"],
  ["expect(await f(1)).toStrictEqual(2)", "await f(1)", "2"],
  ["assert(f(1) === 2 && g(1) === 3)", null, null],
  ["assert(f(1) !== 2)", null, null],
  ["assert(f((x) => x === 1))", null, null],
  ["expect(f(1)).not.toBe(2)", null, null],
  ["expect(f(1)).toBe(2); expect(f(2)).toBe(3)", null, null],
  ["assert.equal(f(1), 2)\nassert.equal(f(2), 3)", null, null],
  ["assert.equal(f(/\\)/), 1)", null, null],
  ["assert.equal(f(1)", null, null],
  ["assert.throws(() => f(1))", null, null],
  ["const x = f(1);", null, null],
])("%s", (source, call, wanted) => {
  const split = splitAssertion(source);
  expect(split === null ? [null, null] : [split.call, split.expected]).toEqual([call, wanted]);
});
