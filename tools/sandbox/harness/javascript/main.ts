// The JavaScript harness: loads the candidate, runs the items in order and reports each in a line of its own. It decides
// nothing: it returns values, sightings and errors, and the parent makes the verdicts.
import { makeAssert } from "./assert.ts";
import { makeBuiltins, makeStdin } from "./builtins.ts";
import { makeConsole } from "./console.ts";
import { makeExpect } from "./expect.ts";
import { guardIntrinsics } from "./intrinsics.ts";
import { makeItemRunner } from "./items.ts";
import { makeTestScope } from "./libraries.ts";
import { makeModules } from "./modules.ts";
import { outcomeOf } from "./outcome.ts";
import { furnishRealm } from "./realm.ts";
import { throwingSightings } from "./sightings.ts";
import { Flood, openSession, type Session } from "./session.ts";

const run = async (session: Session): Promise<void> => {
  const { job, bridge, say } = session;
  say('"at":"start"');
  const realm = bridge.bare === null ? null : furnishRealm(bridge.bare, session.print);
  const stdin = () => session.stdin;
  const builtins = bridge.bare === null ? {} : makeBuiltins(stdin);
  globalThis.console = makeConsole(session.print) as unknown as Console;
  if (bridge.bare === null) tameNode(session);
  Math.random = session.random;
  const restore = guardIntrinsics();

  const assert = makeAssert(() => session.sightings);
  const expect = makeExpect(() => session.sightings, restore);
  const throwing = makeAssert(() => throwingSightings);
  const given = { ...builtins, assert: throwing, "assert/strict": throwing };
  const modules = makeModules(job.files, bridge, (name) => given[name as keyof typeof given]);
  const libraries = { assert, expect, modules, builtins };
  /** For a whole program: standard input comes from the test. */
  const makeProgramBuiltins = (): Record<string, unknown> => {
    const { fs, readline, "readline/promises": asked, ...others } = makeBuiltins(stdin);
    const reading = {
      fs: { ...(bridge.builtin("fs") as object), ...(fs as object) },
      readline,
      "readline/promises": asked,
    };
    return {
      ...(bridge.bare === null ? {} : others),
      ...reading,
      assert: throwing,
      "assert/strict": throwing,
    };
  };
  const runItem = makeItemRunner(session, {
    restore,
    clearTimers: () => realm?.clearTimers(),
    runTestCode: modules.runTest,
    scope: (how) => makeTestScope(session, libraries, how),
    runProgram: async () => {
      Object.defineProperty(process, "stdin", { value: makeStdin(stdin), configurable: true });
      const fresh = makeProgramBuiltins();
      await makeModules(job.files, bridge, (name) => fresh[name]).loadMain();
      await session.idle();
    },
  });

  const code = job.files.filter(({ path }) => !/\.(test|spec)\.[cm]?[jt]sx?$|\.json$|\.d\.ts$/u.test(path));
  const failures: unknown[] = [];
  for (const { path } of job.load ? code : []) {
    try {
      await session.settle(() => modules.loadWhole(path));
    } catch (error) {
      if (error instanceof Flood) return;
      failures.push(error);
    }
  }
  modules.shareNames();
  const usable = failures.length < code.length || code.length === 0;
  const failed =
    failures.length > 0
      ? outcomeOf(
          failures[0],
          job.files.map((file) => file.path),
        )
      : "";
  say(`"at":"load","usable":${usable},"printed":${JSON.stringify(session.printed)}${failed}`);
  for (const [index, item] of job.items.entries()) {
    if (usable || item.kind === "io") await runItem(index, item);
    say(`"at":${index},"done":true`);
  }
  say('"at":"end"');
};

const exit = (code?: number): never => {
  throw new Error(`process.exit(${code ?? 0}) was called`);
};

/** In Node the program prints and exits through `process`. */
const tameNode = (session: Session) => {
  const write = (text: unknown) => {
    session.print(String(text));
    return true;
  };
  Object.assign(process.stdout, { write });
  Object.assign(process, { exit });
};

void run(openSession());
