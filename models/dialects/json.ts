// Reading what a server said without trusting its shape.

/** The value at a path of keys and indexes, or undefined. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string | null => {
  const found = at(value, ...path);
  return typeof found === "string" ? found : null;
};

/** A positive whole number, also where a server writes it as text. */
export const countAt = (value: unknown, ...path: readonly (string | number)[]): number | null => {
  const found = Number(at(value, ...path) ?? Number.NaN);
  return Number.isSafeInteger(found) && found > 0 ? found : null;
};

/** Undefined where the text is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
