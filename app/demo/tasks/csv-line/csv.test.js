import assert from "node:assert/strict";
import test from "node:test";
import { parseLine } from "./csv.js";

test("plain fields", () => {
  assert.deepEqual(parseLine("a,b,c"), ["a", "b", "c"]);
});

test("a comma in quotes", () => {
  assert.deepEqual(parseLine('a,"b,c",d'), ["a", "b,c", "d"]);
});

test("doubled quotes", () => {
  assert.deepEqual(parseLine('"say ""hi""",x'), ['say "hi"', "x"]);
});

test("empty fields are kept", () => {
  assert.deepEqual(parseLine(",a,,"), ["", "a", "", ""]);
});

test("empty fields in quotes", () => {
  assert.deepEqual(parseLine('"",""'), ["", ""]);
});

test("spaces belong to the field", () => {
  assert.deepEqual(parseLine(" a , b "), [" a ", " b "]);
});
