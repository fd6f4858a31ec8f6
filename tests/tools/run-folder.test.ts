import { access, mkdir, readFile, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileError } from "../../core/file-errors.ts";
import { makeRunFolder, makeRunFolderFake, type RunFolders } from "../../tools/run-folder.ts";
import { temporaryFolder } from "../support/databases.ts";

let home: string;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(async () => rm(home, { recursive: true }));

const fake = makeRunFolderFake();
describe.each<[string, () => RunFolders]>([
  ["on disk", () => makeRunFolder(home)],
  ["in memory", () => fake],
])("a run's folder %s", (_, make) => {
  it("gives back what was written, and null for what was not", async () => {
    const folder = make();
    expect(await folder.read("t-1", "spec.md")).toBeNull();
    await folder.write("t-1", "spec.md", "# spec żółw\n");
    await folder.write("t-1", "files/src/deep/a.py", "a = 1\n");
    await folder.write("t-1", "spec.md", "");
    expect(await folder.read("t-1", "spec.md")).toBe("");
    expect(await folder.read("t-1", "files/src/deep/a.py")).toBe("a = 1\n");
    expect(await folder.read("t-2", "spec.md")).toBeNull();
  });

  it("lists and removes threads", async () => {
    const folder = make();
    await folder.write("b", "x", "1");
    await folder.write("a", "x", "1");
    expect(await folder.threads()).toEqual(expect.arrayContaining(["a", "b"]));
    await folder.remove("a");
    await folder.remove("a");
    expect(await folder.threads()).not.toContain("a");
    expect(await folder.read("a", "x")).toBeNull();
    expect(await folder.read("b", "x")).toBe("1");
  });

  it.each(["../x", "a/../../x", "/etc/passwd", "", ".", "a//b", "a/", "a\\..\\b", "C:x", "a\0b"])(
    "refuses the name %j",
    async (path) => {
      const refused = { code: "BAD_INPUT" };
      await expect(make().write("t", path, "x")).rejects.toMatchObject(refused);
      await expect(make().read("t", path)).rejects.toMatchObject(refused);
    },
  );

  it.each(["..", ".", "", "a/b", "../t", ".hidden", "a\0"])("refuses the thread %j", async (thread) => {
    await expect(make().write(thread, "x", "x")).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(make().remove(thread)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("a run's folder on a real disk", () => {
  it("does not touch a file that has this content already", async () => {
    const folder = makeRunFolder(home);
    const path = join(folder.locate("same"), "plan.md");
    await folder.write("same", "plan.md", "plan");
    await utimes(path, 1_000, 1_000);
    const before = await stat(path);
    await folder.write("same", "plan.md", "plan");
    expect(await stat(path)).toMatchObject({ ino: before.ino, mtimeMs: 1_000_000 });
    await folder.write("same", "plan.md", "another");
    expect((await stat(path)).mtimeMs).toBeGreaterThan(1_000_000);
  });

  it("shows a reader one whole version or the other, and leaves nothing behind", async () => {
    const folder = makeRunFolder(home);
    const versions = ["a", "b", "c"].map((letter) => letter.repeat(200_000));
    await folder.write("whole", "report.md", versions[0] ?? "");
    const writing = Promise.all(
      Array.from({ length: 30 }, async (_, n) => folder.write("whole", "report.md", versions[n % 3] ?? "")),
    );
    for (let n = 0; n < 30; n += 1) {
      expect(versions).toContain(await readFile(join(folder.locate("whole"), "report.md"), "utf8"));
    }
    await writing;
    expect(await readdir(folder.locate("whole"))).toEqual(["report.md"]);
    expect(await readdir(join(home, "runs", ".writing"))).toEqual([]);
  });

  it("follows no link out of the folder", async () => {
    const folder = makeRunFolder(home);
    const outside = join(home, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "secret"), "secret");
    await mkdir(folder.locate("linked"), { recursive: true });
    await symlink(outside, join(folder.locate("linked"), "files"));
    const refused = { code: "BAD_INPUT" };
    await expect(folder.write("linked", "files/new", "x")).rejects.toMatchObject(refused);
    await expect(folder.write("linked", "files/sub/new", "x")).rejects.toMatchObject(refused);
    await expect(folder.read("linked", "files/secret")).rejects.toMatchObject(refused);
    expect(await readdir(outside)).toEqual(["secret"]);
    await folder.remove("linked");
    await expect(access(join(outside, "secret"))).resolves.toBeUndefined();
  });

  it("names what is in the way", async () => {
    const folder = makeRunFolder(home);
    await folder.write("way", "files/a", "a file");
    await expect(folder.write("way", "files/a/b", "x")).rejects.toMatchObject({
      code: "WORKSPACE_NOT_WRITABLE",
      message: expect.stringContaining(join("way", "files", "a", "b")) as string,
    });
    await expect(makeRunFolder(join(home, "outside", "secret")).write("t", "x", "x")).rejects.toMatchObject({
      code: "WORKSPACE_NOT_WRITABLE",
    });
  });

  it.each([
    ["ENOSPC", "DISK_FULL"],
    ["EDQUOT", "DISK_FULL"],
    ["EACCES", "WORKSPACE_NOT_WRITABLE"],
    ["EROFS", "WORKSPACE_NOT_WRITABLE"],
  ])("tells %s as %s", (code, name) => {
    const error = Object.assign(new Error(code), { code });
    expect(fileError(error, "/p")).toMatchObject({ code: name, cause: error });
  });
});
