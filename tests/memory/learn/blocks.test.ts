// Files that a person writes, read with care: they may belong to somebody else's project.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blockLimitCharacters, blockPaths, readBlocks } from "../../../memory/learn/blocks.ts";
import { temporary } from "../../support/temporary.ts";

const signal = new AbortController().signal;
const places = () => {
  const [data, workdir] = [temporary(), temporary()];
  mkdirSync(join(data, "memory"));
  mkdirSync(join(workdir, ".hydra-memory"));
  const write = (name: string, text: string) => {
    const path = blockPaths({ data, workdir }).find((one) => one.name === name)?.path ?? "";
    writeFileSync(path, text);
  };
  return { data, workdir, write };
};

test("the person's follows the person, the project's lies in the project", async () => {
  const { data, workdir, write } = places();
  write("person", "Short names.\n");
  write("conventions", "<!-- one per line -->\nTabs.\n");
  const read = await readBlocks({ data, workdir }, { signal });
  expect(read.map(({ name, text }) => [name, text])).toEqual([
    ["person", "Short names."],
    ["conventions", "Tabs."],
  ]);
  expect(await readBlocks({ data, workdir: null }, { signal })).toHaveLength(1);
  expect(await readBlocks({ data: temporary(), workdir: temporary() }, { signal })).toEqual([]);
});

test("a long one is cut, and an empty one is none", async () => {
  const { data, workdir, write } = places();
  write("project", "é".repeat(3 * blockLimitCharacters));
  write("conventions", " \n");
  const read = await readBlocks({ data, workdir }, { signal });
  expect(read.map(({ name, text }) => [name, text.length])).toEqual([["project", blockLimitCharacters]]);
});

test("a link out of the project, a folder and a pipe say nothing", async () => {
  const { data, workdir } = places();
  const secret = join(temporary(), "secret.md");
  writeFileSync(secret, "secret");
  symlinkSync(secret, join(workdir, ".hydra-memory/project.md"));
  execFileSync("mkfifo", [join(workdir, ".hydra-memory/conventions.md")]);
  mkdirSync(join(data, "memory/person.md"));
  expect(await readBlocks({ data, workdir }, { signal })).toEqual([]);
});
