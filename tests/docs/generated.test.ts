import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatedDocs } from "../../docs/generate.ts";

test("pictures and contract are what the code says (else: npm run docs)", async () => {
  const docs = await generatedDocs();
  expect([...docs.keys()]).toContain("docs/graphs/swarm.mmd");
  for (const [path, content] of docs) expect(readFileSync(path, "utf8"), path).toBe(content);
});

test("the README shows the swarm's picture", () => {
  expect(readFileSync("README.md", "utf8")).toMatch(/<!-- graph:swarm -->\n```mermaid\n[\s\S]*dispatch/u);
});
