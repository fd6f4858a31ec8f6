// Takes a one-line JavaScript assertion apart into the call and the expected expression, so that the latter need not enter
// the candidate's process. What is not recognised for certain stays whole.

export interface SplitAssertion {
  readonly call: string;
  readonly expected: string;
  /** As `toEqual`: undefined properties and classes do not count. */
  readonly loose: boolean;
}

const equalities =
  /^(?:assert\s*\.\s*(?:strict\s*\.\s*)?(?:equal|strictEqual|deepEqual|deepStrictEqual))\s*\(/u;
const truths = /^(?:(?:console\s*\.\s*)?assert(?:\s*\.\s*ok)?)\s*\(/u;
const matcher = /^\)\s*\.\s*(?:toBe|toEqual|toStrictEqual)\s*\(/u;

/** Null where the source is anything but one equality. */
export const splitAssertion = (source: string): SplitAssertion | null => {
  const text = source.trim().replace(/;$/u, "").trimEnd();
  const opened = equalities.exec(text) ?? truths.exec(text);
  if (opened !== null) {
    const inside = argumentsFrom(text, opened[0].length);
    if (inside === null || inside.end !== text.length - 1) return null;
    const [call, expected] = equalities.test(text) ? inside.parts : comparison(inside.parts[0] ?? "");
    return call && expected ? { call, expected, loose: /^assert\s*\.\s*deepEqual/u.test(text) } : null;
  }
  if (!/^expect\s*\(/u.test(text)) return null;
  const received = argumentsFrom(text, text.indexOf("(") + 1);
  if (received === null || received.parts.length !== 1) return null;
  const next = matcher.exec(text.slice(received.end));
  if (next === null) return null;
  const wanted = argumentsFrom(text, received.end + next[0].length);
  if (wanted === null || wanted.parts.length !== 1 || wanted.end !== text.length - 1) return null;
  const loose = next[0].includes("toEqual");
  return { call: received.parts[0] ?? "", expected: wanted.parts[0] ?? "", loose };
};

/** The two sides of a lone `===` or `==`. */
const comparison = (text: string): readonly string[] => {
  const parts = pieces(text, 0, /^(?:===?(?!=)|!==?|&&|\|\||\?\?|\?(?!\.)|=>|<=|>=|[<>])/u);
  return parts !== null && parts.marks.length === 1 && /^===?$/u.test(parts.marks[0] ?? "")
    ? parts.parts
    : [];
};

const argumentsFrom = (text: string, start: number) => pieces(text, start, /^,/u);

interface Pieces {
  readonly parts: readonly string[];
  readonly marks: readonly string[];
  /** Where the bracket around the pieces closes, or the end of the text. */
  readonly end: number;
}

/** Cuts at separators outside of brackets, strings and templates; null where brackets or quotes don't match. */
const pieces = (text: string, start: number, separator: RegExp): Pieces | null => {
  const parts: string[] = [];
  const marks: string[] = [];
  let depth = 0;
  let from = start;
  let at = start;
  const finish = (end: number): Pieces => {
    const last = text.slice(from, end).trim();
    return { parts: last === "" && parts.length > 0 ? parts : [...parts, last], marks, end };
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const quoted = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)/su.exec(rest);
    const character = text[at] ?? "";
    if (quoted !== null) at += quoted[0].length;
    else if (/["'`/]/u.test(character)) return null;
    else if (/[([{]/u.test(character)) {
      depth += 1;
      at += 1;
    } else if (/[)\]}]/u.test(character)) {
      if (depth === 0) return character === ")" ? finish(at) : null;
      depth -= 1;
      at += 1;
    } else {
      const mark = depth === 0 ? separator.exec(rest) : null;
      if (mark !== null) {
        parts.push(text.slice(from, at).trim());
        marks.push(mark[0]);
        from = at + mark[0].length;
      }
      at += mark?.[0].length ?? 1;
    }
  }
  return depth === 0 ? finish(text.length) : null;
};
