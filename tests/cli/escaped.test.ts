// A failure that escapes every await, in a real process: it ends like any other, and whatever a library says goes to stderr.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";

const launcher = fileURLToPath(new URL("../../bin/hydra.mjs", import.meta.url));
const errors = new URL("../../core/errors.ts", import.meta.url).href;

/** `hydra run - --json`, which waits for its stdin, and `body` as soon as it does. */
const during = async (body: string) => {
  const folder = temporary();
  const preload = join(folder, "preload.mjs");
  writeFileSync(
    preload,
    `import { HydraError } from ${JSON.stringify(errors)};
    const full = new HydraError("DISK_FULL", "full", { fix: "Free some space." });
    process.stdin.once("newListener", () => setImmediate(() => { ${body} }));`,
  );
  const child = spawn(
    process.execPath,
    ["--import", pathToFileURL(preload).href, launcher, "run", "-", "--json"],
    { cwd: folder, env: { ...process.env, HYDRA_DATA: folder, HYDRA_NODE: process.execPath } },
  );
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code: code as unknown, stdout, stderr };
};

test.each([
  ["a rejection nobody waits for", "void Promise.reject(full)", "DISK_FULL"],
  ["one with a cause", "void Promise.reject(new Error('x', { cause: full }))", "DISK_FULL"],
  ["a rejection without a name", "void Promise.reject(new TypeError('x'))", "INTERNAL"],
  ["a throw", "throw full", "DISK_FULL"],
])("%s: one object, exit code 4, no trace", async (_, body, code) => {
  const ended = await during(body);
  expect(ended).toMatchObject({ code: 4, stderr: "" });
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code } });
});

test("a rejection that is looked at later is no warning", async () => {
  const late = "const p = Promise.reject(full); setImmediate(() => p.catch(() => undefined))";
  expect(await during(late)).toMatchObject({ code: 4, stderr: "" });
});

test("what is logged goes to stderr", async () => {
  const ended = await during("console.log('a'); console.info('b'); console.warn('c'); throw full");
  expect(ended.stderr).toBe("a\nb\nc\n");
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: "DISK_FULL" } });
});
