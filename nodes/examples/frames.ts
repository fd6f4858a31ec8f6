// Documentation stands in frames: `//` or `#` before each line, `*` in block comments. Readers of examples see the text
// without them, so that every comment form of every language reads like a docstring; offsets stay as they are.

const opening = /^[ \t]*\/\*+(?!\/)/u;
const star = /^[ \t]*\*(?![*/])/u;
/** A heading of a text is no comment. */
const marker = /^[ \t]*(?:\/\/[/!]?(?!\/)|#(?!#|!|\s*[A-Z][\w ]*$))/u;

/** What a line begins with becomes blanks of the same length. */
export const withoutFrames = (text: string): string => {
  let inBlock = false;
  // Below an unframed prompt stands what a program prints, to the letter.
  let inSession = false;
  return text
    .split("\n")
    .map((line) => {
      const frame = inBlock ? star : opening.test(line) ? opening : marker;
      inBlock = (inBlock || frame === opening) && !line.includes("*/");
      inSession = />>>/u.test(line) ? !frame.test(line) : inSession && line.trim() !== "";
      return inSession ? line : line.replace(frame, (found) => " ".repeat(found.length));
    })
    .join("\n");
};
