// The JavaScript harness shares a realm with the candidate, so what it needs of the language is taken before the candidate
// is loaded. What a candidate changed of the built-in objects is put back before each test; what it added stays.

export const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
export const { isArray } = Array;
export const { isInteger, isNaN: isNotANumber } = Number;
export const quote = JSON.stringify;
export const text = String;
const { defineProperty } = Reflect;

export const slots = {
  array: Array.prototype,
  bigint: BigInt.prototype,
  date: Date.prototype,
  error: Error.prototype,
  function: Function.prototype,
  map: Map.prototype,
  object: Object.prototype,
  regexp: RegExp.prototype,
  set: Set.prototype,
  string: String.prototype,
} as const;

type Descriptors = readonly (readonly [object, PropertyKey, PropertyDescriptor])[];

/** `Function.prototype` is a function itself. */
const isOwner = (value: unknown): value is object =>
  typeof value === "function" || (typeof value === "object" && value !== null);

const guarded = (): object[] => {
  const found: object[] = [];
  for (const name of ownKeys(globalThis)) {
    const value = getOwnPropertyDescriptor(globalThis, name)?.value as unknown;
    if (!isOwner(value) || value === globalThis || typeof name === "symbol" || !/^[A-Z]/u.test(name))
      continue;
    found.push(value);
    const prototype = getOwnPropertyDescriptor(value, "prototype")?.value as unknown;
    if (isOwner(prototype)) found.push(prototype);
  }
  for (const iterator of [
    [][Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
  ]) {
    const prototype = getPrototypeOf(iterator);
    if (prototype !== null) found.push(prototype);
  }
  return found;
};

/** Remembers the built-in objects as they are now and returns what puts them back. */
export const guardIntrinsics = (): (() => void) => {
  const kept: Descriptors = [globalThis as object, ...guarded()].flatMap((owner) =>
    ownKeys(owner).flatMap((key) => {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      return descriptor?.configurable === true && "value" in descriptor
        ? [[owner, key, descriptor] as const]
        : [];
    }),
  );
  return () => {
    for (let index = 0; index < kept.length; index++) {
      const entry = kept[index];
      if (entry === undefined) continue;
      const now = getOwnPropertyDescriptor(entry[0], entry[1]);
      if (now === undefined || now.value !== entry[2].value) defineProperty(entry[0], entry[1], entry[2]);
    }
  };
};
