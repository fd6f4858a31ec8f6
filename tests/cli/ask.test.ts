import { Readable } from "node:stream";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { Knowledge } from "../../app/knowledge.ts";
import { addAsk } from "../../cli/commands/ask.ts";
import type { Edge } from "../../cli/edge.ts";
import { isHydraError } from "../../core/errors.ts";
import { retrieverOf, type Known } from "../support/rag.ts";
import { temporary } from "../support/temporary.ts";

const known: Known[] = [
  {
    uri: "docs/store.md",
    text: "The checkpoint store is vacuumed every 10 minutes.\nIt can be \u001b[31m red \u001b[0m.",
  },
  { uri: "docs/fruit.md", text: "Bananas are yellow." },
];

const run = async (argv: readonly string[], confidence = 0.9) => {
  let [stdout, code, closed] = ["", -1, 0];
  const folder = temporary();
  const edge = {
    argv,
    env: {},
    cwd: folder,
    stdin: Readable.from([]),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: () => undefined },
    signal: new AbortController().signal,
    userDataDir: folder,
    openKnowledge: async () =>
      ({
        retriever: retrieverOf(known, confidence),
        notes: ["no reranker"],
        close: async () => {
          closed += 1;
        },
      }) as unknown as Knowledge,
  } as unknown as Edge;
  const program = new Command().exitOverride();
  addAsk(program, edge, async (action) => {
    code = await action();
  });
  await program.parseAsync(["ask", ...argv], { from: "user" });
  return { code, stdout, closed };
};

const question = "How often is the checkpoint store vacuumed?";

describe("hydra ask", () => {
  it("without a model quotes, cites, and says so", async () => {
    const { code, stdout, closed } = await run([question]);
    expect(code).toBe(0);
    expect(stdout).toContain("(no model: quoted from what is known)");
    expect(stdout).toContain("The checkpoint store is vacuumed every 10 minutes. [1]");
    expect(stdout).toContain("[1] docs/store.md");
    expect(closed).toBe(1);
  });

  it("with the scripted model says SCRIPTED, and its answer is checked like any", async () => {
    const { code, stdout } = await run([question, "--demo", "--json"]);
    const asked = JSON.parse(stdout) as Record<string, unknown>;
    expect(code).toBe(0);
    expect(asked).toMatchObject({ model: "scripted", label: "SCRIPTED model", outcome: "answered" });
    expect(asked["answer"]).toContain("every 10 minutes. [1]");
  });

  it("ends with 1 where it is not in what is known, and tells what was looked at", async () => {
    const { code, stdout } = await run([question, "--no-web"], 0.05);
    expect(code).toBe(1);
    expect(stdout).toContain("Not in what I know.");
    expect(stdout).toMatch(/Looked at\n- docs\/store\.md/u);
    expect(stdout).toContain("The web was not asked, as you wished.");
  });

  it("lets nothing that was found steer the terminal", async () => {
    const { stdout } = await run(["Is the checkpoint store red?"]);
    expect(stdout).toContain("red");
    expect(stdout).not.toContain("\u001b");
  });

  it("refuses an empty question and a limit that is none", async () => {
    for (const argv of [[" "], [question, "--limit", "many"]]) {
      const error: unknown = await run(argv).catch((caught: unknown) => caught);
      expect(isHydraError(error) && error.code).toBe("BAD_INPUT");
    }
  });
});
