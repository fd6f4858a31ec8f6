// A model's own process: what its death, its silence and its parent's death lead to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openModelProcess } from "../../models/model-process.ts";

const { signal } = new AbortController();
const module = new URL("./fixtures/plain-child.ts", import.meta.url);

const open = async (load: unknown, timeoutMs = 10_000) =>
  openModelProcess({ module, load, file: "m.gguf", timeoutMs, setting: "memory.embed", signal });

const pidOf = (reply: unknown): number => (reply as { readonly pid: number }).pid;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const isGone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 200 && isAlive(pid); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return !isAlive(pid);
};

describe("a model process", () => {
  test("loads once and answers in turn", async () => {
    const model = await open("it");
    expect(model.facts).toEqual({ loaded: "it" });
    const replies = await Promise.all(["slow", "b", "c"].map(async (each) => model.ask(each, { signal })));
    expect(replies.map((reply) => (reply as { question: string }).question)).toEqual(["slow", "b", "c"]);
    expect(new Set(replies.map(pidOf)).size).toBe(1);
    await model.close();
    expect(isAlive(pidOf(replies[0]))).toBe(false);
  });

  test("that is killed is a typed failure, and another answers next time", async () => {
    const model = await open("it");
    const first = pidOf(await model.ask("who", { signal }));
    await expect(model.ask("die", { signal })).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      message: "the process that runs m.gguf ended (SIGKILL)",
    });
    const second = pidOf(await model.ask("who", { signal }));
    expect(second).not.toBe(first);
    // While nobody asks.
    process.kill(second, "SIGKILL");
    expect(await isGone(second)).toBe(true);
    expect(pidOf(await model.ask("who", { signal }))).not.toBe(second);
    await model.close();
  });

  test("that hangs is ended at its deadline", async () => {
    const model = await open("it", 400);
    const pid = pidOf(await model.ask("who", { signal }));
    await expect(model.ask("hang", { signal })).rejects.toMatchObject({ code: "MODEL_TIMED_OUT" });
    expect(await isGone(pid)).toBe(true);
    await model.close();
  });

  test("lets its caller go at once, and stays", async () => {
    const model = await open("it");
    const pid = pidOf(await model.ask("who", { signal }));
    const controller = new AbortController();
    const asked = model.ask("slow", { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: "ABORTED" });
    expect(pidOf(await model.ask("who", { signal }))).toBe(pid);
    await model.close();
  });

  test("that can't load is the setting's fault, in the engine's words or the child's own", async () => {
    const code = "CONFIG_INVALID";
    const message = (words: string) => expect.stringContaining(words) as string;
    await expect(open("abort")).rejects.toMatchObject({ code, message: message("(SIGABRT)") });
    await expect(open("broken")).rejects.toMatchObject({ code, message: message("can't read it") });
    await expect(open("typed")).rejects.toMatchObject({ code, message: "wrong kind", fix: "another" });
  });

  test("what fails inside fails the one question", async () => {
    const model = await open("it");
    await expect(model.ask("fail", { signal })).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      message: "no",
    });
    expect(await model.ask("x", { signal })).toMatchObject({ question: "x" });
    await model.close();
  });

  test.each(["stay", "leave"])(
    "ends with a parent that is killed or leaves without a word (%s)",
    async (how) => {
      const program = fileURLToPath(new URL("./fixtures/open-and-wait.ts", import.meta.url));
      const parent = spawn(process.execPath, [program, how], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = pidOf(JSON.parse(String(line)));
      if (how === "stay") parent.kill("SIGKILL");
      expect(await isGone(pid)).toBe(true);
      if (parent.exitCode === null && parent.signalCode === null) await once(parent, "exit");
      expect(parent.exitCode).toBe(how === "stay" ? null : 0);
    },
  );
});
