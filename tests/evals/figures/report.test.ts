import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { addEvalReport } from "../../../cli/commands/eval-report.ts";
import type { Edge } from "../../../cli/edge.ts";
import { excerptOf, reportOf, withExcerpt } from "../../../evals/figures/report.ts";
import { resultText } from "../../../evals/figures/result.ts";
import { choice, intake } from "./results.ts";

const none = choice({ intake: "none", command: "hydra eval code --intake none" });

describe("the page", () => {
  const page = reportOf([none, choice(), intake]);

  test("has a summary line, a section and the command of each result", () => {
    expect(page).toMatch(
      /^\| 1 \| HumanEval, none, intake \| recall \| 97\.1 \[95\.1, 99\.0\] % \| 420 \|$/mu,
    );
    expect(page).toMatch(/^\| 1 \| HumanEval, none, intake \| calls \| 2\.5 \[2\.0, 3\.0\] \| 164 \|$/mu);
    expect(page).toMatch(/^\| 2 \| HumanEval, replay: codegen-16b, intake docstring \| 12 × 1 \|/mu);
    expect(page).toMatch(/^## 3\. HumanEval, replay: codegen-16b, intake none$/mu);
    expect(page).toContain("3. `hydra eval code --intake none`");
    expect(page.match(/```sh\nhydra eval/gu)).toHaveLength(3);
    expect(page.match(/^\| hydra \|/gmu)).toHaveLength(8); // four tables of each
  });

  test("is the same in any order, and with a file named twice", () => {
    expect(reportOf([intake, choice(), none, choice()])).toBe(page);
  });

  test("says with the numbers what a replay, a script and a simulation can't show", () => {
    expect(excerptOf(page, "page")).toContain("A replay asks no model");
    expect(excerptOf(page, "page")).not.toMatch(/Scripted|SIMULATED/u);
    const simulated = reportOf([choice({ kind: "simulate", simulated: true, models: "mutants" })]);
    expect(excerptOf(simulated, "page")).toMatch(/\| 1 \| SIMULATED: HumanEval/u);
    expect(simulated).not.toContain("A replay asks");
    expect(reportOf([choice({ models: "scripted" })])).toContain("Scripted answers were written for this");
  });

  test("takes no markup and no extra cells from names", () => {
    const wild = reportOf([choice({ suite: "a|b<!-- /results -->", models: "replay: <b>x</b>" })]);
    expect(excerptOf(wild, "page")).toContain("a\\|b&lt;!-- /results --&gt;");
    expect(wild).not.toContain("<b>");
  });

  test("of nothing is an error", () => {
    expect(() => reportOf([])).toThrow("there is no result to report");
  });
});

describe("the README's block", () => {
  const page = reportOf([choice()]);

  test("becomes the page's summary, and nothing else changes", () => {
    const readme = "# A\n<!-- results -->\nold 12.3\n<!-- /results -->\nafter $& $1\n";
    const fresh = withExcerpt(readme, page);
    expect(excerptOf(fresh, "README.md")).toBe(excerptOf(page, "page"));
    expect(fresh.startsWith("# A\n<!-- results -->\n|")).toBe(true);
    expect(fresh.endsWith("<!-- /results -->\nafter $& $1\n")).toBe(true);
    expect(withExcerpt(fresh, page)).toBe(fresh);
  });

  test("has to be there", () => {
    expect(() => withExcerpt("# A\n", page)).toThrow("README.md has no lines <!-- results -->");
    expect(() => withExcerpt("<!-- /results -->\n<!-- results -->\n", page)).toThrow(
      "README.md has no lines",
    );
  });
});

describe("hydra eval report", () => {
  const folder = mkdtempSync(join(tmpdir(), "hydra-report-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const run = async (...argv: string[]): Promise<string> => {
    let stdout = "";
    const edge = { cwd: folder, stdout: { write: (text: string) => (stdout += text) } } as unknown as Edge;
    const program = new Command().exitOverride();
    addEvalReport(program, edge, async (action) => void (await action()));
    await program.parseAsync(["report", ...argv], { from: "user" });
    return stdout;
  };
  write("a.json", resultText(choice()));
  write("b.json", resultText(none));
  const page = reportOf([choice(), none]);

  test("writes the page and the README's block, or prints the page", async () => {
    write("README.md", "# A\n<!-- results -->\n<!-- /results -->\n");
    expect(await run("b.json", "a.json", "--out", "docs/results.md", "--readme", "README.md")).toBe("");
    expect(read("docs/results.md")).toBe(page);
    expect(excerptOf(read("README.md"), "README.md")).toBe(excerptOf(page, "page"));
    expect(await run("a.json", "b.json")).toBe(page);
  });

  test("a bad file or README leaves everything as it was", async () => {
    write("old.json", '{"version":0}');
    write("bare.md", "# A\n");
    await expect(run("a.json", "old.json", "--out", "new.md")).rejects.toMatchObject({ code: "BAD_INPUT" });
    for (const readme of ["bare.md", "none.md"]) {
      await expect(run("a.json", "--out", "new.md", "--readme", readme)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining(readme),
      });
    }
    expect(() => read("new.md")).toThrow("ENOENT");
  });
});
