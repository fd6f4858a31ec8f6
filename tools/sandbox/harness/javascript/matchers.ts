// The matchers of vitest and jest that real test files use: what each compares, and the realm's own opinion of it.
import { isPrimitive, misfit } from "./assert.ts";
import { deepEqual, hasAsymmetric, matchesObject } from "./equal.ts";
import type { Operator } from "./sightings.ts";
import { spyOf } from "./spies.ts";

export interface Match {
  readonly op: Operator;
  readonly ok: boolean;
  /** What the parent compares; the received value alone where it can't. */
  readonly values?: readonly unknown[];
  readonly loose?: boolean;
  readonly tolerance?: number;
}

type Matcher = (received: unknown, ...args: readonly unknown[]) => Match;

const held = (ok: boolean): Match => ({ op: "held", ok });

const equal = (received: unknown, expected: unknown, loose: boolean): Match => {
  const ok = deepEqual(received, expected, loose);
  return hasAsymmetric(expected) ? held(ok) : { op: "==", ok, loose, values: [received, expected] };
};

const same = (received: unknown, expected: unknown): Match => ({
  op: isPrimitive(received) && isPrimitive(expected) ? "==" : "is",
  ok: Object.is(received, expected),
  values: [received, expected],
});

const compared =
  (op: Operator, test: (left: number, right: number) => boolean): Matcher =>
  (received, expected) => ({
    op,
    ok: test(received as number, expected as number),
    values: [received, expected],
  });

const property = (value: unknown, path: unknown): { found: boolean; value: unknown } => {
  const keys = Array.isArray(path)
    ? (path as string[])
    : String(path)
        .replaceAll(/\[(\w+)\]/gu, ".$1")
        .split(".");
  let found: unknown = value;
  for (const key of keys) {
    if (found === null || found === undefined || !(key in new Object(found)))
      return { found: false, value: undefined };
    found = (found as Record<string, unknown>)[key];
  }
  return { found: true, value: found };
};

/** `received` is what running the subject came to: null, or the error in a box. */
const thrown: Matcher = (received, expected) => {
  const box = received as { error: unknown } | null;
  if (box === null) return held(false);
  const message = box.error instanceof Error ? box.error.message : String(box.error);
  if (typeof expected === "string") return held(message.includes(expected));
  return held(
    expected instanceof Error ? message === expected.message : misfit(box.error, expected) === null,
  );
};

type Calls = readonly (readonly unknown[])[];
const called =
  (test: (calls: Calls, args: readonly unknown[]) => boolean): Matcher =>
  (received, ...args) =>
    held(test(spyOf(received).calls, args));
const sameCall = (call: readonly unknown[] | undefined, args: readonly unknown[]) =>
  call !== undefined && deepEqual(call, args, true);
const items = (received: unknown) => [...(received as Iterable<unknown>)];

export const matchers: Readonly<Record<string, Matcher>> = {
  toBe: same,
  toEqual: (received, expected) => equal(received, expected, true),
  toStrictEqual: (received, expected) => equal(received, expected, false),
  toMatchObject: (received, expected) => held(matchesObject(received, expected)),
  toBeTruthy: (received) => ({ op: "true", ok: Boolean(received) }),
  toBeFalsy: (received) => held(!received),
  toBeNull: (received) => same(received, null),
  toBeUndefined: (received) => same(received, undefined),
  toBeDefined: (received) => held(received !== undefined),
  toBeNaN: (received) => held(Number.isNaN(received)),
  toBeGreaterThan: compared(">", (a, b) => a > b),
  toBeGreaterThanOrEqual: compared(">=", (a, b) => a >= b),
  toBeLessThan: compared("<", (a, b) => a < b),
  toBeLessThanOrEqual: compared("<=", (a, b) => a <= b),
  toBeCloseTo: (received, expected, digits = 2) => {
    const tolerance = 10 ** -(digits as number) / 2;
    const ok = Math.abs((received as number) - (expected as number)) < tolerance;
    return { op: "near", ok, tolerance, values: [received, expected] };
  },
  toContain: (received, item) =>
    held(typeof received === "string" ? received.includes(String(item)) : items(received).includes(item)),
  toContainEqual: (received, item) => held(items(received).some((each) => deepEqual(each, item, true))),
  toHaveLength: (received, length) => same((received as unknown[]).length, length),
  toHaveProperty: (received, path, ...value) => {
    const at = property(received, path);
    return value.length === 0 || !at.found ? held(at.found) : equal(at.value, value[0], true);
  },
  toMatch: (received, pattern) =>
    held(
      typeof received === "string" &&
        (pattern instanceof RegExp ? pattern.test(received) : received.includes(String(pattern))),
    ),
  toBeInstanceOf: (received, kind) => held(received instanceof (kind as new () => unknown)),
  toBeTypeOf: (received, type) => held(typeof received === type),
  toBeOneOf: (received, options) => held(items(options).some((each) => deepEqual(received, each, true))),
  toSatisfy: (received, accepts) => held(Boolean((accepts as (value: unknown) => unknown)(received))),
  toThrow: thrown,
  toThrowError: thrown,
  toHaveBeenCalled: called((calls) => calls.length > 0),
  toHaveBeenCalledOnce: called((calls) => calls.length === 1),
  toHaveBeenCalledTimes: called((calls, [times]) => calls.length === times),
  toHaveBeenCalledWith: called((calls, args) => calls.some((call) => sameCall(call, args))),
  toHaveBeenLastCalledWith: called((calls, args) => sameCall(calls.at(-1), args)),
  toHaveBeenNthCalledWith: called((calls, [nth, ...args]) => sameCall(calls[(nth as number) - 1], args)),
  toHaveReturnedWith: (received, expected) =>
    held(spyOf(received).results.some(({ value }) => deepEqual(value, expected, true))),
};
