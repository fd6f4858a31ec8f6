import { describe, expect, it } from "vitest";
import type { Episode } from "../../core/memory.ts";
import type { EpisodeMemory } from "../../memory/episodes.ts";

export const episodesSuite = (make: () => EpisodeMemory): void => {
  describe("episodes", () => {
    it("keeps each episode once and recalls nothing", async () => {
      const memory = make();
      const episode: Episode = {
        task: "add",
        language: "python",
        files: [{ path: "solution.py", content: "def add(a, b): return a + b\n" }],
        evidence: "3 of 3 trusted tests",
      };
      const signal = AbortSignal.timeout(60_000);
      await memory.learn("t", episode, { signal });
      await memory.learn("t", episode, { signal });
      await memory.learn("t", { ...episode, task: "subtract" }, { signal });
      expect((await memory.episodes()).map(({ task }) => task)).toEqual(["add", "subtract"]);
      expect((await memory.episodes())[0]).toEqual(episode);
      expect(
        await memory.recall("add", { thread: "t", trigger: "task", language: "python", signal }),
      ).toEqual([]);
    });
  });
};
