// A person's own test files as they were handed over: each is kept whole and judged test by test.
import type { Language, SourceFile, TestCase } from "../../core/domain.ts";

export const testFilesToCases = (files: readonly SourceFile[], _language: Language): TestCase[] =>
  files.map((file) => ({ id: `file:${file.path}`, origin: "file", block: 0, body: { kind: "file", ...file } }));
