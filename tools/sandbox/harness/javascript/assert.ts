// `node:assert` and its like: every assertion is a sighting for the parent to judge.
import { AssertionFailure, type Operator, type Sightings } from "./sightings.ts";
import { deepEqual } from "./equal.ts";

type Callback = () => unknown;

export const isPrimitive = (value: unknown): boolean =>
  (typeof value !== "object" && typeof value !== "function") || value === null;

/** Why a thrown error does not fit what was asked for, or null: a class, a pattern, an object of properties, a message part, a validator. */
export const misfit = (error: unknown, expected: unknown): string | null => {
  if (expected === undefined || expected === null) return null;
  const message = error instanceof Error ? error.message : String(error);
  if (expected instanceof RegExp)
    return expected.test(String(error)) || expected.test(message)
      ? null
      : `${message} does not match ${expected}`;
  if (typeof expected === "function") {
    if (expected.prototype !== undefined && error instanceof expected) return null;
    if (expected === Error || expected.prototype instanceof Error)
      return `${String(error)} is no ${expected.name}`;
    return (expected as (error: unknown) => unknown)(error) === true
      ? null
      : `${String(error)} was not accepted`;
  }
  if (typeof expected !== "object") return null;
  const wrong = Object.entries(expected).find(([key, item]) => {
    const actual = (error as Record<string, unknown> | undefined)?.[key];
    return item instanceof RegExp ? !item.test(String(actual)) : !deepEqual(actual, item, false);
  });
  return wrong === undefined ? null : `${wrong[0]} differs`;
};

const caught = (run: Callback): { error: unknown } | null => {
  try {
    run();
    return null;
  } catch (error) {
    return { error };
  }
};

const settled = async (subject: Promise<unknown> | Callback): Promise<{ error: unknown } | null> => {
  try {
    await (typeof subject === "function" ? subject() : subject);
    return null;
  } catch (error) {
    return { error };
  }
};

const fail = (message?: unknown): never => {
  throw message instanceof Error
    ? message
    : new AssertionFailure(typeof message === "string" ? message : "failed");
};

export const makeAssert = (current: () => Sightings) => {
  const see = (name: string, op: Operator, values: readonly unknown[], ok: boolean, loose = false) =>
    current().see({ op, text: `assert.${name}`, values, ok, loose });
  const equality =
    (name: string, { negated = false, deep = false, loose = false }) =>
    (actual: unknown, expected: unknown) => {
      const same = deep
        ? deepEqual(actual, expected, loose)
        : loose
          ? actual == expected
          : Object.is(actual, expected);
      const plain =
        deep || (!loose && isPrimitive(actual) && isPrimitive(expected)) || typeof actual === typeof expected;
      const identity = !deep && !(isPrimitive(actual) && isPrimitive(expected));
      const op = identity || !plain ? (negated ? "is not" : "is") : negated ? "!=" : "==";
      see(name, op, [actual, expected], same !== negated, loose);
    };
  const truth = (name: string) => (value: unknown) => see(name, "true", [value], Boolean(value));
  const held = (name: string, ok: boolean, seen: unknown) => see(name, "held", [seen], ok);
  const judgeThrown = (name: string, thrown: { error: unknown } | null, expected: unknown) => {
    const why =
      thrown === null
        ? "nothing was thrown"
        : misfit(thrown.error, typeof expected === "string" ? undefined : expected);
    held(why === null ? name : `${name}: ${why}`, why === null, thrown?.error);
  };
  const assert = Object.assign(truth("ok"), {
    ok: truth("ok"),
    equal: equality("equal", { loose: true }),
    notEqual: equality("notEqual", { loose: true, negated: true }),
    strictEqual: equality("strictEqual", {}),
    notStrictEqual: equality("notStrictEqual", { negated: true }),
    deepEqual: equality("deepEqual", { deep: true, loose: true }),
    notDeepEqual: equality("notDeepEqual", { deep: true, loose: true, negated: true }),
    deepStrictEqual: equality("deepStrictEqual", { deep: true }),
    notDeepStrictEqual: equality("notDeepStrictEqual", { deep: true, negated: true }),
    throws: (run: Callback, expected?: unknown) => judgeThrown("throws", caught(run), expected),
    doesNotThrow: (run: Callback) => held("doesNotThrow", caught(run) === null, undefined),
    rejects: async (subject: Promise<unknown> | Callback, expected?: unknown) =>
      judgeThrown("rejects", await settled(subject), expected),
    doesNotReject: async (subject: Promise<unknown> | Callback) =>
      held("doesNotReject", (await settled(subject)) === null, undefined),
    match: (value: string, pattern: RegExp) =>
      held("match", typeof value === "string" && pattern.test(value), value),
    doesNotMatch: (value: string, pattern: RegExp) =>
      held("doesNotMatch", typeof value === "string" && !pattern.test(value), value),
    ifError: (value: unknown) => held("ifError", value === null || value === undefined, value),
    fail,
    AssertionError: AssertionFailure,
  });
  return Object.assign(assert, {
    strict: assert,
    default: assert,
    isTrue: (value: unknown) => see("isTrue", "==", [value, true], value === true),
    isFalse: (value: unknown) => see("isFalse", "==", [value, false], value === false),
  });
};
