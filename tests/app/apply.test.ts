// What `apply` writes, and above all what it leaves alone.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyRun } from "../../app/apply.ts";
import { unifiedDiff } from "../../app/apply/diff.ts";
import { runTask } from "../../app/run-task.ts";
import type { RunResult } from "../../core/contract.ts";
import { plainOptions, makeWorld } from "./fake-wired.ts";
import { temporary } from "../support/temporary.ts";

const files = { "src/a.py": "a = 2\n", "b.py": "b = 1\n" };

/** A workspace with src/a.py, seen by a finished run that wants to write `files`. */
const finished = async ({ git = false }: { git?: boolean } = {}) => {
  const workdir = temporary();
  mkdirSync(join(workdir, "src"));
  writeFileSync(join(workdir, "src/a.py"), "a = 1\n");
  const inGit = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
      cwd: workdir,
      stdio: "pipe",
    });
  if (git) {
    inGit("init", "-q");
    inGit("add", ".");
    inGit("commit", "-qm", "start");
  }
  const world = makeWorld({ files });
  const options = {
    task: "t",
    ...plainOptions,
  };
  const result = await runTask(options, { ...world.place, workdir }, world.deps());
  const text = (path: string) => readFileSync(join(workdir, path), "utf8");
  return { workdir, result, text, inGit };
};

const apply = async (result: RunResult, workdir: string | null, force = false) =>
  applyRun({ result, workdir, force });

describe("writes", () => {
  test("creates and changes, shows the difference first, and does nothing the second time", async () => {
    const { workdir, result, text } = await finished();
    const diffs: string[] = [];
    const onDiff = (diff: string) => {
      expect(text("src/a.py")).toBe("a = 1\n");
      diffs.push(diff);
    };
    expect(await applyRun({ result, workdir, force: false, onDiff })).toEqual([
      { path: "src/a.py", action: "changed" },
      { path: "b.py", action: "created" },
    ]);
    expect(diffs[0]).toBe("--- a/src/a.py\n+++ b/src/a.py\n@@ -1,1 +1,1 @@\n-a = 1\n+a = 2");
    expect(text("src/a.py")).toBe("a = 2\n");
    const { mtimeMs } = statSync(join(workdir, "b.py"));
    expect((await apply(result, workdir)).map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
    expect(statSync(join(workdir, "b.py")).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(workdir).toSorted()).toEqual(["b.py", "src"]);
    expect(JSON.parse(readFileSync(join(result.folder, "result.json"), "utf8"))).toMatchObject({
      applied: true,
    });
  });

  test("keeps a file's mode", async () => {
    const { workdir, result } = await finished();
    chmodSync(join(workdir, "src/a.py"), 0o755);
    await apply(result, workdir);
    expect(statSync(join(workdir, "src/a.py")).mode & 0o777).toBe(0o755);
  });

  test("over what is committed and clean", async () => {
    const { workdir, result, text } = await finished({ git: true });
    await apply(result, workdir);
    expect(text("src/a.py")).toBe("a = 2\n");
  });

  test("a half-finished apply can be finished", async () => {
    const { workdir, result, text } = await finished({ git: true });
    writeFileSync(join(workdir, "src/a.py"), "a = 2\n");
    await apply(result, workdir);
    expect(text("b.py")).toBe("b = 1\n");
  });
});

const conflict = async (
  change: (workspace: Awaited<ReturnType<typeof finished>>) => void,
  options: { git?: boolean } = {},
) => {
  const workspace = await finished(options);
  change(workspace);
  const error: unknown = await apply(workspace.result, workspace.workdir).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "WORKSPACE_CHANGED" });
  await apply(workspace.result, workspace.workdir, true);
  expect(workspace.text("src/a.py")).toBe("a = 2\n");
  expect(workspace.text("b.py")).toBe("b = 1\n");
  return (error as Error).message;
};

