import { describe, expect, test } from "vitest";
import { longestNames, namesOfTitle, possibleNames } from "../../../memory/retrieve/names.ts";

describe("names of a query", () => {
  test("every run of words, without quotation marks and possessives", () => {
    const names = possibleNames("who wrote “Demon Dice”, lester smith's game?");
    expect(names).toEqual(expect.arrayContaining(["Demon Dice", "lester smith", "game"]));
    expect(names).not.toContain("who");
  });

  test("a name of code stays whole", () => {
    expect(possibleNames("what does app/wire/knowledge.ts do with node-llama-cpp?")).toEqual(
      expect.arrayContaining(["app/wire/knowledge.ts", "node-llama-cpp"]),
    );
  });

  test("a query of any length gives a bounded number of them", () => {
    expect(possibleNames("Word ".repeat(50_000)).length).toBeLessThan(400);
    expect(possibleNames("?!")).toEqual([]);
  });

  test("a part of a longer name is not meant", () => {
    expect(longestNames(["new york", "york", "new york times", "paris"])).toEqual([
      "new york times",
      "paris",
    ]);
  });

  test("a title names its subject without brackets, article and what follows a comma", () => {
    expect(namesOfTitle("The Wire (TV series)")).toEqual(expect.arrayContaining(["the wire", "wire"]));
    expect(namesOfTitle("Madison, Wisconsin")).toContain("madison");
  });
});
