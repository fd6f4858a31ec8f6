import { describe, expect, it } from "vitest";
import { claimsOf } from "../../../nodes/rag/claims.ts";
import { keepStrips, nearestParts, scoreStrips } from "../../../nodes/rag/strips.ts";
import { faultOf } from "../../../nodes/rag/support.ts";

const source = "The store holds 1,000 entries. It is not cleared at night.";

describe("a claim against its source", () => {
  it("stands where words and numbers are there, however they are written", () => {
    expect(faultOf("The store holds 1000 entries.", [source])).toBeNull();
    expect(faultOf("Entries that the store holds: 1 000", [source])).toContain("0");
  });

  it.each([
    ["The store holds 2,000 entries.", "2000"],
    ["The store is cleared at night.", "opposite"],
    ["The store does not hold 1,000 entries.", "opposite"],
    ["Kittens were fed by the admiral.", "0% of its words"],
    ["", "0% of its words"],
  ])("does not stand: %s", (claim, reason) => {
    expect(faultOf(claim, [source])).toContain(reason);
  });

  it("does not stand without a source", () => {
    expect(faultOf("The store holds 1000 entries.", [])).toBe("it cites no source");
  });
});

describe("an answer as claims", () => {
  const ids = ["a", "b"];

  it("takes citations before and behind the full stop, several at once, each once", () => {
    expect(claimsOf("One is so [1]. Two is so.[2] [1]\n- Three [1, 2][1]", ids)).toEqual([
      { text: "One is so.", cites: ["a"], unsupported: null },
      { text: "Two is so.", cites: ["b", "a"], unsupported: null },
      { text: "Three", cites: ["a", "b"], unsupported: null },
    ]);
  });

  it("keeps no number that is no source's", () => {
    expect(claimsOf("So it is [3][0][99].", ids)).toEqual([
      { text: "So it is.", cites: [], unsupported: null },
    ]);
  });

  it("is bounded and ends in short time for a hostile text", () => {
    expect(claimsOf("x [1]. ".repeat(10_000), ids)).toHaveLength(40);
    expect(claimsOf("[1]".repeat(50_000), ids).length).toBeLessThan(2);
  });
});

describe("strips", () => {
  const sources = [
    {
      passage: "a",
      about: "Resuming a run",
      text: "Type hydra resume.\nBananas are yellow.\nA run goes on.",
    },
    { passage: "b", about: "Fruit", text: "Bananas are yellow." },
  ];

  it("are the sentences that share words with the question, nearest first; headings help", () => {
    const scored = scoreStrips("How do I resume a run?", sources);
    expect(scored.map(({ passage, at }) => [passage, at])).toEqual([
      ["a", 0],
      ["a", 2],
    ]);
    expect(keepStrips(scored)[0]?.text).toBe("Type hydra resume.");
  });

  it("are none for a question that shares no word", () => {
    expect(keepStrips(scoreStrips("Where do whales sing?", sources))).toEqual([]);
  });

  it("of a page are its nearest parts, none longer than a passage", () => {
    const page = `${"Bananas. ".repeat(500)}\n\nWhales sing at night.`;
    const parts = nearestParts(page, { question: "When do whales sing?", atMost: 2 });
    expect(parts).toHaveLength(1);
    expect(parts[0]?.length).toBeLessThan(2_500);
  });
});
