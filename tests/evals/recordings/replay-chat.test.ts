// The model that answers from a draw: what was recorded, in whatever order it is asked, and nothing else.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Draw } from "../../../evals/recordings/draw.ts";
import { makeJuror } from "../../../evals/recordings/jurors.ts";
import { makeReplayChat } from "../../../evals/recordings/replay-chat.ts";

const draw: Draw = {
  name: "r/T/1/0",
  seed: 0,
  candidates: ["s0", "s1", "s2", "s3", "s4", ""].map((answer, sample) => ({
    model: sample < 3 ? "a" : "b",
    sample,
    answer,
    usage: sample === 1 ? { prompt: 7, completion: 5 } : null,
  })),
  tests: ["t0", "t1"].map((answer) => ({ model: "q", answer, usage: null })),
};
const request = (key: string) => ({ thread: "t", key, role: "qa", system: "", sections: [] }) as const;
const options = { signal: new AbortController().signal };
const chat = makeReplayChat(draw, null);
const ask = (key: string) => chat.text(request(key), options);

describe("the replaying model", () => {
  it("says what it is", async () => {
    expect(chat.identity).toMatchObject({ kind: "replay", roles: { qa: "replay:r/T/1/0" } });
    expect((await ask("main/draft/conservative-2")).model).toBe("replay:b");
    const judged = makeReplayChat(
      draw,
      makeJuror("constant", async () => true),
    );
    expect(judged.identity.roles["judge"]).toBe("replay:r/T/1/0 (juror stub: constant)");
  });

  it("answers drafts by approach and tests by block, in whatever order they are asked", async () => {
    const keys = ["aggressive", "conservative", "conservative-2", "minimal", "minimal-2"];
    const drafts = await Promise.all(keys.map((name) => ask(`main/draft/${name}`)));
    expect(drafts.map(({ text }) => text)).toEqual(["s2", "s0", "s3", "s1", "s4"]);
    const tests = await Promise.all(["main/tests/1", "main/tests/0"].map(ask));
    expect(tests.map(({ text }) => text)).toEqual(["t1", "t0"]);
  });

  it("counts the tokens that were counted when it was recorded, and estimates none", async () => {
    expect((await ask("main/draft/minimal")).usage).toEqual({ prompt: 7, completion: 5 });
    expect((await ask("main/draft/aggressive")).usage).toEqual({ prompt: 0, completion: 0 });
  });

  it.each([
    "plan",
    "main/draft/aggressive-2",
    "main/draft/other",
    "main/draft/other-2",
    "main/tests/7",
    "main/repair/minimal/1",
  ])("has no answer to %s, which is bad output and no breakdown", async (key) => {
    await expect(ask(key)).rejects.toMatchObject({ code: "OUTPUT_INVALID", details: { key } });
  });

  it("has opinions from a juror stub only", async () => {
    const judged = makeReplayChat(
      draw,
      makeJuror("constant", async () => true),
    );
    const schema = z.object({ verdict: z.string() });
    const review = request("main/review/qa/minimal");
    await expect(chat.object(review, schema, options)).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
    await expect(judged.object(review, schema, options)).resolves.toEqual({ verdict: "approve" });
    await expect(judged.object(request("main/approaches"), schema, options)).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });
  });

  it("stops when told to", async () => {
    const signal = AbortSignal.abort();
    await expect(chat.text(request("main/draft/minimal"), { signal })).rejects.toThrow(/abort/iu);
  });
});
