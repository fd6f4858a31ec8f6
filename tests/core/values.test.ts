import { describe, expect, test } from "vitest";
import { canonical, sameValue, ValueSchema, type Value } from "../../core/values.ts";

const python = { booleansAreNumbers: true };

describe("sameValue", () => {
  test.each<[string, Value, Value, boolean]>([
    ["an integer and the float of the same size", ["i", "2"], ["f", "2.0"], true],
    ["integers beyond 2^53 that differ by one", ["i", "9007199254740993"], ["i", "9007199254740992"], false],
    ["a list and a tuple", ["l", [["i", "1"]]], ["t", [["i", "1"]]], false],
    [
      "sets in another order",
      [
        "S",
        [
          ["i", "1"],
          ["s", "a"],
        ],
      ],
      [
        "S",
        [
          ["s", "a"],
          ["i", "1"],
        ],
      ],
      true,
    ],
    [
      "dicts in another order",
      [
        "d",
        [
          [
            ["s", "a"],
            ["i", "1"],
          ],
          [["s", "b"], ["n"]],
        ],
      ],
      [
        "d",
        [
          [["s", "b"], ["n"]],
          [
            ["s", "a"],
            ["i", "1"],
          ],
        ],
      ],
      true,
    ],
    [
      "a dict with a missing key",
      [
        "d",
        [
          [
            ["s", "a"],
            ["i", "1"],
          ],
        ],
      ],
      ["d", []],
      false,
    ],
    ["text and number", ["s", "1"], ["i", "1"], false],
    ["null and undefined", ["n"], ["u"], false],
    ["two values that were cut off", ["x"], ["x"], false],
    ["two opaque objects", ["o", "Box", "Box()"], ["o", "Box", "Box()"], false],
    ["not a number with itself", ["f", "nan"], ["f", "nan"], false],
  ])("%s", (_, left, right, same) => {
    expect(sameValue(left, right)).toBe(same);
    expect(sameValue(right, left)).toBe(same);
  });

  test("True is 1 in Python only", () => {
    expect(sameValue(["b", true], ["i", "1"], python)).toBe(true);
    expect(sameValue(["b", true], ["i", "1"])).toBe(false);
    expect(sameValue(["b", true], ["b", true])).toBe(true);
  });

  test("tolerance is for numbers, as pytest.approx has it, also inside lists", () => {
    const near: Value = ["l", [["f", "0.30000000000000004"]]];
    expect(sameValue(near, ["l", [["f", "0.3"]]])).toBe(false);
    expect(sameValue(near, ["l", [["f", "0.3"]]], { tolerance: 1e-6 })).toBe(true);
    expect(sameValue(["i", "1000001"], ["i", "1000000"], { tolerance: 1e-3 })).toBe(true);
    expect(sameValue(["s", "1"], ["s", "1.0001"], { tolerance: 1 })).toBe(false);
  });
});

test("canonical text is equal for equal values and survives huge and odd numbers", () => {
  expect(canonical(["f", "2.0"])).toBe(canonical(["i", "2"]));
  expect(canonical(["f", "nan"])).not.toBe(canonical(["f", "inf"]));
  expect(canonical(["i", "123456789012345678901234567890"])).toBe("#123456789012345678901234567890");
  expect(canonical(["b", true])).not.toBe(canonical(["i", "1"]));
});

test("the schema refuses what no harness sends", () => {
  expect(
    ValueSchema.safeParse([
      "l",
      [
        ["i", "1"],
        ["d", [[["s", "k"], ["n"]]]],
      ],
    ]).success,
  ).toBe(true);
  for (const forged of [["i", 1], ["q"], "n", ["l", "ab"], ["d", [["a"]]]]) {
    expect(ValueSchema.safeParse(forged).success).toBe(false);
  }
});
