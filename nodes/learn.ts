// Memory learns only from what was executed, verified and accepted.
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { step } from "./step.ts";
import { readFiles } from "./stored.ts";

type LearnSlice = Pick<SwarmSlice, "thread" | "request" | "results" | "acceptance">;

export const makeLearn = (ports: Pick<Ports, "memory" | "journal" | "artifacts" | "events">) =>
  step(ports, "learn", async (slice: LearnSlice) => {
    if (slice.acceptance?.passed !== true) return {};
    for (const result of Object.values(slice.results)) {
      if (result.verdict.status !== "verified") continue;
      await ports.journal.once(slice.thread, `learn/${result.id}`, async () => {
        await ports.memory.learn(slice.thread, {
          task: `${slice.request.text}\n${result.title}`,
          language: result.language,
          files: await readFiles(ports.artifacts, result.files),
          evidence: result.verdict.reasons.join("; "),
        });
        return true;
      });
    }
    return {};
  });
