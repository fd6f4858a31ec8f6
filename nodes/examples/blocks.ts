// Headed blocks: `Input: …` and `Output: …` on lines of their own.
import type { Found } from "./found.ts";
import { callWith, caseOf, readInputs } from "./inputs.ts";
import type { TaskText } from "./task.ts";

const heading = "(?:sample |example )?";
const block = new RegExp(
  `^[ \\t>*#-]*${heading}(?:std)?input(?:[ \\t]*#?\\d+)?\\**[ \\t]*:?\\**[ \\t]*(\\n?[^]{0,4000}?)\\n[ \\t>*#-]*${heading}(?:std|expected )?output(?:[ \\t]*#?\\d+)?\\**[ \\t]*:?\\**[ \\t]*(\\n?[^]{0,4000}?)(?=\\n[ \\t]*\\n|\\n[ \\t>*#-]*(?:explanation|note|constraints?|${heading}input|example)\\b|"""|'''|\\*/|$(?![^]))`,
  "gimu",
);

/** `Input:` and `Output:`. With one function to call they are its arguments and value, else what a program reads and prints. */
export const findBlocks = (task: TaskText, text: string): Found[] => {
  const pairs = [...unfenced(text).matchAll(block)];
  const samples = pairs.filter((pair) => /\b(?:sample|example)\s+(?:std)?input/iu.test(pair[0]));
  return (samples.length > 0 ? samples : pairs).flatMap((pair): Found[] => {
    const [input, output] = [plainLines(pair[1] ?? ""), plainLines(pair[2] ?? "")];
    const place = { start: pair.index, end: pair.index + pair[0].length };
    if (task.target !== null && !readsInput.test(task.text)) {
      const inputs = readInputs(task, input, 0);
      const call = input.slice(inputs.end).trim() === "" ? callWith(task.target, inputs.items, task) : null;
      const found = caseOf(task, call, { text: output, at: 0, strict: false });
      return found === null ? [] : [{ ...found, ...place }];
    }
    if (output === "" || isProse(input) || isProse(output)) return [];
    return [{ ...place, body: { kind: "io", input: `${input}\n`, output: `${output}\n` } }];
  });
};

const readsInput = /\b(?:stdin|stdout|standard (?:in|out)put|reads? (?:from )?(?:the )?input)\b/iu;

/** Fences inside a block only frame its lines. */
const unfenced = (text: string): string =>
  text.replaceAll(/^[ \t]*(?:```|~~~)[^\n]*$/gmu, (line) => " ".repeat(line.length));

const plainLines = (text: string): string => {
  const lines = text
    .split("\n")
    .filter(
      (line, index, all) =>
        line.trim() !== "" || (index > 0 && index < all.length - 1 && all[index - 1]?.trim() !== ""),
    );
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length),
  );
  return lines
    .map((line) => line.slice(Number.isFinite(indent) ? indent : 0).trimEnd())
    .join("\n")
    .trim();
};

/** A description of the format, not an instance of it. */
const isProse = (text: string): boolean =>
  /\b(?:the|an?|of|contains?|integers?|lines?|given|print|denot\w+|each|single)\b[^\n]*\b(?:the|an?|of|contains?|integers?|lines?|given|print|number|each|single|string)\b/iu.test(
    text,
  ) || /^[A-Z][^\n]*[a-z] [^\n]*\.$/mu.test(text);
