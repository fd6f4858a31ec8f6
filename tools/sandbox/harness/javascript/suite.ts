// `describe`, `it` and the hooks of vitest, jest and node:test: they only collect; main.ts runs what was collected.

import { inspect } from "./console.ts";

export type Body = (...args: readonly unknown[]) => unknown;

interface Group {
  readonly name: string;
  readonly parent: Group | null;
  readonly hooks: Record<"beforeAll" | "beforeEach" | "afterEach" | "afterAll", Body[]>;
}

export interface CollectedTest {
  /** `outer > inner > title`, with a number where titles repeat. */
  readonly name: string;
  readonly body: Body;
  readonly group: Group;
  readonly skip: string | null;
}

export interface Suite {
  readonly tests: readonly CollectedTest[];
  readonly globals: Readonly<Record<string, unknown>>;
}

const each =
  (add: (title: string, body: Body) => void) =>
  (table: readonly unknown[]) =>
  (title: string, body: Body) => {
    for (const [index, row] of table.entries()) {
      const args: readonly unknown[] = Array.isArray(row) ? row : [row];
      add(formatTitle(title, args, index), () => body(...args));
    }
  };

export const makeSuite = (): Suite => {
  const tests: CollectedTest[] = [];
  const taken = new Map<string, number>();
  let group: Group = makeGroup("", null);

  const path = (of: Group): string[] => (of.parent === null ? [] : [...path(of.parent), of.name]);
  const addTest = (title: unknown, args: readonly unknown[], skip: string | null) => {
    const body = args.find((arg): arg is Body => typeof arg === "function");
    const options = args.find(isOptions);
    const bare = [...path(group), String(title)].join(" > ");
    const count = (taken.get(bare) ?? 0) + 1;
    taken.set(bare, count);
    const reason =
      skip ?? (options?.skip || options?.todo || body === undefined ? "skipped by the test file" : null);
    tests.push({
      name: count > 1 ? `${bare} (${count})` : bare,
      body: body ?? (() => {}),
      group,
      skip: reason,
    });
  };
  const addGroup = (title: unknown, args: readonly unknown[], skipped: boolean) => {
    const body = args.find((arg): arg is Body => typeof arg === "function");
    if (skipped || body === undefined) return;
    const outer = group;
    group = makeGroup(String(title), outer);
    try {
      body();
    } finally {
      group = outer;
    }
  };
  const skipping = (...[title, ...args]: readonly unknown[]) =>
    addTest(title, args, "skipped by the test file");
  const test = Object.assign((title: unknown, ...args: readonly unknown[]) => addTest(title, args, null), {
    skip: Object.assign(skipping, { each: () => () => {} }),
    todo: skipping,
    failing: skipping,
    only: (title: unknown, ...args: readonly unknown[]) => addTest(title, args, null),
    concurrent: (title: unknown, ...args: readonly unknown[]) => addTest(title, args, null),
    skipIf:
      (condition: unknown) =>
      (title: unknown, ...args: readonly unknown[]) =>
        addTest(title, args, condition ? "skipped by the test file" : null),
    runIf:
      (condition: unknown) =>
      (title: unknown, ...args: readonly unknown[]) =>
        addTest(title, args, condition ? null : "skipped by the test file"),
    each: each((title, body) => addTest(title, [body], null)),
  });
  const describe = Object.assign(
    (title: unknown, ...args: readonly unknown[]) => addGroup(title, args, false),
    {
      skip: (title: unknown, ...args: readonly unknown[]) => addGroup(title, args, true),
      only: (title: unknown, ...args: readonly unknown[]) => addGroup(title, args, false),
      each: each((title, body) => addGroup(title, [body], false)),
    },
  );
  const hook = (name: keyof Group["hooks"]) => (body: Body) => group.hooks[name].push(body);
  const hooks = {
    beforeAll: hook("beforeAll"),
    beforeEach: hook("beforeEach"),
    afterEach: hook("afterEach"),
    afterAll: hook("afterAll"),
  };
  return {
    tests,
    globals: {
      test,
      it: test,
      describe,
      suite: describe,
      ...hooks,
      before: hooks.beforeAll,
      after: hooks.afterAll,
    },
  };
};

const isOptions = (arg: unknown): arg is { skip?: unknown; todo?: unknown } =>
  typeof arg === "object" && arg !== null;

/** Hooks from the outermost group in, or from the innermost out. */
export const hooksOf = (group: Group, name: keyof Group["hooks"]): Body[] => {
  const outer = group.parent === null ? [] : hooksOf(group.parent, name);
  return name.startsWith("before") ? [...outer, ...group.hooks[name]] : [...group.hooks[name], ...outer];
};

const makeGroup = (name: string, parent: Group | null): Group => ({
  name,
  parent,
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
});

const formatTitle = (title: string, args: readonly unknown[], index: number): string => {
  let next = 0;
  const shown = title.replaceAll(/%[sdifjoO#%]/gu, (mark) => {
    if (mark === "%%") return "%";
    if (mark === "%#") return String(index);
    const value = args[next++];
    return typeof value === "string" ? value : inspect(value, 1);
  });
  const record = args[0];
  return shown.replaceAll(/\$(\w+)/gu, (all, key: string) =>
    typeof record === "object" && record !== null && key in record
      ? String((record as Record<string, unknown>)[key])
      : all,
  );
};
