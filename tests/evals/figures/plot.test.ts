import { expect, test } from "vitest";
import { plotOf } from "../../../evals/figures/plot.ts";
import { choice } from "./results.ts";

const hostile = `<script>alert("x")</script>&'`;

test("shows each solver with its interval, and what a screen reader says", () => {
  const svg = plotOf(choice());
  expect(svg).toMatch(
    /^<svg [^>]*role="img" aria-labelledby="title description">\n<title id="title">HumanEval/u,
  );
  expect(svg).toMatch(/<desc id="description">12 tasks[^<]*hydra 33\.3 \[/u);
  for (const name of ["single", "majority", "hydra", "oracle"]) expect(svg).toContain(`>${name}</text>`);
  expect(svg).not.toContain(">random3</text>"); // one model drew: it is single
  expect(svg).toContain(`<rect width="1000" height="512" fill="#ffffff"/>`);
  expect(svg).not.toContain("NaN");
});

test("is the same each time, and well formed with any name", () => {
  expect(plotOf(choice())).toBe(plotOf(choice()));
  const svg = plotOf(choice({ suite: hostile, models: hostile, intake: hostile, jurors: hostile }));
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;");
});

test("says what is simulated, and where nobody states a chance", () => {
  expect(plotOf(choice({ simulated: true, kind: "simulate" }))).toContain(">SIMULATED · HumanEval");
  const { hydra: _, "without-tests": __, ...rest } = choice().solvers;
  expect(plotOf({ ...choice(), solvers: rest })).toContain("No solver stated a chance.");
});

test("dots stand from the lowest share to the highest", () => {
  const circles = [...plotOf(choice()).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/gu)].slice(0, 5);
  const across = circles.map((match) => Number(match[1]));
  const down = circles.map((match) => Number(match[2]));
  expect(across).toEqual(across.toSorted((a, b) => a - b));
  expect(down).toEqual(down.toSorted((a, b) => a - b));
  expect(new Set(across).size).toBe(3); // single and majority, hydra and its ablation, oracle
});
