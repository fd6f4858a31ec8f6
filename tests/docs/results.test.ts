// The README quotes its results from docs/results.md and from nowhere else.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { excerptOf } from "../../evals/figures/report.ts";

/** What the README states that the page does not: a block that differs, intervals outside of it. */
const unquoted = (readme: string, page: string): string[] => {
  const block = excerptOf(readme, "README.md");
  const outside = readme.replace(block, "").match(/[\d.]+ ?%? \[[-+−.\d]+, [-+−.\d]+\]/gu) ?? [];
  return [...(block === excerptOf(page, "docs/results.md") ? [] : [block]), ...outside];
};

const page = "# Results\n<!-- results -->\n| hydra | 37.4 [31.0, 44.1] |\n<!-- /results -->\n## 1.\n";

test("a README that quotes the page word for word is accepted", () => {
  expect(unquoted(`# Hydra\n${page.slice(page.indexOf("<!--"), page.indexOf("##"))}the end\n`, page)).toEqual(
    [],
  );
});

test("another number in its block, or an interval beside it, is seen", () => {
  expect(unquoted(page.replace("37.4", "38.4"), page)).toHaveLength(1);
  expect(unquoted(`${page}91 [86, 95] of the gap\n`, page)).toEqual(["91 [86, 95]"]);
});

test("the README's results are those of docs/results.md (else: hydra eval report … --readme README.md)", () => {
  expect(unquoted(readFileSync("README.md", "utf8"), readFileSync("docs/results.md", "utf8"))).toEqual([]);
});
