import { describe, expect, it } from "vitest";
import { afterGrade, afterGround, afterNeed, afterWeb } from "../../graphs/rag-routes.ts";

const search = (grade: "correct" | "ambiguous" | "incorrect") => ({ query: "q", confidence: 0, grade });
const claim = (unsupported: string | null) => ({ text: "t", cites: ["a"], unsupported });

describe("where a question goes", () => {
  it("is looked up only where it says something", () => {
    expect(afterNeed({ lookedUp: true })).toBe("retrieve");
    expect(afterNeed({ lookedUp: false })).toBe("conclude");
  });

  it("three grades go three ways, and a search is worded anew once", () => {
    expect(afterGrade({ searches: [search("correct")] })).toBe("refine");
    expect(afterGrade({ searches: [search("ambiguous")] })).toBe("web");
    expect(afterGrade({ searches: [search("incorrect")] })).toBe("rewrite");
    expect(afterGrade({ searches: [search("incorrect"), search("incorrect")] })).toBe("web");
    expect(afterGrade({ searches: [search("incorrect"), search("correct")] })).toBe("refine");
  });

  it("a web that brought nothing leaves a first answer to be tried, and no second", () => {
    expect(afterWeb({ fromWeb: [], attempts: 0 })).toBe("refine");
    expect(afterWeb({ fromWeb: [], attempts: 1 })).toBe("conclude");
    expect(afterWeb({ fromWeb: ["web:1"], attempts: 1 })).toBe("refine");
  });

  it.each([
    ["all stands", [claim(null)], false, 1, "conclude"],
    ["some does not, at first", [claim(null), claim("x")], false, 1, "answer"],
    ["some does not, again", [claim(null), claim("x")], true, 2, "conclude"],
    ["nothing stands, and the web was not asked", [claim("x")], false, 2, "web"],
    ["nothing was said, and the web was not asked", [], false, 1, "web"],
    ["nothing stands, and the web was asked", [claim("x")], true, 2, "conclude"],
    ["nothing stands, and enough was tried", [claim("x")], false, 3, "conclude"],
  ] as const)("%s", (_, claims, webAsked, attempts, next) => {
    expect(
      afterGround({
        claims: claims.map((one) => ({ ...one, cites: [...one.cites] })),
        webAsked,
        writtenBy: "model",
        attempts,
      }),
    ).toBe(next);
  });

  it("a quotation is not asked for again", () => {
    expect(
      afterGround({ claims: [claim("x"), claim(null)], webAsked: true, writtenBy: "quoted", attempts: 1 }),
    ).toBe("conclude");
  });
});
