import { execFileSync } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Workspace } from "../../core/ports.ts";
import { makeWorkspace, makeWorkspaceFake } from "../../tools/workspace.ts";
import { temporaryFolder } from "../support/databases.ts";

let folder: string;
let root: string;
let rounds = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => rm(folder, { recursive: true }));
beforeEach(async () => {
  rounds += 1;
  root = join(folder, `workspace-${rounds}`);
  await mkdir(root);
});

const put = async (path: string, content: string | Uint8Array = path): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};
const git = (...parameters: string[]) => execFileSync("git", parameters, { cwd: root, stdio: "ignore" });
const pipeMaker = "mkfifo";
const paths = async (workspace: Workspace) => (await workspace.list()).map(({ path }) => path);

describe.each(["disk", "fake"] as const)("a workspace (%s)", (kind) => {
  const make = async (files: Record<string, string>): Promise<Workspace> => {
    for (const [path, content] of Object.entries(files)) await put(path, content);
    return kind === "disk" ? makeWorkspace(root) : makeWorkspaceFake(files);
  };

  it("lists files shallow first, with their sizes, and reads them", async () => {
    const workspace = await make({ "src/deep/b.py": "żółw", "z.md": "z", "src/a.py": "" });
    expect(await workspace.list()).toEqual([
      { path: "z.md", bytes: 1 },
      { path: "src/a.py", bytes: 0 },
      { path: "src/deep/b.py", bytes: 7 },
    ]);
    expect(await workspace.read("src/deep/b.py")).toBe("żółw");
    expect(await workspace.read("src/a.py")).toBe("");
    expect(await workspace.read("missing.py")).toBeNull();
  });
});

describe("without version control", () => {
  it("leaves out what is generated, Hydra's own, binary, too large, or no UTF-8", async () => {
    await put("kept.py");
    for (const name of ["node_modules/a.js", ".hydra/runs/t/spec.md", ".venv/x.py", "dist/a.js"])
      await put(name);
    await put("a/__pycache__/x.py");
    await put("state/runs/t/spec.md");
    await put("binary", new Uint8Array([65, 0, 66]));
    await put("latin", new Uint8Array([65, 0xe9, 66]));
    await put("large.txt", "x".repeat((512 << 10) + 1));
    await put("largest.txt", "x".repeat(512 << 10));
    const workspace = makeWorkspace(root, { home: join(root, "state") });
    expect(await paths(workspace)).toEqual(["kept.py", "largest.txt"]);
    for (const path of ["binary", "latin", "large.txt"]) expect(await workspace.read(path)).toBeNull();
  });

  it("cuts no character where it looks for binaries", async () => {
    await put("long.md", `${"x".repeat(7_999)}ż${"y".repeat(100)}`);
    expect(await paths(makeWorkspace(root))).toEqual(["long.md"]);
  });

  it("follows no link out of the root, none in a circle, and hangs on no pipe", async () => {
    await writeFile(join(folder, "secret"), "secret");
    await put("src/a.py");
    await symlink(join(folder, "secret"), join(root, "leak"));
    await symlink(folder, join(root, "up"));
    await symlink(root, join(root, "src", "circle"));
    await symlink("src/a.py", join(root, "alias.py"));
    await symlink("nowhere", join(root, "dangling"));
    execFileSync(pipeMaker, [join(root, "pipe")]);
    const workspace = makeWorkspace(root);
    expect(await paths(workspace)).toEqual(["alias.py", "src/a.py"]);
    for (const path of ["leak", "up/secret", "../secret", join(folder, "secret"), "pipe", "src", "a\0b"]) {
      expect(await workspace.read(path)).toBeNull();
    }
  });

  it("lists no more than 5,000 files, the shallow ones", async () => {
    await mkdir(join(root, "deep"));
    for (let n = 0; n < 5_010; n += 1) await writeFile(join(root, "deep", `${n}`), "x");
    await put("top.py");
    const listed = await paths(makeWorkspace(root));
    expect(listed).toHaveLength(5_000);
    expect(listed[0]).toBe("top.py");
  });

  it("is empty where there is no folder", async () => {
    expect(await makeWorkspace(join(root, "missing")).list()).toEqual([]);
    expect(await makeWorkspace(null).list()).toEqual([]);
    expect(await makeWorkspace(null).read("x")).toBeNull();
  });
});

describe("with version control", () => {
  it("lists what it tracks or would track", async () => {
    git("init");
    for (const path of ["tracked.py", "new.py", "gone.py", "ignored.log", "dist/kept.js"]) await put(path);
    for (const path of ["node_modules/a.js", ".hydra/runs/t/spec.md", "src/new.py"]) await put(path);
    await put(".gitignore", "*.log\n");
    git("add", "tracked.py", "gone.py");
    await rm(join(root, "gone.py"));
    await put("żółw name.py");
    expect(await paths(makeWorkspace(root))).toEqual([
      ".gitignore",
      "new.py",
      "tracked.py",
      "żółw name.py",
      "dist/kept.js",
      "src/new.py",
    ]);
    expect(await paths(makeWorkspace(join(root, "src")))).toEqual(["new.py"]);
  });

  it("still sees a folder that a repository around it ignores", async () => {
    git("init");
    await put(".gitignore", "scratch/\n");
    await put("scratch/a.py");
    expect(await paths(makeWorkspace(join(root, "scratch")))).toEqual(["a.py"]);
  });

  it("runs no program that the repository names", async () => {
    git("init");
    git("config", "core.fsmonitor", `touch ${join(folder, "ran")}; false`);
    await put("a.py");
    expect(await paths(makeWorkspace(root))).toEqual(["a.py"]);
    expect(await paths(makeWorkspace(folder))).not.toContain("ran");
  });
});

it("a workspace inside of the home is read, a home inside of the workspace is not", async () => {
  await mkdir(join(root, "state/runs/demo/workspace"), { recursive: true });
  await writeFile(join(root, "state/runs/demo/workspace/a.py"), "a = 1\n");
  await writeFile(join(root, "b.py"), "b = 1\n");
  const home = join(root, "state");
  const paths = async (folder: string) =>
    (await makeWorkspace(folder, { home }).list()).map(({ path }) => path);
  expect(await paths(join(home, "runs/demo/workspace"))).toEqual(["a.py"]);
  expect(await paths(root)).toEqual(["b.py"]);
});
