import { expect, test } from "vitest";
import { doneTwice, killAfter, stepsOf, undisturbed } from "./kill.ts";
import { temporary } from "../support/temporary.ts";

// A demo with several subtasks that run side by side, killed at every node boundary, one process each.
test(
  "killed at every node boundary, the verdict is the same and nothing finished is done again",
  { timeout: 1_500_000 },
  async () => {
    const demo = "notes-api";
    const home = temporary();
    const whole = await undisturbed(demo, { home });
    const steps = stepsOf(whole.events);
    expect(steps).toBeGreaterThan(15);
    for (let boundary = 1; boundary < steps; boundary += 1) {
      const drill = await killAfter(demo, boundary, { home });
      expect(drill.result.verdict, `killed after ${boundary} steps`).toBe(whole.result.verdict);
      expect(drill.result.subtasks, `killed after ${boundary} steps`).toEqual(whole.result.subtasks);
      expect(doneTwice(drill), `killed after ${boundary} steps`).toEqual([]);
      expect(drill.rewritten, `killed after ${boundary} steps`).toEqual([]);
    }
  },
);
