import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addSources, refuseNothing } from "../../../app/memory/add.ts";
import { seedPatterns, seedWorkspace } from "../../../app/memory/seed.ts";
import { openSourceTools } from "../../../app/wire/ingest.ts";
import type { Knowledge } from "../../../app/knowledge.ts";
import { addMemoryAdd } from "../../../cli/commands/memory-add.ts";
import { addMemorySeed } from "../../../cli/commands/memory-seed.ts";
import type { Edge } from "../../../cli/edge.ts";
import type { Draft, Library } from "../../../core/knowledge.ts";
import { temporary } from "../../support/temporary.ts";

const { signal } = new AbortController();
const web = { allow: [] };

/** Keeps drafts by `uri`, and says whether the text is another one. */
const makeShelf = () => {
  const kept = new Map<string, Draft>();
  const library: Pick<Library, "add" | "index"> = {
    add: async (draft) => {
      const { origin, text } = draft;
      const changed = kept.get(origin.uri)?.text !== text;
      kept.set(origin.uri, draft);
      return { document: { ...origin, id: origin.uri, hash: "", addedAt: "" }, changed };
    },
    index: async () => ({ indexed: kept.size, left: { vectors: 0, keywords: 0, graph: 0 }, down: [] }),
  };
  return { kept, knowledge: { library: library as Library } };
};

const makeProject = (): string => {
  const root = temporary();
  mkdirSync(join(root, "docs"));
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "README.md"), "# Shop\n\nSells things.\n");
  writeFileSync(join(root, "docs", "cart.md"), "# Cart\n\nHolds things.\n");
  writeFileSync(
    join(root, "src", "cart.ts"),
    "export const addItem = (): void => {};\nconst hidden = () => 1;\n",
  );
  writeFileSync(
    join(root, "package.json"),
    '{\n  "name": "shop",\n  "dependencies": {\n    "zod": "^4.0.0"\n  }\n}\n',
  );
  writeFileSync(join(root, "bad.txt"), Buffer.from([0, 1, 0, 255]));
  execFileSync("git", ["init", "-q"], { cwd: root });
  return root;
};

const toolsFor = (root: string) => openSourceTools({ web }, { root, home: join(root, ".hydra") });

describe("adding", () => {
  test("what can be read goes in, what can't is told, and the same again changes nothing", async () => {
    const root = makeProject();
    const { kept, knowledge } = makeShelf();
    const ask = { sources: [".", "nowhere"], tools: toolsFor(root) };
    const first = await addSources(knowledge, ask, { signal });
    expect(first).toMatchObject({ added: 4, unchanged: 0, chunks: 4 });
    expect(first.problems.map(({ uri }) => uri)).toEqual(["bad.txt", "nowhere"]);
    expect([...kept.keys()].toSorted()).toEqual(["README.md", "docs/cart.md", "package.json", "src/cart.ts"]);
    expect(await addSources(knowledge, ask, { signal })).toMatchObject({ added: 0, unchanged: 4, chunks: 0 });
  });

  test("nothing at all is refused with the first reason", async () => {
    const { knowledge } = makeShelf();
    const ask = { sources: ["nowhere", "neither"], tools: toolsFor(makeProject()) };
    const added = await addSources(knowledge, ask, { signal });
    expect(() => refuseNothing(added)).toThrow("nothing was added: nowhere is not there (and 1 more)");
  });
});

describe("seeding", () => {
  test("each pattern is one that can be found by its context", async () => {
    const { kept, knowledge } = makeShelf();
    const seeded = await seedPatterns(knowledge, toolsFor(temporary()), { signal });
    expect(seeded).toMatchObject({ problems: [] });
    expect(kept.size).toBeGreaterThanOrEqual(10);
    for (const [uri, { origin, pieces }] of kept) {
      expect(uri).toMatch(/^pattern:[a-z-]+$/u);
      expect(origin.kind).toBe("pattern");
      expect(pieces[0]?.context).toMatch(/^From pattern:.*\("[A-Z]/u);
    }
  });

  test("a workspace: what tells of it, and its public names, but not its code", async () => {
    const { kept, knowledge } = makeShelf();
    await seedWorkspace(knowledge, toolsFor(makeProject()), { signal });
    expect([...kept.keys()].toSorted()).toEqual([
      "README.md",
      "docs/cart.md",
      "package.json",
      "workspace:names",
    ]);
    expect(kept.get("workspace:names")?.text).toContain("`src/cart.ts`: addItem");
    expect(kept.get("workspace:names")?.text).not.toContain("hidden");
  });

  test("an empty folder has nothing to tell", async () => {
    const { knowledge } = makeShelf();
    expect(await seedWorkspace(knowledge, toolsFor(temporary()), { signal })).toMatchObject({
      added: 0,
      problems: [],
    });
  });
});

describe("commands", () => {
  const run = async (argv: readonly string[], cwd: string) => {
    const shelf = makeShelf();
    let [stdout, stderr] = ["", ""];
    const edge = {
      argv,
      env: {},
      cwd,
      stdout: { write: (text: string) => (stdout += text) },
      stderr: { write: (text: string) => (stderr += text) },
      signal,
      userDataDir: temporary(),
      openKnowledge: async () =>
        ({ ...shelf.knowledge, notes: [], close: async () => undefined }) as unknown as Knowledge,
    } as unknown as Edge;
    let code = -1;
    const memory = new Command("memory");
    for (const add of [addMemoryAdd, addMemorySeed]) {
      add(memory, edge, async (action) => {
        code = await action();
      });
    }
    await memory.parseAsync(argv, { from: "user" });
    return { code, stdout, stderr, kept: shelf.kept };
  };

  test("add: a line per thing that can't be read, a summary, and 0", async () => {
    const { code, stdout, stderr } = await run(["add", "README.md", "bad.txt"], makeProject());
    expect(code).toBe(0);
    expect(stdout).toBe("1 document added (1 chunk), 0 unchanged, 1 left out\n");
    expect(stderr).toMatch(/^left out: bad\.txt is a binary file, not text\. Fix: .+\.\n$/u);
  });

  test("add: a reason that ends in a full stop is no two of them", async () => {
    const { stderr } = await run(["add", "docs", "http://127.0.0.1/x"], makeProject());
    expect(stderr).toMatch(/^left out: .*loopback address\. Fix: .*[^.]\.\n$/u);
  });

  test("add --json: one object", async () => {
    const { stdout } = await run(["add", "docs", "--json"], makeProject());
    expect(JSON.parse(stdout)).toMatchObject({ added: 1, problems: [], notes: [] });
  });

  test("add: nothing at all is bad input", async () => {
    await expect(run(["add", "nowhere"], makeProject())).rejects.toMatchObject({
      code: "BAD_INPUT",
      exitCode: 2,
    });
  });

  test("seed --workspace: patterns and the workspace", async () => {
    const { code, stdout, kept } = await run(["seed", "--workspace"], makeProject());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^patterns: 1\d documents added .+\nworkspace: 4 documents added/u);
    expect(kept.has("pattern:rounding")).toBe(true);
  });
});
