// A live model's answers are kept as they come, survive a kill, and can be replayed.
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { HydraError } from "../../../core/errors.ts";
import type { ChatModel } from "../../../core/ports.ts";
import { drawsOf, type Draw } from "../../../evals/recordings/draw.ts";
import { openRecorder } from "../../../evals/recordings/record.ts";
import { loadRecording } from "../../../evals/recordings/recording.ts";
import { makeReplayChat } from "../../../evals/recordings/replay-chat.ts";
import { scratch, task } from "./sketch.ts";

const model = (name: string, answer: (key: string) => string): ChatModel => ({
  identity: {
    kind: "live",
    roles: { qa: `${name}-tester`, "worker-backend": name, architect: name, judge: name },
  },
  text: async ({ key, role }) => ({
    text: answer(key),
    model: role === "qa" ? `${name}-tester` : name,
    usage: { prompt: 3, completion: key.length },
  }),
  object: async (_, schema) => schema.parse({ spoken: name }),
});
const { signal } = new AbortController();
const ask = (chat: ChatModel, key: string, thread = "code/T/1/0") =>
  chat.text(
    {
      thread,
      key,
      role: key.includes("/tests/") ? "qa" : "worker-backend",
      system: "",
      sections: [],
      temperature: 0.6,
    },
    { signal },
  );
const drafts = ["conservative", "minimal", "aggressive"].map((name) => `main/draft/${name}`);
const echo = (key: string) => `answer to ${key}`;
const rowsOf = async (folder: string, name = "solutions.jsonl") =>
  (await readFile(join(folder, name), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a recorded model", () => {
  it("is replayed with the same answers and tokens", async () => {
    const folder = join(await scratch(), "new", "folder");
    const live = (await openRecorder(folder)).wrap(model("m", echo), task.id);
    const keys = [...drafts, "main/tests/0"];
    const replies = await Promise.all(keys.map((key) => ask(live, key)));
    const [draw] = drawsOf(await loadRecording(folder), task, { seeds: 1, k: 3, blocks: 3 });
    const replay = makeReplayChat(draw as Draw, null);
    const again = await Promise.all(keys.map((key) => ask(replay, key)));
    const told = (list: typeof replies) => list.map(({ text, usage }) => JSON.stringify([text, usage]));
    expect(told(again).toSorted()).toEqual(told(replies).toSorted());
    expect(new Set(again.map((reply) => reply.model))).toEqual(new Set(["replay:m", "replay:m-tester"]));
  });

  it("says what it is, and keeps opinions and repairs to itself", async () => {
    const folder = await scratch();
    const live = (await openRecorder(folder)).wrap(model("m", echo), task.id);
    expect(live.identity.kind).toBe("live");
    const request = { thread: "t", key: "plan", role: "architect", system: "", sections: [] } as const;
    expect(await live.object(request, z.object({ spoken: z.string() }), { signal })).toEqual({ spoken: "m" });
    await ask(live, "main/repair/minimal/1");
    await ask(live, "main/draft/minimal");
    const [row, ...more] = await rowsOf(folder);
    expect(more).toEqual([]);
    expect(row).toEqual({
      task_id: "T/1",
      model: "m",
      sample: 0,
      thread: "code/T/1/0",
      key: "main/draft/minimal",
      temperature: 0.6,
      raw: "answer to main/draft/minimal",
      promptTokens: 3,
      completionTokens: 18,
    });
  });

  it("has its failures kept as samples, and no breakdown of the server", async () => {
    const folder = await scratch();
    const recorder = await openRecorder(folder);
    const failing = (code: "TRUNCATED" | "MODEL_UNREACHABLE") =>
      recorder.wrap(
        model("m", () => {
          throw new HydraError(code, "no", { fix: "none" });
        }),
        task.id,
      );
    await expect(ask(failing("MODEL_UNREACHABLE"), "main/draft/minimal")).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
    });
    await expect(ask(failing("TRUNCATED"), "main/draft/minimal")).rejects.toMatchObject({
      code: "TRUNCATED",
    });
    expect(await rowsOf(folder)).toMatchObject([{ raw: "", failure: "TRUNCATED", sample: 0 }]);
    const [draw] = drawsOf(await loadRecording(folder), task, { seeds: 1, k: 1, blocks: 1 });
    const replay = makeReplayChat(draw as Draw, null);
    await expect(ask(replay, "main/draft/conservative")).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
  });
});

describe("recording goes on", () => {
  it("with the next number of each task and model", async () => {
    const folder = await scratch();
    for (const thread of ["code/T/1/0", "code/T/1/1"]) {
      const recorder = await openRecorder(folder);
      const wraps = ["m", "n"].map((name) => recorder.wrap(model(name, echo), task.id));
      await Promise.all(wraps.flatMap((chat) => drafts.map((key) => ask(chat, key, thread))));
      await ask(recorder.wrap(model("m", echo), "T/2"), "main/draft/minimal", `${thread}/2`);
    }
    const numbers = (await rowsOf(folder)).map((row) =>
      [row["task_id"], row["model"], row["sample"]].join(" "),
    );
    expect(numbers.toSorted()).toEqual(
      [
        ...[0, 1, 2, 3, 4, 5].flatMap((sample) => [`T/1 m ${sample}`, `T/1 n ${sample}`]),
        "T/2 m 0",
        "T/2 m 1",
      ].toSorted(),
    );
  });

  it("behind a torn last line, which is taken away, or completed where it is whole", async () => {
    const folder = await scratch();
    const path = join(folder, "solutions.jsonl");
    await ask((await openRecorder(folder)).wrap(model("m", echo), task.id), "main/draft/minimal");
    const first = await readFile(path, "utf8");
    await appendFile(path, '{"task_id":"T/1","mod');
    await ask((await openRecorder(folder)).wrap(model("m", echo), task.id), "main/draft/aggressive");
    expect((await rowsOf(folder)).map(({ sample }) => sample)).toEqual([0, 1]);
    await writeFile(path, first.trimEnd());
    await ask((await openRecorder(folder)).wrap(model("m", echo), task.id), "main/draft/aggressive");
    expect((await rowsOf(folder)).map(({ sample }) => sample)).toEqual([0, 1]);
  });

  it("and a draw that is begun again counts once, as it was answered last", async () => {
    const folder = await scratch();
    for (const round of ["first", "second"]) {
      const chat = (await openRecorder(folder)).wrap(
        model("m", () => round),
        task.id,
      );
      await ask(chat, "main/draft/minimal");
      await ask(chat, "main/tests/0");
    }
    const recording = await loadRecording(folder);
    expect(recording.solutions.get(task.id)).toMatchObject([{ text: "second", sample: 1 }]);
    expect(recording.tests.get(task.id)).toMatchObject([{ answer: "second" }]);
  });

  it("nowhere where a line in the middle is broken: that is said", async () => {
    const folder = await scratch();
    await writeFile(join(folder, "tests.jsonl"), "what?\n{}\n");
    await expect(openRecorder(folder)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/tests\.jsonl: line 1 is not JSON/u) as string,
    });
  });
});
