// What a text calls, by name, in either language: enough to tell which subtask a test is about.

/** Each once, in the order of the text. */
export const calledNames = (text: string): string[] => [
  ...new Set([...text.matchAll(/([A-Za-z_$][\w$]*)\s*\(/gu)].map((match) => match[1] ?? "")),
];
