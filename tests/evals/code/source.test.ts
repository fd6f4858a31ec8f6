// Where answers come from: everybody who solves a draw is answered alike, and other seeds are other draws.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { HydraError } from "../../../core/errors.ts";
import type { ChatModel, ChatRequest } from "../../../core/ports.ts";
import { askedSource, replaySource } from "../../../evals/code/source.ts";
import { openRecorder } from "../../../evals/recordings/record.ts";
import { makeScriptedStub } from "../../../evals/recordings/scripted-chat.ts";
import { recordingOf, samples, scratch, task as recorded } from "../recordings/sketch.ts";
import { taskOf } from "./sketch.ts";

const options = { signal: new AbortController().signal };
const draws = { seeds: 2, k: 3, blocks: 1 };
const requestOf = (key: string, system = ""): ChatRequest => ({
  thread: "t",
  key,
  role: "qa",
  system,
  sections: [],
});

/** Says how often it was asked; `main/tests/0` is refused. */
const counting = (): ChatModel => {
  let asked = 0;
  return {
    identity: makeScriptedStub().identity,
    text: async ({ key }) => {
      asked += 1;
      if (key === "main/tests/0") throw new HydraError("MODEL_REFUSED", `refused ${asked}`, { fix: "" });
      return { text: String(asked), model: "m", usage: { prompt: 0, completion: 0 } };
    },
    object: async (_, schema) => {
      asked += 1;
      return schema.parse(asked);
    },
  };
};

describe("a model that is asked", () => {
  const turns = () => {
    const chat = counting();
    return askedSource("live: m", draws, () => chat).turnsOf(taskOf());
  };
  const textOf = async (chat: ChatModel | undefined, request: ChatRequest) =>
    (await chat?.text(request, options))?.text;

  it("answers the same request of a draw once, another prompt or another draw anew", async () => {
    const [first, second] = turns();
    const draft = requestOf("main/draft/minimal");
    const both = await Promise.all([1, 2].map(() => textOf(first?.chat(null), draft)));
    expect(both).toEqual(["1", "1"]);
    expect(await textOf(first?.chat(null), { ...draft, system: "other" })).toBe("2");
    expect(await textOf(second?.chat(null), draft)).toBe("3");
    const plan = requestOf("plan");
    expect(await first?.chat(null).object(plan, z.number(), options)).toBe(4);
    expect(await first?.chat(null).object(plan, z.number(), options)).toBe(4);
  });

  it("fails alike as well", async () => {
    const [turn] = turns();
    for (let time = 0; time < 2; time++) {
      await expect(textOf(turn?.chat(null), requestOf("main/tests/0"))).rejects.toThrow("refused 1");
    }
  });

  it("is recorded once for all that solve a draw", async () => {
    const folder = await scratch();
    const recorder = await openRecorder(folder);
    const source = askedSource("live: m", draws, ({ id }) => recorder.wrap(counting(), id));
    for (const turn of source.turnsOf(taskOf())) {
      for (let variant = 0; variant < 3; variant++) {
        await turn.chat(null).text(requestOf("main/draft/minimal"), options);
      }
    }
    const rows = (await readFile(join(folder, "solutions.jsonl"), "utf8")).trimEnd().split("\n");
    expect(rows).toHaveLength(2);
  });
});

describe("draws from a later seed on", () => {
  it("are those that more seeds would have drawn", async () => {
    const recording = await recordingOf(samples("m", 6));
    const drawn = (more: { seeds: number; firstSeed?: number }) =>
      replaySource(recording, { ...draws, ...more })
        .turnsOf(recorded)
        .map(({ seed, sampleOf }) => [seed, sampleOf(0), sampleOf(1), sampleOf(2)]);
    expect(drawn({ seeds: 2, firstSeed: 3 })).toEqual(drawn({ seeds: 5 }).slice(3));
    expect(drawn({ seeds: 2, firstSeed: 19 })).toHaveLength(1);
  });

  it("are asked under those seeds", () => {
    const source = askedSource("live: m", { ...draws, firstSeed: 4 }, counting);
    expect(source.turnsOf(taskOf()).map(({ seed }) => seed)).toEqual([4, 5]);
  });
});
