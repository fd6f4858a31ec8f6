// Runs are listed and removed with all that is kept of them, demos included.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { demoHome, findRun, makeHome } from "../../app/homes.ts";
import { recordFile } from "../../app/run-record.ts";
import { runTask } from "../../app/run-task.ts";
import { listRuns, oldRuns, parseAge, removeRuns } from "../../app/runs.ts";
import { plainOptions, makeWorld } from "./fake-wired.ts";
import { temporary } from "../support/temporary.ts";

const withRuns = async () => {
  const world = makeWorld({ files: { "a.py": "1\n" } });
  await runTask({ ...plainOptions, task: "first" }, world.place, world.deps());
  const demo = { ...world.place, home: demoHome(world.home), models: { script: "some-demo" } };
  await runTask({ ...plainOptions, task: "second" }, demo, world.deps());
  await runTask({ ...plainOptions, task: "third" }, world.place, world.deps());
  return world;
};

test("the newest first, demos among them and labelled", async () => {
  const world = await withRuns();
  const runs = await listRuns(world.home);
  expect(runs.map(({ task, model, demo, state, verdict }) => [task, model, demo, state, verdict])).toEqual([
    ["third", "live", null, "finished", "verified"],
    ["second", "scripted", "some-demo", "finished", "verified"],
    ["first", "live", null, "finished", "verified"],
  ]);
});

test("a folder that holds something else is no run", async () => {
  const world = await withRuns();
  mkdirSync(join(world.home, "runs", "notes"));
  writeFileSync(join(world.home, "runs", "stray.txt"), "x");
  mkdirSync(join(world.home, "runs", "broken"));
  writeFileSync(join(world.home, "runs", "broken", recordFile), "{");
  expect(await listRuns(world.home)).toHaveLength(3);
  expect(await listRuns(temporary())).toEqual([]);
});

describe("removal", () => {
  test("takes the folder and what the database keeps, in the home of each", async () => {
    const world = await withRuns();
    for (const name of [world.home, demoHome(world.home)]) mkdirSync(join(name, "db"));
    const runs = await Promise.all(
      ["t1", "t2"].map(async (thread) => findRun(thread, { ...world.place, named: true })),
    );
    const before = world.wired.length;
    await removeRuns(runs, { wire: world.wire, config: world.place.config });
    expect(world.deleted).toEqual(["t1", "t2"]);
    expect(world.wired.slice(before).map(({ home, models }) => [home, models])).toEqual([
      [world.home, "none"],
      [demoHome(world.home), "none"],
    ]);
    expect(runs.map(({ folder }) => existsSync(folder))).toEqual([false, false]);
    expect((await listRuns(world.home)).map(({ thread }) => thread)).toEqual(["t3"]);
    expect(world.open.size).toBe(0);
  });

  test("of a held thread is refused and leaves its folder", async () => {
    const world = await withRuns();
    mkdirSync(join(world.home, "db"));
    world.held.add("t1");
    const run = await findRun("t1", { ...world.place, named: true });
    await expect(removeRuns([run], { wire: world.wire, config: world.place.config })).rejects.toMatchObject({
      code: "THREAD_HELD",
    });
    expect(existsSync(run.folder)).toBe(true);
  });

  test("by age leaves out the young and the running", async () => {
    const world = await withRuns();
    const later = Date.now() + parseAge("8d");
    const edit = (thread: string, change: object) => {
      const file = join(world.home, "runs", thread, recordFile);
      writeFileSync(
        file,
        JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), ...change }),
      );
    };
    edit("t1", { state: "running" });
    edit("t3", { updatedAt: later - 1_000 });
    const old = await oldRuns(world.home, { olderThanMs: parseAge("7d"), now: later });
    expect(old.map(({ thread }) => thread)).toEqual(["t2"]);
  });

  test.each([
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
  ])("an age of %s", (text, ms) => expect(parseAge(text)).toBe(ms));

  test.each(["", "7", "d", "-1d", "1.5d", "7 days", "9999999d"])("no age: %j", (text) => {
    expect(() => parseAge(text)).toThrow(/not an age/u);
  });
});

describe("finding a thread", () => {
  test("from another folder, where no home was named", async () => {
    const world = await withRuns();
    const elsewhere = { home: temporary(), data: world.data };
    expect((await findRun("t2", { ...elsewhere, named: false })).home).toBe(demoHome(world.home));
    await expect(findRun("t2", { ...elsewhere, named: true })).rejects.toMatchObject({
      code: "THREAD_UNKNOWN",
    });
  });

  test("names the nearest", async () => {
    const world = await withRuns();
    const homes = { ...world.place, named: true };
    await expect(findRun("t4", homes)).rejects.toMatchObject({
      message: expect.stringMatching(/nearest: t\d/u) as string,
    });
    await expect(findRun("../t1", homes)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("a home that can't be made is said", async () => {
    await expect(makeHome({ home: "/proc/none", data: temporary() })).rejects.toMatchObject({
      name: "HydraError",
    });
  });
});