describe("refuses without --force, and then writes nothing at all", () => {
  test("a file that was changed since", async () => {
    const message = await conflict(({ workdir, text }) => {
      writeFileSync(join(workdir, "src/a.py"), "a = 99\n");
      expect(text("src/a.py")).toBe("a = 99\n");
    });
    expect(message).toContain("src/a.py was changed since the run began");
  });

  test("a file that appeared since", async () => {
    const message = await conflict(({ workdir }) => writeFileSync(join(workdir, "b.py"), "mine\n"));
    expect(message).toContain("b.py was not there when the run began");
  });

  test("a file that was deleted since", async () => {
    const message = await conflict(({ workdir }) => rmSync(join(workdir, "src/a.py")));
    expect(message).toContain("src/a.py was deleted");
  });

  test("a file with uncommitted changes, though the run saw them", async () => {
    const message = await conflict(
      ({ inGit }) => {
        inGit("rm", "--cached", "-q", "src/a.py");
      },
      { git: true },
    );
    expect(message).toContain("src/a.py has uncommitted changes");
  });

  test("a repository in which git can't tell", async () => {
    const message = await conflict(({ workdir }) => writeFileSync(join(workdir, ".git"), "nonsense"));
    expect(message).toContain("git can't tell");
  });
});

describe("refuses even with --force", () => {
  test.each(["../out.py", "/tmp/out.py", "a/../../out.py", ".git/hooks/pre-commit", "a//b", "C:\\x", "a\0b"])(
    "the path %j",
    async (path) => {
      const { workdir, result } = await finished();
      const evil = { ...result, files: [{ path, bytes: 1 }] };
      await expect(apply(evil, workdir, true)).rejects.toMatchObject({ code: "BAD_INPUT" });
    },
  );

  test("a folder that is a link out of the workspace", async () => {
    const { workdir, result } = await finished();
    const outside = temporary();
    rmSync(join(workdir, "src"), { recursive: true });
    symlinkSync(outside, join(workdir, "src"));
    await expect(apply(result, workdir, true)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(workdir, "b.py"))).toBe(false);
  });

  test("a link in place of a file", async () => {
    const { workdir, result } = await finished();
    const outside = join(temporary(), "target");
    writeFileSync(outside, "safe");
    symlinkSync(outside, join(workdir, "b.py"));
    await expect(apply(result, workdir, true)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(readFileSync(outside, "utf8")).toBe("safe");
  });

  test("a run without files, or without a workspace", async () => {
    const { workdir, result } = await finished();
    await expect(apply({ ...result, files: [] }, workdir)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(apply(result, null)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

test("a repository's own programs are not run", async () => {
  const { workdir, result, inGit } = await finished({ git: true });
  const proof = join(temporary(), "ran");
  inGit("config", "core.fsmonitor", `touch ${proof}; false`);
  await apply(result, workdir);
  expect(existsSync(proof)).toBe(false);
});

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

const manyLines = (word: string) => joined(Array.from({ length: 20_000 }, (_, index) => `${word}${index}`));

describe("a unified diff", () => {
  test("is what git applies", () => {
    const words = ["a", "b", "c", "d"];
    let seed = 7;
    const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    for (let round = 0; round < 40; round++) {
      const before = Array.from({ length: next(30) }, () => words[next(4)] ?? "");
      const after = before.flatMap((line) => (next(5) === 0 ? [] : next(5) === 0 ? [line, "new"] : [line]));
      if (joined(before) === joined(after)) continue;
      const folder = temporary();
      writeFileSync(join(folder, "f"), joined(before));
      const input = `${unifiedDiff("f", joined(before), joined(after))}\n`;
      execFileSync("git", ["apply", "--unsafe-paths", "-"], { cwd: folder, input, stdio: "pipe" });
      expect(existsSync(join(folder, "f")) ? readFileSync(join(folder, "f"), "utf8") : "").toBe(
        joined(after),
      );
    }
  });

  test("of the same is empty, of a new file names nothing before it", () => {
    expect(unifiedDiff("f", "a\n", "a\n")).toBe("");
    expect(unifiedDiff("f", null, "a\n")).toBe("--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a");
  });

  test("of two long strangers is a replacement, not a wait", () => {
    expect(unifiedDiff("f", manyLines("a"), manyLines("b")).split("\n").length).toBeGreaterThan(40_000);
  });
});
