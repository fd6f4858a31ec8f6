import { describe, expect, test } from "vitest";
import { mergeByKey, union } from "../../core/reducers.ts";

describe("reducers survive a replay", () => {
  test("mergeByKey: the later entry wins, twice is once", () => {
    const once = mergeByKey({ a: 1, b: 2 }, { b: 3 });
    expect(once).toEqual({ a: 1, b: 3 });
    expect(mergeByKey(once, { b: 3 })).toEqual(once);
  });

  test("union: first appearance, twice is once", () => {
    const once = union(["a"], ["b", "a"]);
    expect(once).toEqual(["a", "b"]);
    expect(union(once, ["b", "a"])).toEqual(once);
  });
});
