// Runs the items of a job, one report for each test.
import type { Item } from "../../protocol.ts";
import { encode } from "./encode.ts";
import { UnsupportedTest } from "./libraries.ts";
import type { Require } from "./modules.ts";
import { outcomeOf } from "./outcome.ts";
import { Flood, type Session } from "./session.ts";
import { makeSightings, type Sightings } from "./sightings.ts";
import { type CollectedTest, hooksOf, makeSuite, type Suite } from "./suite.ts";

interface Tools {
  /** Puts the built-in objects back as they were. */
  readonly restore: () => void;
  readonly clearTimers: () => void;
  runTestCode(code: string, globals: Readonly<Record<string, unknown>>, require: Require): Promise<unknown>;
  runProgram(): Promise<void>;
  scope(how: { suite: Suite; stubbed: boolean }): {
    readonly globals: Readonly<Record<string, unknown>>;
    readonly require: (from: string) => Require;
  };
}

const { stringify: quote } = JSON;

export const makeItemRunner = (session: Session, tools: Tools) => {
  const { job, say } = session;
  const paths = job.files.map((file) => file.path);
  const outcome = (error: unknown) =>
    error instanceof UnsupportedTest ? `,"unsupported":${quote(error.message)}` : outcomeOf(error, paths);

  /** `work` gives further fields as JSON text. */
  const report = async (head: string, work: () => Promise<string>, sightings?: Sightings) => {
    tools.restore();
    session.reset(sightings);
    let body = "";
    try {
      body = await session.settle(work);
    } catch (error) {
      if (error instanceof Flood) return;
      body = outcome(error);
    }
    tools.clearTimers();
    say(`${head}${body},"sites":${session.sightings.json()},"printed":${quote(session.printed)}`);
  };

  const runCode = async (code: string, path: string, stubbed = false) => {
    const suite = makeSuite();
    const { globals, require } = tools.scope({ suite, stubbed });
    const held = { body: null as (() => unknown) | null };
    const given = (body: () => unknown) => {
      held.body = body;
    };
    await tools.runTestCode(code, { ...globals, __value: given }, require(path));
    return { suite, value: held.body === null ? undefined : await held.body() };
  };

  const collect = async (item: Extract<Item, { kind: "file" }>, top: Sightings) => {
    tools.restore();
    session.reset(top);
    try {
      const { suite } = await session.settle(() => runCode(item.source, item.path, job.mode === "prepare"));
      return { tests: suite.tests, failed: "" };
    } catch (error) {
      return error instanceof Flood ? null : { tests: [], failed: outcome(error) };
    }
  };

  const runFile = async (index: number, item: Extract<Item, { kind: "file" }>) => {
    const top = makeSightings(job.valueBytes);
    const collected = await collect(item, top);
    if (collected === null) return;
    const { tests, failed } = collected;
    const own = tests.map((test) => test.name);
    const names = top.count() > 0 || tests.length === 0 ? ["module", ...own] : own;
    if (job.mode === "prepare") {
      say(`"at":${index}${failed === "" ? `,"names":${quote(names)}` : failed}`);
      return;
    }
    for (const name of item.names.length > 0 ? item.names : names) {
      const head = `"at":${index},"name":${quote(name)}`;
      const test = tests.find((each) => each.name === name);
      if (name === "module" || (test === undefined && failed !== ""))
        await report(head, () => Promise.resolve(failed), top);
      else if (test?.skip) say(`${head},"unsupported":${quote(test.skip)}`);
      else if (test !== undefined) await report(head, () => runTest(test));
    }
  };

  return async (index: number, item: Item): Promise<void> => {
    session.stdin = item.kind === "io" ? item.input : "";
    const head = `"at":${index}`;
    if (item.kind === "file") return runFile(index, item);
    if (item.kind === "io") return report(head, () => tools.runProgram().then(() => ""));
    return report(head, async () => {
      const { suite, value } = await runCode(item.kind === "value" ? item.call : item.source, "test.js");
      for (const test of suite.tests) await runTest(test);
      return item.kind === "value" || item.kind === "expected"
        ? `,"value":${encode(value, job.valueBytes)}`
        : "";
    });
  };
};

const nothing = () => {};

const runTest = async (test: CollectedTest): Promise<string> => {
  for (const hook of [...hooksOf(test.group, "beforeAll"), ...hooksOf(test.group, "beforeEach")])
    await hook();
  try {
    await runBody(test);
  } finally {
    for (const hook of [...hooksOf(test.group, "afterEach"), ...hooksOf(test.group, "afterAll")])
      await hook();
  }
  return "";
};

/** The body gets what serves as jest's `done` callback and as node:test's context. */
const runBody = ({ body }: CollectedTest): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error?: unknown) => {
      if (error) reject(error);
      else resolve();
    };
    const context = Object.assign(done, {
      test: (_: string, inner: (context: unknown) => unknown) => inner(context),
      after: nothing,
      diagnostic: nothing,
      skip: nothing,
    });
    const waits = /^(async\s*)?(function\s*\w*\s*)?\(?\s*(done|_?cb|callback)\b/u.test(String(body));
    const run = async () => body(context);
    run().then(() => (waits ? undefined : resolve()), reject);
  });
