// Gathers what is known before anybody plans: trusted tests, the language, the workspace. Where there is no trusted test
// and a person is there, it asks for one example, once.
import { interrupt } from "@langchain/langgraph";
import type { FileRefs, Language, SourceFile, TestCase } from "../core/domain.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice, WorkContext } from "../core/state.ts";
import { extractExamples } from "./examples/extract.ts";
import { testFilesToCases } from "./examples/test-files.ts";
import { step, type NodeOptions } from "./step.ts";
import { putJson, readFiles } from "./stored.ts";
import { takeSnapshot } from "./survey/snapshot.ts";
import { surveyWorkspace } from "./survey/survey.ts";

const surveyLimitTokens = 6_000;

type IntakePorts = Pick<Ports, "artifacts" | "workspace" | "sandbox" | "journal" | "events">;

export const makeIntake = (ports: IntakePorts) =>
  step(ports, "intake", async (slice: Pick<SwarmSlice, "thread" | "request">, options) => {
    const { request } = slice;
    const survey = await surveyWorkspace(ports.workspace, {
      task: request.text,
      limitTokens: surveyLimitTokens,
    });
    const files = await Promise.all(
      request.tests.map(async (file) => ({
        path: file.path,
        content: await ports.artifacts.get(file.content),
      })),
    );
    const language = request.language ?? languageOf(request.text, files) ?? survey.language ?? "python";
    const base = await takeSnapshot(ports, { thread: slice.thread, first: survey.first });
    const own = await judgeOwnTests(
      ports,
      { thread: slice.thread, language, base, tests: withoutGiven(survey.tests, files) },
      options,
    );
    const trusted = [
      ...testFilesToCases(files, language),
      ...extractExamples(request.text, { language }),
      ...own,
    ];
    if (trusted.length === 0 && request.interactive) trusted.push(...askedExamples(language));
    const context: WorkContext = {
      sections: survey.sections.map((section) => ({ ...section })),
      shown: [...survey.shown],
      testCommand: survey.testCommand === null ? null : [...survey.testCommand.argv],
    };
    return {
      language,
      trusted: await putJson(ports.artifacts, trusted),
      context: await putJson(ports.artifacts, context),
      base: await putJson(ports.artifacts, base),
    };
  });

/** A test of the workspace that the person gave as well counts once, as the person's. */
const withoutGiven = (tests: readonly TestCase[], given: readonly SourceFile[]): TestCase[] => {
  const known = new Set(given.map(({ content }) => content.trim()));
  return tests.filter(({ body }) => body.kind !== "file" || !known.has(body.content.trim()));
};

interface Untouched {
  readonly thread: string;
  readonly language: Language;
  readonly base: FileRefs;
  readonly tests: readonly TestCase[];
}

/** A test that fails on the untouched workspace may be what the task is about, or broken: it ranks, and refutes nobody. */
const judgeOwnTests = async (
  ports: IntakePorts,
  { thread, language, base, tests }: Untouched,
  { signal }: NodeOptions,
): Promise<TestCase[]> => {
  if (tests.length === 0) return [];
  const failing = await ports.journal.once(thread, "intake/untouched", async () => {
    const files = await readFiles(ports.artifacts, base);
    const { outcomes } = await ports.sandbox.check({ language, files, tests, calls: [] }, { signal });
    return outcomes
      .filter(({ status }) => status !== "passed" && status !== "unsupported")
      .map(({ id }) => id);
  });
  const fails = ({ id }: TestCase): boolean => failing.some((one) => one === id || one.startsWith(`${id}::`));
  return tests.map((test) => (fails(test) ? { ...test, origin: "failing" } : test));
};

/** The one question. Code before an interrupt runs again on resume, so nothing above it may have an effect. */
const askedExamples = (language: Language): TestCase[] => {
  const answer: unknown = interrupt({
    kind: "example",
    question:
      "No example or test was found in the task. Give one that must hold, or press Enter to go on without.",
    detail: 'For instance: slugify("Hello World") == "hello-world"',
  });
  if (typeof answer !== "string") return [];
  return extractExamples(answer, { language }).map((test) => ({
    ...test,
    id: `asked-${test.id}`,
    origin: "asked",
  }));
};

/** The language that a task is written in terms of; null where nothing tells. */
export const languageOf = (text: string, tests: readonly { path: string }[]): Language | null => {
  const hints: readonly (readonly [Language, RegExp, RegExp])[] = [
    ["python", /\.py$/u, /\bpython\b|```(?:python|py)\b|\bdef \w+\(|^\s*>>> |\b\w+\.py\b|\bpytest\b/imu],
    ["typescript", /\.[mc]?tsx?$/u, /\btypescript\b|```(?:typescript|ts)\b|\b\w+\.tsx?\b/imu],
    [
      "javascript",
      /\.[mc]?jsx?$/u,
      /\bjavascript\b|\bnode(?:\.js|js)?\b|```(?:javascript|js)\b|\b\w+\.m?js\b|\bfunction \w+\(|=>/imu,
    ],
  ];
  const byTest = hints.find(([, extension]) => tests.some((test) => extension.test(test.path)));
  return (byTest ?? hints.find(([, , words]) => words.test(text)))?.[0] ?? null;
};
