// How parallel branches meet in a state. Every reducer survives a replay: the same update twice gives the same state.

/** Later entries win per key; other keys stay. */
export const mergeByKey = <T>(
  current: Readonly<Record<string, T>>,
  update: Readonly<Record<string, T>>,
): Record<string, T> => ({ ...current, ...update });

/** A set as a list: keeps the first appearance of each text. */
export const union = (current: readonly string[], update: readonly string[]): string[] => [
  ...new Set([...current, ...update]),
];
