// Deep equality inside the realm. It is asked only where the encoded values can't tell (functions, asymmetric matchers,
// spies); everything else is compared in the parent.

export interface Asymmetric {
  readonly asymmetricMatch: (value: unknown) => boolean;
}

const isAsymmetric = (value: unknown): value is Asymmetric =>
  typeof value === "object" &&
  value !== null &&
  "asymmetricMatch" in value &&
  typeof value.asymmetricMatch === "function";

/** `loose` as `toEqual`: undefined properties and classes do not count. */
export const deepEqual = (left: unknown, right: unknown, loose: boolean): boolean => {
  if (isAsymmetric(right)) return right.asymmetricMatch(left);
  if (Object.is(left, right) || (left === 0 && right === 0)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (!loose && Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (left instanceof RegExp || right instanceof RegExp) return `${left as RegExp}` === `${right as RegExp}`;
  if (left instanceof Error && right instanceof Error)
    return left.message === right.message && left.name === right.name;
  if (left instanceof Map && right instanceof Map) {
    return (
      left.size === right.size &&
      [...left].every(([key, item]) => right.has(key) && deepEqual(item, right.get(key), loose))
    );
  }
  if (left instanceof Set && right instanceof Set) {
    const others = [...right];
    return (
      left.size === right.size &&
      [...left].every((item) => others.some((other) => deepEqual(item, other, loose)))
    );
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const keys = (of: Record<string, unknown>) =>
    Object.keys(of).filter((key) => !loose || of[key] !== undefined);
  return (
    keys(a).length === keys(b).length &&
    keys(a).every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key], loose))
  );
};

/** Whether `subset`'s properties are all in `value`, as `toMatchObject`. */
export const matchesObject = (value: unknown, subset: unknown): boolean => {
  if (isAsymmetric(subset) || typeof subset !== "object" || subset === null)
    return deepEqual(value, subset, true);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(subset)) {
    return (
      Array.isArray(value) &&
      value.length === subset.length &&
      subset.every((item, index) => matchesObject(value[index], item))
    );
  }
  return Object.entries(subset).every(
    ([key, item]) => key in value && matchesObject((value as Record<string, unknown>)[key], item),
  );
};

const asymmetric = (asymmetricMatch: (value: unknown) => boolean): Asymmetric => ({ asymmetricMatch });

const classes: Record<string, string> = {
  String: "string",
  Number: "number",
  Boolean: "boolean",
  BigInt: "bigint",
  Function: "function",
  Symbol: "symbol",
};

export const asymmetricMatchers = {
  any: (kind: new () => unknown) =>
    asymmetric(
      (value) =>
        typeof value === classes[kind.name] ||
        value instanceof kind ||
        (kind.name === "Object" && typeof value === "object"),
    ),
  anything: () => asymmetric((value) => value !== null && value !== undefined),
  closeTo: (expected: number, digits = 2) =>
    asymmetric((value) => typeof value === "number" && Math.abs(value - expected) < 10 ** -digits / 2),
  stringContaining: (part: string) =>
    asymmetric((value) => typeof value === "string" && value.includes(part)),
  stringMatching: (pattern: string | RegExp) =>
    asymmetric((value) => typeof value === "string" && new RegExp(pattern).test(value)),
  objectContaining: (subset: object) => asymmetric((value) => matchesObject(value, subset)),
  arrayContaining: (items: readonly unknown[]) =>
    asymmetric(
      (value) =>
        Array.isArray(value) && items.every((item) => value.some((each) => deepEqual(each, item, true))),
    ),
};

export const hasAsymmetric = (value: unknown, depth = 0): boolean =>
  isAsymmetric(value) ||
  (typeof value === "object" &&
    value !== null &&
    depth < 20 &&
    Object.values(value).some((item) => hasAsymmetric(item, depth + 1)));
