// The stub for trying the plumbing: canned programs that really define what is asked for, through the pipeline's own prompts.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Language } from "../../../core/domain.ts";
import { makeScriptedStub } from "../../../evals/recordings/scripted-chat.ts";
import { extractFiles } from "../../../nodes/answers/files.ts";
import { extractTests } from "../../../nodes/answers/tests.ts";
import { testsPrompt } from "../../../prompts/qa.ts";
import { draftPrompt } from "../../../prompts/worker.ts";
import { task } from "./sketch.ts";

const chat = makeScriptedStub();
const { signal } = new AbortController();
const prompts: Readonly<Record<"python" | "javascript", string>> = {
  python: task.prompt,
  javascript: "/* Twice the number. */\nconst double = (x) => {\n",
};
const files = { python: "solution.py", javascript: "solution.js", typescript: "solution.ts" } as const;
const subtaskOf = (language: Language, description: string) => ({
  id: "main",
  title: "t",
  role: "worker-backend" as const,
  language,
  files: [files[language]],
  dependsOn: [],
  acceptance: [],
  interface: "",
  description,
});

const draft = async (language: Language, approach: string, description: string) => {
  const subtask = subtaskOf(language, description);
  const prompt = draftPrompt({
    subtask,
    approach: { name: approach, plan: "" },
    spec: "",
    examples: [],
    base: [],
    context: [],
  });
  const { text } = await chat.text(
    { thread: "t", key: `main/draft/${approach}`, role: "worker-backend", ...prompt },
    { signal },
  );
  const read = extractFiles(text, { expected: subtask.files, language });
  return Array.isArray(read) ? (read[0]?.content ?? "") : expect.fail(read.problem);
};

const tests = async (language: Language, description: string) => {
  const subtask = subtaskOf(language, description);
  const prompt = testsPrompt({ subtask, spec: "", examples: [], names: ["double"], block: 0 });
  const { text } = await chat.text({ thread: "t", key: "main/tests/0", role: "qa", ...prompt }, { signal });
  return extractTests(text, { language, names: ["double"], block: 0 });
};

describe("the scripted stub", () => {
  it("says what it is", async () => {
    expect(chat.identity.kind).toBe("scripted");
    expect(new Set(Object.values(chat.identity.roles))).toEqual(new Set(["scripted:stub"]));
  });

  it.each(["python", "javascript"] as const)("writes three different programs in %s", async (language) => {
    const programs = await Promise.all(
      ["conservative", "minimal", "aggressive"].map((name) => draft(language, name, prompts[language])),
    );
    expect(new Set(programs).size).toBe(3);
    const head = { python: /^def double\(/mu, javascript: /^export function double\(/mu }[language];
    expect(programs.filter((program) => head.test(program))).toHaveLength(3);
    expect(await draft(language, "minimal-2", prompts[language])).toBe(programs[1]);
  });

  it.each(["python", "javascript"] as const)("writes one test in %s", async (language) => {
    expect(await tests(language, prompts[language])).toHaveLength(1);
  });

  it("finds the name in an assertion where nothing is defined", async () => {
    expect(await draft("python", "minimal", "Twice a number. assert double(1) == 2")).toContain(
      "def double(",
    );
  });

  it("has no opinion", async () => {
    const request = {
      thread: "t",
      key: "main/review/qa/minimal",
      role: "qa",
      system: "",
      sections: [],
    } as const;
    await expect(chat.object(request, z.unknown(), { signal })).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });
    await expect(chat.text({ ...request, key: "main/repair/minimal/1" }, { signal })).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });
  });
});
