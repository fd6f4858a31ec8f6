// What test code sees: the test libraries as names and as modules, the candidate's files, and for a clean process that only
// reads a test file, stand-ins for all of the candidate.
import type { makeAssert } from "./assert.ts";
import { makeConsole } from "./console.ts";
import type { makeExpect } from "./expect.ts";
import { type Modules, type Require, UnavailableModule } from "./modules.ts";
import type { Session } from "./session.ts";
import { makeSpy, spyOn } from "./spies.ts";
import { makeStub, makeStubScope } from "./stub.ts";
import type { Suite } from "./suite.ts";

interface TestScope {
  readonly globals: Readonly<Record<string, unknown>>;
  readonly require: (from: string) => Require;
}

interface Libraries {
  readonly assert: ReturnType<typeof makeAssert>;
  readonly expect: ReturnType<typeof makeExpect>;
  readonly modules: Modules;
  readonly builtins: Readonly<Record<string, unknown>>;
}

/** The test itself asks for something that this sandbox does not have. */
export class UnsupportedTest extends Error {}

const requireRest = (require: Require, specifier: string): unknown => {
  try {
    return require(specifier);
  } catch (error) {
    if (!(error instanceof UnavailableModule)) throw error;
    throw new UnsupportedTest(`the test needs the module ${specifier}, which this sandbox does not have`);
  }
};

const nothing = () => {};
const vi = { fn: makeSpy, spyOn, restoreAllMocks: nothing, clearAllMocks: nothing, resetAllMocks: nothing };

export const makeTestScope = (
  session: Session,
  { assert, expect, modules, builtins }: Libraries,
  { suite, stubbed }: { suite: Suite; stubbed: boolean },
): TestScope => {
  const check = (ok: boolean, text: string) =>
    session.sightings.see({ op: "held", text: `console.assert ${text}`, values: [ok], ok });
  const lib = { ...suite.globals, expect, vi, jest: vi, assert };
  const test = (...args: readonly unknown[]) =>
    Reflect.apply(suite.globals.test as () => void, undefined, args) as unknown;
  const nodeTest = Object.assign(test, suite.globals, { mock: vi });
  const libraries: Readonly<Record<string, unknown>> = {
    assert,
    "assert/strict": assert,
    vitest: lib,
    "@jest/globals": lib,
    test: Object.assign(nodeTest, { default: nodeTest }),
  };
  const globals = { ...lib, console: makeConsole(session.print, check) };
  return {
    globals: stubbed ? { ...globals, __stubs: makeStubScope(globals) } : globals,
    require: (from) => (specifier) => {
      const name = specifier.replace(/^node:/u, "");
      const library = libraries[name];
      if (library !== undefined) return library;
      const file = modules.locate(specifier, from);
      if (file !== null) return modules.load(file);
      return stubbed ? (builtins[name] ?? makeStub()) : requireRest(modules.require(from), specifier);
    },
  };
};
