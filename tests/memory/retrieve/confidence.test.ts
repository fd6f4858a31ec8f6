import { describe, expect, it } from "vitest";
import type { Found } from "../../../core/knowledge.ts";
import { confidenceOf } from "../../../memory/retrieve/confidence.ts";

const found = (texts: readonly string[], scores: readonly number[] = []): Found[] =>
  texts.map((text, at) => ({
    chunk: {
      id: `c${at}`,
      document: "d",
      place: at,
      text,
      headings: [],
      start: 0,
      end: text.length,
      context: "",
    },
    document: {
      id: "d",
      uri: "notes.md",
      title: "Notes",
      kind: "document",
      hash: "h",
      addedAt: "2026-01-01T00:00:00Z",
    },
    score: 1,
    stages: scores[at] === undefined ? {} : { keyword: { rank: at + 1, score: scores[at] } },
  }));

const query = "vacuum interval of the checkpoint store";
const answering = "The vacuum interval of the checkpoint store is ten minutes.";
const beside = ["A store keeps things.", "An interval is a span.", "A checkpoint is written."];

describe("confidence of a search", () => {
  it("is none where nothing was found, or nothing of what was asked", () => {
    expect(confidenceOf(query, []).confidence).toBe(0);
    expect(confidenceOf(query, found(["Bananas are yellow."])).confidence).toBe(0);
  });

  it("rises with the share of the question that the best chunk holds", () => {
    const sure = confidenceOf(query, found([answering, ...beside]));
    const unsure = confidenceOf(query, found([...beside, "Nothing else."]));
    expect(sure.confidence).toBeGreaterThan(unsure.confidence);
    expect(sure.features.coverage).toBe(1);
  });

  it("compares scores within one search only, so that their scale does not matter", () => {
    const texts = [answering, ...Array.from({ length: 12 }, (_, at) => `A store, number ${at}.`)];
    const scores = texts.map((_, at) => 12 / (at + 1));
    const small = confidenceOf(query, found(texts, scores));
    const large = confidenceOf(
      query,
      found(
        texts,
        scores.map((score) => score * 1_000),
      ),
    );
    expect(large.confidence).toBeCloseTo(small.confidence, 10);
    expect(small.features.fall).toBeCloseTo(0.9, 10);
  });

  it("does not take a small memory for a clear answer: the fall is unknown below ten hits by words", () => {
    expect(confidenceOf(query, found([answering, ...beside], [9, 3, 2, 1])).features.fall).toBeNull();
  });
});
