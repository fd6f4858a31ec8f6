import { describe, expect, test } from "vitest";
import { dagProblem, isSafePath, parseTasks, renderTasks } from "../../../nodes/documents/tasks-md.ts";
import { subtaskOf } from "../../support/subtask.ts";

const store = subtaskOf({
  id: "store",
  title: "Store: keeps notes",
  files: ["src/store.py", "src/clock.py"],
  acceptance: ["add returns an id", "ids never repeat"],
  interface: "class Store:\n    def add(self, text: str) -> int",
  description: "Keeps notes.\n\n## Not a subtask\n\n- role models: none\n\nSecond paragraph.",
});
const api = subtaskOf({
  id: "api",
  dependsOn: ["store"],
  language: "typescript",
  files: ["api.ts"],
  interface: "",
});

describe("tasks.md", () => {
  test("what is written can be read back", () => {
    expect(parseTasks(renderTasks([store, api]))).toEqual([store, api]);
  });

  test("a person's edits are taken over", () => {
    const edited = renderTasks([store, api])
      .replace("- files: src/store.py, src/clock.py", "- files: lib/store.py")
      .replace("- ids never repeat", "* ids never repeat\n- ids grow");
    expect(parseTasks(edited)[0]).toMatchObject({
      files: ["lib/store.py"],
      acceptance: ["add returns an id", "ids never repeat", "ids grow"],
    });
  });

  test.each([
    [
      "an unknown language",
      (text: string) => text.replace("- language: python", "- language: cobol"),
      /language/u,
    ],
    ["no files", (text: string) => text.replace("- files: api.ts", "- files: "), /files/u],
    [
      "a missing dependency",
      (text: string) => text.replace("depends on: store", "depends on: shop"),
      /shop/u,
    ],
    [
      "a path that leaves",
      (text: string) => text.replace("- files: api.ts", "- files: ../api.ts"),
      /leaves/u,
    ],
  ])("%s is one clear line", (_, edit, message) => {
    expect(() => parseTasks(edit(renderTasks([store, api])))).toThrow(message);
  });
});

test("dagProblem names circles and doubles", () => {
  expect(
    dagProblem([subtaskOf({ id: "a", dependsOn: ["b"] }), subtaskOf({ id: "b", dependsOn: ["a"] })]),
  ).toMatch(/itself/u);
  expect(dagProblem([subtaskOf({ id: "a" }), subtaskOf({ id: "a" })])).toMatch(/twice/u);
  expect(dagProblem([api, store])).toBeNull();
});

test.each([
  "/etc/passwd",
  "..",
  "a/../../b",
  "C:\\x",
  ".git/config",
  "a/.hydra/b",
  "",
  "a\nb",
  "\\\\host\\x",
])("%j is no safe path", (path) => expect(isSafePath(path)).toBe(false));
test.each(["a.py", "src/a b.ts", "..a/b", ".github/x.yml"])("%j is a safe path", (path) =>
  expect(isSafePath(path)).toBe(true),
);
