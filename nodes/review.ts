// QA and architect each review each surviving candidate. Small models judge below chance, so a review parts equals only.
import { z } from "zod";
import { Issue, type Review, type Role } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports, PromptSection } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { reviewPrompt } from "../prompts/qa.ts";
import { recallFor } from "./recall-for.ts";
import { readFiles } from "./stored.ts";
import { step, type NodeOptions } from "./step.ts";

const Reply = z.object({
  verdict: z.enum(["approve", "object", "abstain"]),
  issues: z
    .array(
      Issue.extend({
        file: z.string().max(300).default(""),
        line: Issue.shape.line.default(null),
        text: z.string().max(1_000),
      }),
    )
    .max(10)
    .default([]),
});

const reviewers = ["qa", "architect"] as const satisfies readonly Role[];

type ReviewPorts = Pick<Ports, "chat" | "artifacts" | "events" | "memory">;
type ReviewSlice = Pick<ConsensusSlice, "thread" | "subtask" | "candidates" | "executions">;

export const makeReview = (ports: ReviewPorts) =>
  step(ports, "review", async (slice: ReviewSlice, options) => {
    const candidates = survivors(slice);
    const known = candidates.length === 0 ? [] : await remember(ports, slice, options);
    const jobs = candidates.flatMap((candidate) =>
      reviewers.map((reviewer) => ({ slice, candidate, reviewer, known })),
    );
    const reviews = await Promise.all(jobs.map((job) => review(ports, job, options)));
    return { reviews: Object.fromEntries(reviews.map((one) => [`${one.reviewer}/${one.candidate}`, one])) };
  });

/** Those that ran and pass every trusted test; where they all behave alike there is nothing that a review could part. */
export const survivors = ({ executions }: Pick<ReviewSlice, "executions">): string[] => {
  const best = Object.values(executions).filter(
    ({ status, trusted }) => status !== "load-error" && trusted.passed === trusted.total,
  );
  const clusters = new Set(best.map(({ cluster }) => cluster));
  return clusters.size < 2 ? [] : best.map(({ candidate }) => candidate);
};

/** Candidates that pass every trusted test and yet differ: what is known of the subtask may tell which is meant. */
const remember = async (
  ports: ReviewPorts,
  { thread, subtask }: ReviewSlice,
  options: NodeOptions,
): Promise<readonly PromptSection[]> => {
  const { id, language, title, interface: signatures, description } = subtask;
  const query = [title, signatures, description].join("\n");
  const asked = { thread, subtask: id, trigger: "disagreement", query, language } as const;
  return (await recallFor(ports, asked, options)).sections;
};

interface Job {
  readonly slice: ReviewSlice;
  readonly known: readonly PromptSection[];
  readonly candidate: string;
  readonly reviewer: (typeof reviewers)[number];
}

const review = async (ports: ReviewPorts, job: Job, { signal }: NodeOptions): Promise<Review> => {
  const { subtask, thread, candidates } = job.slice;
  const files = await readFiles(ports.artifacts, candidates[job.candidate]?.files ?? {});
  const key = `${subtask.id}/review/${job.reviewer}/${job.candidate}`;
  const request = { thread, key, role: job.reviewer, ...reviewPrompt({ subtask, files, known: job.known }) };
  const answered = await attempt(() => ports.chat.object(request, Reply, { signal }));
  const reply = answered.ok ? answered.value : { verdict: "abstain" as const, issues: [] };
  const { candidate, reviewer } = job;
  ports.events.emit(thread, {
    type: "review-end",
    subtask: subtask.id,
    candidate,
    reviewer,
    verdict: reply.verdict,
  });
  return { candidate, reviewer, ...reply };
};
