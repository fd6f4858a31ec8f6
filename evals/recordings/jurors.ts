// Opinions can't be replayed, so the vote is tried with juror stubs that bound them: one that is always right, one that
// says the same to everything, one that throws a coin, one that is always wrong. None of them is a model.
import { createHash } from "node:crypto";
import { HydraError } from "../../core/errors.ts";
import type { HydraEvent } from "../../core/events.ts";
import type { ChatRequest } from "../../core/ports.ts";

export const jurorKinds = ["perfect", "constant", "coin", "adversarial"] as const;
export type JurorKind = (typeof jurorKinds)[number];

/** Whether a candidate of the run is right. The evaluation asks the grader; the pipeline never holds this function. */
type Right = (candidate: string) => Promise<boolean>;

/** All opinions of one run. */
export interface Juror {
  readonly kind: JurorKind;
  /** Tells it who stands behind A and B: it must hear of a duel before it is asked about it. */
  hear(event: HydraEvent): void;
  /** By the schemas of duel and review; null for whatever is no matter of opinion. */
  answer(request: ChatRequest): Promise<unknown> | null;
}

/**
 * - perfect: the right output, `neither` where both or none are right; approves what is right, objects to the rest.
 * - constant: always A, which an exchange of the order turns into an abstention; always approves.
 * - coin: thrown by thread and key, thus anew for each order: half of its duels contradict themselves and abstain.
 * - adversarial: the wrong output, the first finalist's where both are wrong, `neither` where both are right; approves what
 *   is wrong and objects to what is right.
 */
export const makeJuror = (kind: JurorKind, right: Right): Juror => {
  const duels = new Map<string, readonly string[]>();
  const opinions = opinionsOf(kind, right);
  return {
    kind,
    hear: (event) => {
      if (event.type === "duel-start") duels.set(event.subtask, event.finalists);
    },
    answer: (request) => {
      const [subtask = "", what, who, which = ""] = request.key.split("/");
      if (what === "review") return reviewed(opinions.approves(which, request));
      if (what !== "duel") return null;
      // No inputs of its own: whatever told the finalists apart would be told by somebody who knows them.
      if (who === "inputs") return Promise.resolve({ calls: [] });
      const finalists = duels.get(subtask) ?? [];
      return chosen(opinions.choose(which === "ab" ? finalists : finalists.toReversed(), request));
    },
  };
};

interface Opinions {
  approves(candidate: string, request: ChatRequest): Promise<boolean>;
  /** Of those shown as A and B. */
  choose(shown: readonly string[], request: ChatRequest): Promise<"A" | "B" | "neither">;
}

const opinionsOf = (kind: JurorKind, right: Right): Opinions => {
  switch (kind) {
    case "constant":
      return { approves: async () => true, choose: async () => "A" };
    case "coin":
      return {
        approves: async (_, request) => heads(request),
        choose: async (_, request) => (heads(request) ? "A" : "B"),
      };
    case "perfect":
      return {
        approves: right,
        choose: async (shown, request) => {
          const [a, b] = await bothOf(shown, request, right);
          if (a === b) return "neither";
          return a ? "A" : "B";
        },
      };
    case "adversarial":
      return {
        approves: async (candidate) => !(await right(candidate)),
        choose: async (shown, request) => {
          const [a, b] = await bothOf(shown, request, right);
          if (a && b) return "neither";
          if (!a && !b) return request.key.endsWith("/ab") ? "A" : "B";
          return a ? "B" : "A";
        },
      };
  }
};

/** Throws `INTERNAL` where no duel was announced: a juror that guessed would look like one that abstains. */
const bothOf = async (
  [a, b]: readonly string[],
  { key }: ChatRequest,
  right: Right,
): Promise<readonly [boolean, boolean]> => {
  if (a === undefined || b === undefined) {
    throw new HydraError("INTERNAL", `the juror stub is asked ${key} and has heard of no duel`, {
      fix: "pass the run's events on to its `hear`",
    });
  }
  return Promise.all([right(a), right(b)]);
};

const heads = ({ thread, key }: ChatRequest): boolean =>
  (createHash("sha256").update(`${thread}/${key}`).digest()[0] ?? 0) % 2 === 0;

const reviewed = async (approved: Promise<boolean>): Promise<unknown> =>
  (await approved)
    ? { verdict: "approve", issues: [] }
    : { verdict: "object", issues: [{ severity: "blocker", file: "", line: null, text: "juror stub" }] };

const chosen = async (choice: Promise<"A" | "B" | "neither">): Promise<unknown> => ({
  choice: await choice,
  reason: "juror stub",
});
