import { describe, expect, it } from "vitest";
import { sentencesOf, wordsOf } from "../../core/words.ts";

describe("words of a text", () => {
  it("meet in spite of case, endings and Unicode forms", () => {
    expect(new Set(wordsOf("Indexes INDEXED indexing index"))).toEqual(new Set(["index"]));
    expect(new Set(wordsOf("stopped stopping stops"))).toEqual(new Set(["stop"]));
    expect(wordsOf("ﬁle queries")).toEqual(wordsOf("files query"));
  });

  it("keep words that only look as if they had an ending", () => {
    expect(wordsOf("need string class status used")).toEqual(["need", "string", "class", "status", "used"]);
  });

  it("leave out what every text has", () => {
    expect(wordsOf("What is the capital of a country?")).toEqual(["capital", "country"]);
  });

  it("cut scripts without spaces into pairs", () => {
    expect(wordsOf("東京都の人口")).toEqual(["東京", "京都", "都の", "の人", "人口"]);
  });
});

describe("sentences of a text", () => {
  it("end at marks and lines, not within a number, and none is empty", () => {
    expect(sentencesOf("One. Two! 3.5 is a number\n- item\n\n***\n東京です。人口は?")).toEqual([
      "One.",
      "Two!",
      "3.5 is a number",
      "- item",
      "東京です。",
      "人口は?",
    ]);
  });
});
