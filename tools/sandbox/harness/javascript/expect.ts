// `expect` as vitest and jest have it. Each call is one sighting.
import { isPrimitive } from "./assert.ts";
import { asymmetricMatchers } from "./equal.ts";
import { type Match, matchers } from "./matchers.ts";
import type { Operator, Sightings } from "./sightings.ts";

type Assertions = Record<string, (...args: readonly unknown[]) => unknown>;

const names = Object.keys(matchers);
const negations: Partial<Record<Operator, Operator>> = { "==": "!=", is: "is not" };

/** On a primitive the parent alone judges these, so it does not matter what the program did to the built-in objects. */
const judgedAbove = new Set(["toBe", "toEqual", "toStrictEqual", "toBeCloseTo", "toBeNull", "toBeUndefined"]);

/** `restore` puts the built-in objects back before this realm's own opinion is formed. */
export const makeExpect = (current: () => Sightings, restore: () => void) => {
  const record = (
    name: string,
    args: readonly unknown[],
    { negated, received }: { negated: boolean; received: unknown },
  ) => {
    if (!(judgedAbove.has(name) && isPrimitive(received))) restore();
    const match = matchers[name]?.(received, ...args) as Match;
    const op = negated ? (negations[match.op] ?? "held") : match.op;
    const text = `expect(…)${negated ? ".not" : ""}.${name}`;
    current().see({ ...match, op, text, ok: match.ok !== negated, values: match.values ?? [received] });
  };

  const now = (subject: unknown, negated: boolean): Assertions =>
    assertions((name, args) => {
      const runs = name.startsWith("toThrow") && typeof subject === "function";
      record(name, args, { negated, received: runs ? outcomeOf(subject as () => unknown) : subject });
    });

  const later = (
    subject: unknown,
    { negated, wants }: { negated: boolean; wants: "value" | "error" },
  ): Assertions =>
    assertions(async (name, args) => {
      const settled = await settle(typeof subject === "function" ? (subject as () => unknown)() : subject);
      const outcome = "error" in settled ? settled.error : settled.value;
      if (wants in settled)
        record(name, args, { negated, received: name.startsWith("toThrow") ? { error: outcome } : outcome });
      else
        current().see({
          op: "held",
          text: `expect(…).${wants === "error" ? "rejects" : "resolves"}`,
          values: [outcome],
          ok: false,
        });
    });

  const expect = (received: unknown) => ({
    ...now(received, false),
    get not() {
      return now(received, true);
    },
    get resolves() {
      const how = { wants: "value" } as const;
      return {
        ...later(received, { negated: false, ...how }),
        not: later(received, { negated: true, ...how }),
      };
    },
    get rejects() {
      const how = { wants: "error" } as const;
      return {
        ...later(received, { negated: false, ...how }),
        not: later(received, { negated: true, ...how }),
      };
    },
  });
  return Object.assign(expect, asymmetricMatchers, {
    assertions: () => {},
    hasAssertions: () => {},
    fail: (message?: string) =>
      current().see({ op: "held", text: `expect.fail ${message ?? ""}`, values: [], ok: false }),
  });
};

const assertions = (assert: (name: string, args: readonly unknown[]) => unknown): Assertions =>
  Object.fromEntries(names.map((name) => [name, (...args) => assert(name, args)]));

const outcomeOf = (run: () => unknown): { error: unknown } | null => {
  try {
    run();
    return null;
  } catch (error) {
    return { error };
  }
};

const settle = async (value: unknown): Promise<{ value: unknown } | { error: unknown }> => {
  try {
    return { value: await value };
  } catch (error) {
    return { error };
  }
};
