// How well retrieved pieces cover exact answers, by characters: recall, precision, and intersection over union, as in Smith and
// Troynikov (Chroma 2024), whose token-level figures are of character ranges as well.

/** `start` is in it, `end` is not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Cover {
  readonly recall: number;
  readonly precision: number;
  readonly iou: number;
}

/** `elsewhere`: characters that were retrieved from other documents. */
export const coverOf = (answers: readonly Range[], retrieved: readonly Range[], elsewhere: number): Cover => {
  const wanted = merged(answers);
  const got = merged(retrieved);
  const both = wanted.reduce(
    (sum, answer) => sum + got.reduce((part, range) => part + overlap(answer, range), 0),
    0,
  );
  const wantedLength = lengthOf(wanted);
  const gotLength = lengthOf(got) + elsewhere;
  return {
    recall: wantedLength === 0 ? 0 : both / wantedLength,
    precision: gotLength === 0 ? 0 : both / gotLength,
    iou: wantedLength + gotLength === 0 ? 0 : both / (wantedLength + gotLength - both),
  };
};

const overlap = (left: Range, right: Range): number =>
  Math.max(0, Math.min(left.end, right.end) - Math.max(left.start, right.start));

const lengthOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** Ascending, none of which touch. */
const merged = (ranges: readonly Range[]): Range[] => {
  const result: Range[] = [];
  for (const range of ranges.toSorted((left, right) => left.start - right.start)) {
    const last = result.at(-1);
    if (last === undefined || range.start > last.end) result.push(range);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return result;
};
