// What the Python suites share: where the function stands in a prompt, and what a hidden test file begins with.

/** The text above a function's definition. */
export const standingAbove = (prompt: string, name: string): string => {
  const definitions = [...prompt.matchAll(new RegExp(`^(?:async )?def ${name}\\b`, "gmu"))];
  return prompt.slice(0, definitions.at(-1)?.index ?? 0);
};

/** On these a test's truth may hang, so a program that has functions of these names must not stand in for them. */
const deciding = ["all", "any", "isinstance", "issubclass", "hasattr", "callable"];

export const pythonHead = (preamble: string, entryPoint: string, test: string): string =>
  [
    ...deciding
      .filter((name) => new RegExp(`\\b${name}\\(`, "u").test(test))
      .map((name) => `${name} = __builtins__["${name}"]`),
    preamble,
    `from solution import ${entryPoint}`,
  ].join("\n");
