// Where in a text an example may stand: not inside a larger expression, not in program text, and not in words about what a
// program does wrongly, did once, or must not do.

/** Whether a call that begins at `at` may be an example's. */
export const isPlace = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - longestLine), at);
  const line = before.slice(before.lastIndexOf("\n") + 1).replace(/(?<![\w)\]])[`*_]+$/u, "");
  if (/(?:^|\s)(?:def|class|function|elif|return|while|not|await|yield|throw|raise|del)\s+$/u.test(line))
    return false;
  if (
    /^\s*(?:if|elif|while|return|const|let|var|export|async|yield|throw|raise|for\s+\w+\s+(?:in|of))\b.*$/u.test(
      line,
    )
  )
    return false;
  const last = line.trimEnd().at(-1);
  if (last === undefined || /^\s*(?:[-*+•>]+|\d+[.)])\s+$/u.test(line)) return true;
  if (/[\w)\]]\.$/u.test(line) || /[\w$]\($/u.test(line) || /[!=<>]=\s*$/u.test(line)) return false;
  return !/[=+\-*/%<>&|^~[{@]/u.test(last);
};

const longestLine = 400;

interface Claim {
  readonly start: number;
  readonly end: number;
  /** What stands between the call and its value. */
  readonly sign: string;
}

/** What a program does wrongly is no example; what it should do is. */
export const isReport = (text: string, { start, end, sign }: Claim): boolean => {
  const from = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf(". ", start - 1)) + 1;
  const line = text.indexOf("\n", end);
  const sentence = text.slice(from, line < 0 ? undefined : line).replace(text.slice(start, end), " ");
  if (counterExample.test(sentence) || isBelowReport(text.slice(0, start))) return true;
  if (/should|must|expected/u.test(sign)) return false;
  return report.test(sentence);
};

const report =
  /\b(?:instead of|currently|wrongly|incorrectly|incorrect|wrong|bug|buggy|actual(?:ly)?|fails?|failing|but (?:should|expected|got|gives|returns|it)|should (?:be|return|give|have)|expected|rather than|never|do(?:es)? not|doesn't|isn't|shouldn't|used to|no longer|old behaviou?r|suppose|what if)\b/iu;
const counterExample = /\b(?:counter|non|anti)[- ]?examples?\b|\bnot an? (?:valid )?examples?\b/iu;

/** A heading right above a run of lines speaks for all of them: `Wrong:`, `Counter-examples:`. */
const isBelowReport = (before: string): boolean => {
  const lines = before.slice(-longestRun).split("\n").slice(0, -1);
  const heading = lines.findLastIndex((line) => /:[*_`]*\s*$/u.test(line));
  if (heading < 0 || lines.slice(heading + 1).some((line, index) => index > 0 && line.trim() === ""))
    return false;
  return /^\W*(?:(?:counter|non|anti)[- ]?examples?|wrong|incorrect|bad|bugs?|buggy|currently|actual|(?:current|old|actual|wrong|incorrect) (?:behaviou?rs?|outputs?|results?))\b[^.]*$/iu.test(
    lines[heading] ?? "",
  );
};

const longestRun = 1_500;
