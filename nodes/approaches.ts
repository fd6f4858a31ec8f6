// Three plans, not three tempers: the architect writes down a different way for each candidate to be drawn.
import { z } from "zod";
import { approachNames, type Approach } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { approachesPrompt } from "../prompts/architect.ts";
import { step } from "./step.ts";

/** What a candidate follows where the architect named no way: still three different ones. */
const plain: Record<(typeof approachNames)[number], string> = {
  conservative:
    "The plainest way: explicit steps, one case after the other, every edge case handled by name.",
  minimal: "The shortest way that is right: lean on the language's built-ins and standard library.",
  aggressive: "A general way: find the rule behind the examples and a data structure that makes it direct.",
};

export const probeApproach: Approach = { name: "conservative", plan: plain.conservative };

const Reply = z.object({
  approaches: z
    .array(z.object({ name: z.string().max(60), plan: z.string().min(1).max(2_000) }))
    .min(1)
    .max(12),
});

type ApproachesSlice = Pick<ConsensusSlice, "thread" | "subtask" | "k" | "candidates">;

export const makeApproaches = (ports: Pick<Ports, "chat" | "events">) =>
  step(ports, "approaches", async (slice: ApproachesSlice, { signal }) => {
    const names = namesFor(slice.k);
    const key = `${slice.subtask.id}/approaches`;
    const answered = await attempt(() =>
      ports.chat.object(
        {
          thread: slice.thread,
          key,
          role: "architect",
          ...approachesPrompt({ subtask: slice.subtask, names }),
        },
        Reply,
        { signal },
      ),
    );
    const written = answered.ok ? answered.value.approaches : [];
    const ways = names.map((name) => ({
      name,
      plan: written.find((approach) => approach.name === name)?.plan ?? plainPlan(name),
    }));
    return { ways, drawing: names.filter((name) => slice.candidates[name] === undefined) };
  });

/** conservative, minimal, aggressive, conservative-2, … A candidate is called by its approach. */
export const namesFor = (k: number): string[] =>
  Array.from({ length: k }, (_, index) => {
    const name = approachNames[index % approachNames.length] ?? "conservative";
    return index < approachNames.length ? name : `${name}-${Math.floor(index / approachNames.length) + 1}`;
  });

const plainPlan = (name: string): string =>
  plain[approachNames.find((known) => name.startsWith(known)) ?? "conservative"];
