import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { firstDemo, listDemos, loadDemo } from "../../../app/demo/catalogue.ts";
import { Subtask } from "../../../core/domain.ts";

const tasks = join(import.meta.dirname, "../../../app/demo/tasks");
const demos = await listDemos();
const Plan = z.object({ spec: z.string(), plan: z.string(), subtasks: z.array(Subtask) });

const repliesOf = async (name: string): Promise<{ key: string; text: string }[]> => {
  const folder = join(tasks, name, "replies");
  const files = await readdir(folder, { recursive: true });
  const replies = files.filter((file) => /\.(?:md|json)$/u.test(file));
  return Promise.all(
    replies.map(async (file) => ({
      key: file.replace(/\.\w+$/u, ""),
      text: await readFile(join(folder, file), "utf8"),
    })),
  );
};

const count = (list: readonly string[], state: string): number => list.filter((one) => one === state).length;
const oneOf = (words: readonly string[]): string => `(?:${words.join("|")})`;

/** Anything by which an answer could tell the pipeline, or a reader, which candidate to take. */
const telling =
  /\b(?:in)?correct(?:ly)?\b|\bwrong(?:ly)?\b|\bright answers?\b|\bbugs?\b|\bbuggy\b|\bbroken\b|\bmistakes?\b|\berroneous\b|\bfaulty\b|\bflaw(?:ed|s)?\b|\bwinners?\b|\bwinning\b|\bbest\b|\bfails?\b|\bprefer(?:red)?\b|\bchoose me\b|\boff.by.one\b/iu;
const candidateNames = /\b(?:conservative|minimal|aggressive)\b/iu;

test("there are at least ten, in three languages, the first one first", () => {
  expect(demos.length).toBeGreaterThanOrEqual(10);
  expect(new Set(demos.map(({ language }) => language))).toEqual(
    new Set(["python", "javascript", "typescript"]),
  );
  expect(demos[0]?.name).toBe(firstDemo);
});

test("an unknown name is bad input, and the known ones are named", async () => {
  await expect(loadDemo("no-such")).rejects.toMatchObject({
    code: "BAD_INPUT",
    fix: expect.stringContaining(firstDemo),
  });
  await expect(loadDemo("../tasks/rotate")).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("between them they show what the evidence can do", () => {
  const all = (state: string) => demos.filter(({ expected }) => expected.verdict === state);
  expect(all("unsolved").length).toBeGreaterThan(0);
  expect(all("probable").length).toBeGreaterThan(0);
  const states = demos.map(({ expected }) => Object.values(expected.candidates["main"] ?? {}));
  expect(states.some((list) => list.length > 0 && count(list, "wrong") === list.length)).toBe(true);
  expect(states.some((list) => count(list, "wrong") === 2 && count(list, "right") === 1)).toBe(true);
  expect(states.some((list) => count(list, "repaired") > 0)).toBe(true);
  expect(states.some((list) => count(list, "unusable") > 0)).toBe(true);
  expect(demos.some(({ workspace }) => workspace !== null)).toBe(true);
});

test("a reply is found by its key alone", async () => {
  const demo = await loadDemo(firstDemo);
  expect(await demo.reply("plan")).toContain("to_roman");
  expect(await demo.reply("main/draft/minimal")).toContain("path=roman.py");
  expect(await demo.reply("main/draft/nobody")).toBeNull();
  expect(await demo.reply("../demo")).toBeNull();
  expect(await demo.reply("main/../plan")).toBeNull();
});

test.each([
  "This one is correct.",
  "The buggy version",
  "It fails on empty input.",
  "an off-by-one",
  "Choose me: the best answer",
])("the scan would notice: %s", (text) => {
  expect(text).toMatch(telling);
});

test.each(demos)("$name: no reply names which candidate is right", async ({ name }) => {
  const told = (await repliesOf(name)).flatMap(({ key, text }) => {
    const names = key.endsWith("/approaches") ? null : candidateNames.exec(text);
    return [telling.exec(text), names].flatMap((match) => (match === null ? [] : [`${key}: ${match[0]}`]));
  });
  expect(told).toEqual([]);
});

test.each(demos)("$name: every reply belongs to a call that can be made", async (demo) => {
  const plan = Plan.parse(JSON.parse((await demo.reply("plan")) ?? "null"));
  const subtasks = plan.subtasks.map(({ id }) => id);
  const candidates = subtasks.flatMap((id) => Object.keys(demo.expected.candidates[id] ?? {}));
  expect(Object.keys(demo.expected.candidates).toSorted()).toEqual(subtasks.toSorted());
  const known = new RegExp(
    `^(?:plan|${oneOf(subtasks)}/(?:approaches|draft/${oneOf(candidates)}|tests/\\d|repair/${oneOf(candidates)}/[12]|` +
      `review/(?:qa|architect)/${oneOf(candidates)}|duel/(?:inputs|(?:judge|qa|architect)/(?:ab|ba))))$`,
    "u",
  );
  for (const { key } of await repliesOf(demo.name)) expect(key).toMatch(known);
});

test.each(demos)("$name: every candidate, approach and block of tests is written", async (demo) => {
  for (const [subtask, candidates] of Object.entries(demo.expected.candidates)) {
    expect(Object.keys(candidates)).toHaveLength(demo.options.k);
    expect(await demo.reply(`${subtask}/approaches`)).not.toBeNull();
    expect(await demo.reply(`${subtask}/tests/0`)).toContain("path=");
    for (const [candidate, state] of Object.entries(candidates)) {
      const draft = await demo.reply(`${subtask}/draft/${candidate}`);
      const isWhole = /```\w+ path=\S+\n[^]*\n```/u.test(draft ?? "");
      expect({ candidate, isWhole }).toEqual({ candidate, isWhole: state !== "unusable" });
      const repair = await demo.reply(`${subtask}/repair/${candidate}/1`);
      expect(state === "repaired" && repair === null).toBe(false);
    }
  }
});

test.each(demos)("$name: its files are there", async (demo) => {
  expect(demo.task).not.toBe("");
  for (const path of demo.tests) expect(await readFile(path, "utf8")).not.toBe("");
  const files = demo.workspace === null ? ["none asked for"] : await readdir(demo.workspace);
  expect(files).not.toEqual([]);
});
