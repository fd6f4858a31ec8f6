// Folders of a test file's own, removed when all its tests are done.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

export const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "hydra-test-"));
  folders.push(folder);
  return folder;
};
