import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { coverOf } from "../../../evals/chunking/measures.ts";
import { readSpanSet } from "../../../evals/chunking/questions.ts";
import { temporary } from "../../support/temporary.ts";

describe("cover of an answer", () => {
  test("by hand: half of the answer in ten characters of which five are of it", () => {
    const cover = coverOf([{ start: 10, end: 20 }], [{ start: 15, end: 25 }], 0);
    expect(cover).toEqual({ recall: 0.5, precision: 0.5, iou: 5 / 15 });
  });

  test("what overlaps counts once, and what came from elsewhere costs precision alone", () => {
    const twice = [
      { start: 0, end: 10 },
      { start: 5, end: 10 },
    ];
    expect(coverOf([{ start: 0, end: 10 }], twice, 0)).toEqual({ recall: 1, precision: 1, iou: 1 });
    expect(coverOf([{ start: 0, end: 10 }], twice, 10)).toEqual({ recall: 1, precision: 0.5, iou: 0.5 });
  });

  test("nothing retrieved, nothing held", () => {
    expect(coverOf([{ start: 0, end: 10 }], [], 0)).toEqual({ recall: 0, precision: 0, iou: 0 });
  });
});

describe("the set", () => {
  const folderOf = (rows: readonly object[]): string => {
    const folder = temporary();
    writeFileSync(join(folder, "a.md.gz"), gzipSync("😀 one answer here"));
    writeFileSync(join(folder, "questions.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
    return folder;
  };
  const row = (start: number, corpus = "a") => ({
    question: "?",
    corpus_id: corpus,
    references: [{ content: "answer", start_index: start, end_index: start + 6 }],
  });

  test("offsets of code points become offsets of the text", async () => {
    const { questions, documents } = await readSpanSet(folderOf([row(6)]));
    const [answer] = questions[0]?.answers ?? [];
    expect(documents[0]?.text.slice(answer?.start, answer?.end)).toBe("answer");
  });

  test("a span that is not there and a document that is not there are left out, and counted", async () => {
    expect(await readSpanSet(folderOf([row(6), row(7), row(6, "b")]))).toMatchObject({ leftOut: 2 });
  });

  test("no folder, no questions, no question", async () => {
    await expect(readSpanSet("/nowhere")).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(readSpanSet(temporary())).rejects.toMatchObject({
      message: expect.stringMatching(/no questions/u),
    });
    await expect(readSpanSet(folderOf([{ x: 1 }]))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});
