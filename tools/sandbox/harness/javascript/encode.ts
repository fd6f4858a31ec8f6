/* oxlint-disable typescript/unbound-method, typescript/no-unnecessary-type-assertion -- methods are captured and applied, out of the candidate's reach */
// What a candidate computed, as the JSON text of the tagged values of core/values.ts. Only own data properties and captured
// methods are used; a getter or a proxy of the candidate's may run, but it sees nothing and can change only its own value.
import {
  apply,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isInteger,
  isNotANumber,
  ownKeys,
  quote,
  slots,
  text,
} from "./intrinsics.ts";

interface Room {
  /** Characters that may still be written. */
  left: number;
  /** As `toEqual`: undefined properties and classes do not count. */
  readonly loose: boolean;
}

const maxDepth = 60;
const { toISOString, getTime } = slots.date;
const bigintText = slots.bigint.toString;
const mapSize = getOwnPropertyDescriptor(slots.map, "size")?.get as () => number;
const setSize = getOwnPropertyDescriptor(slots.set, "size")?.get as () => number;
const { forEach: eachOfMap } = slots.map;
const { forEach: eachOfSet } = slots.set;
const { replace, slice } = slots.string;
const regexpText = slots.regexp.toString;
const typedArray = getPrototypeOf(Uint8Array.prototype) as object;
const typedName = getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as () => string | undefined;
const plainPrototypes: readonly unknown[] = [null, slots.object];

/** The JSON text of a value; what does not fit into `limit` characters is cut off. */
export const encode = (value: unknown, limit: number, loose = false): string => {
  try {
    return encodeIn(value, { left: limit, loose }, 0);
  } catch {
    return '["x"]';
  }
};

export const errorName = (error: unknown): string => {
  try {
    return error instanceof Error ? text(error.name).slice(0, 200) : typeof error;
  } catch {
    return "Error";
  }
};

export const errorMessage = (error: unknown): string => {
  try {
    return text(error instanceof Error ? error.message : error).slice(0, 600);
  } catch {
    return "<unprintable>";
  }
};

const encodeIn = (value: unknown, room: Room, depth: number): string => {
  room.left -= 6;
  if (room.left < 0 || depth > maxDepth) return '["x"]';
  switch (typeof value) {
    case "undefined":
      return '["u"]';
    case "boolean":
      return value ? '["b",true]' : '["b",false]';
    case "number":
      return encodeNumber(value);
    case "bigint":
      return `["t",[["s","bigint"],["i","${cut(apply(bigintText, value, []) as string, room)}"]]]`;
    case "string":
      room.left -= value.length;
      return room.left < 0 ? '["x"]' : `["s",${quote(value)}]`;
    case "object":
      return value === null ? '["n"]' : encodeObject(value, room, depth);
    default:
      return `["o",${quote(typeof value)},${quote(apply(slice, safeText(value), [0, 200]))}]`;
  }
};

const encodeNumber = (value: number): string => {
  if (isNotANumber(value)) return '["f","nan"]';
  if (value === Infinity) return '["f","inf"]';
  if (value === -Infinity) return '["f","-inf"]';
  return `["${isInteger(value) && value < 1e21 && value > -1e21 ? "i" : "f"}","${text(value)}"]`;
};

const encodeObject = (value: object, room: Room, depth: number): string => {
  if (isArray(value)) return encodeArray(value, room, depth);
  const internal = encodeInternal(value, room, depth);
  if (internal !== null) return internal;
  if (value instanceof Error) return `["e",${quote(errorName(value))},${quote(errorMessage(value))}]`;
  const pairs: string[] = [];
  const keys = ownKeys(value);
  for (let index = 0; index < keys.length && room.left >= 0; index++) {
    const key = keys[index];
    if (typeof key !== "string" || getOwnPropertyDescriptor(value, key)?.enumerable !== true) continue;
    const item = (value as Record<string, unknown>)[key];
    if (room.loose && item === undefined) continue;
    room.left -= key.length;
    pairs[pairs.length] = `[["s",${quote(key)}],${encodeIn(item, room, depth + 1)}]`;
  }
  const data = `["d",[${joined(pairs)}]]`;
  if (
    room.loose ||
    plainPrototypes[0] === getPrototypeOf(value) ||
    plainPrototypes[1] === getPrototypeOf(value)
  )
    return data;
  return `["t",[["s",${quote(className(value))}],${data}]]`;
};

/** Objects with internal slots; each captured method throws on anything else. */
const encodeInternal = (value: object, room: Room, depth: number): string | null => {
  const tag = apply(typedName, value, []) as string | undefined;
  if (tag !== undefined) {
    const numbers: string[] = [];
    const array = value as Uint8Array;
    for (let index = 0; index < array.length && room.left >= 0; index++) {
      numbers[index] = encodeIn(array[index], room, depth + 1);
    }
    return `["t",[["s","${tag}"],["l",[${joined(numbers)}]]]]`;
  }
  const parts: string[] = [];
  if (has(mapSize, value)) {
    const add = (item: unknown, key: unknown) => {
      if (room.left >= 0)
        parts[parts.length] = `[${encodeIn(key, room, depth + 1)},${encodeIn(item, room, depth + 1)}]`;
    };
    apply(eachOfMap, value, [add]);
    return `["d",[${joined(parts)}]]`;
  }
  if (has(setSize, value)) {
    const add = (item: unknown) => {
      if (room.left >= 0) parts[parts.length] = encodeIn(item, room, depth + 1);
    };
    apply(eachOfSet, value, [add]);
    return `["S",[${joined(parts)}]]`;
  }
  if (has(getTime, value)) {
    const valid = !isNotANumber(apply(getTime, value, []) as number);
    return `["t",[["s","Date"],["s",${quote(valid ? (apply(toISOString, value, []) as string) : "invalid")}]]]`;
  }
  if (getPrototypeOf(value) === slots.regexp) {
    return `["t",[["s","RegExp"],["s",${quote(apply(regexpText, value, []) as string)}]]]`;
  }
  return null;
};

const encodeArray = (value: readonly unknown[], room: Room, depth: number): string => {
  const parts: string[] = [];
  for (let index = 0; index < value.length && room.left >= 0; index++) {
    parts[index] = encodeIn(value[index], room, depth + 1);
  }
  return `["l",[${joined(parts)}]]`;
};

const has = (method: () => unknown, value: object): boolean => {
  try {
    apply(method, value, []);
    return true;
  } catch {
    return false;
  }
};

const className = (value: object): string => {
  const constructor = (getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor;
  return typeof constructor?.name === "string" ? constructor.name : "Object";
};

const safeText = (value: unknown): string => {
  try {
    return apply(replace, text(value), [/\s+/gu, " "]) as string;
  } catch {
    return "?";
  }
};

const cut = (value: string, room: Room): string => {
  room.left -= value.length;
  return room.left < 0 ? "0" : value;
};

const joined = (parts: readonly string[]): string => {
  let out = "";
  for (let index = 0; index < parts.length; index++)
    out += (index > 0 ? "," : "") + (parts[index] ?? '["x"]');
  return out;
};
