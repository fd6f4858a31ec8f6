// What the live view knows of a run: a pure fold over its events.
import type { OutcomeStatus, Score, VerdictStatus } from "../../core/domain.ts";
import type { EventRecord, HydraEvent } from "../../core/events.ts";
import { learned, recalled } from "./plain.ts";

export interface CandidateView {
  readonly approach: string;
  readonly stage: string;
  readonly round: number;
  readonly trusted: Score | null;
  readonly untrusted: Score | null;
  readonly outcomes: readonly { readonly test: string; readonly status: OutcomeStatus }[];
  /** `qa approve`, `architect object` */
  readonly reviews: readonly string[];
}

export interface SubtaskView {
  readonly title: string;
  readonly tests: { readonly trusted: number; readonly untrusted: number } | null;
  readonly candidates: Readonly<Record<string, CandidateView>>;
  readonly duel: string | null;
  readonly winner: string | null;
  readonly reasons: readonly string[];
  readonly verdict: VerdictStatus | null;
  readonly probability: number | null;
}

export interface ViewState {
  readonly kind: EventRecord["model"];
  readonly thread: string;
  readonly task: string;
  readonly sandbox: string;
  /** Milliseconds since the epoch; null before the first event. */
  readonly startedAt: number | null;
  readonly now: number;
  readonly limits: { readonly tokens: number | null; readonly seconds: number | null };
  readonly steps: readonly string[];
  readonly subtasks: Readonly<Record<string, SubtaskView>>;
  /** Calls under way. */
  readonly calls: Readonly<Record<string, { readonly tokens: number; readonly tokensPerSecond: number }>>;
  /** Of the calls that ended. */
  readonly tokens: number;
  readonly notes: readonly string[];
  readonly verdict: VerdictStatus | null;
}

export const emptyView = (limits: ViewState["limits"]): ViewState => ({
  kind: "live",
  thread: "",
  task: "",
  sandbox: "",
  startedAt: null,
  now: 0,
  limits,
  steps: [],
  subtasks: {},
  calls: {},
  tokens: 0,
  notes: [],
  verdict: null,
});

export const reduce = (view: ViewState, { at, thread, model, event }: EventRecord): ViewState =>
  withEvent({ ...view, kind: model, thread, now: at, startedAt: view.startedAt ?? at }, event);

const withEvent = (view: ViewState, event: HydraEvent): ViewState => {
  switch (event.type) {
    case "run-start":
      return { ...view, task: event.task, sandbox: event.sandbox.tier };
    case "run-end":
      return { ...view, verdict: event.verdict };
    case "step-start":
      return { ...view, steps: [...view.steps, stepName(event)] };
    case "step-end":
      return { ...view, steps: without(view.steps, stepName(event)) };
    case "plan-end":
      return event.subtasks.reduce((next, { id, title }) => subtask(next, id, () => ({ title })), view);
    case "subtask-start":
      return subtask(view, event.subtask, () => ({ title: event.title }));
    case "subtask-end":
      return subtask(view, event.subtask, () => ({ verdict: event.verdict, probability: event.probability }));
    case "tests-end":
      return subtask(view, event.subtask, () => ({ tests: event }));
    case "candidate-start":
      return candidate(view, event, () => ({ approach: event.approach, stage: "drawing" }));
    case "candidate-end":
      return candidate(view, event, () => ({ stage: event.unusable === null ? "drawn" : "unusable" }));
    case "check-start":
      return candidate(view, event, () => ({ stage: "checking", round: event.round }));
    case "check-end": {
      const { round, trusted, untrusted, outcomes } = event;
      return candidate(view, event, () => ({ stage: "checked", round, trusted, untrusted, outcomes }));
    }
    case "repair-start":
      return candidate(view, event, () => ({ stage: "repairing", round: event.round }));
    case "repair-end":
      return candidate(view, event, () => ({ stage: "repaired" }));
    case "review-end":
      return candidate(view, event, ({ reviews }) => ({
        reviews: [...reviews, `${event.reviewer} ${event.verdict}`],
      }));
    case "duel-end":
      return subtask(view, event.subtask, () => ({
        duel:
          event.input === null
            ? "no input tells them apart"
            : `${event.input} → ${event.winner ?? "undecided"}`,
      }));
    case "vote-end":
      return subtask(view, event.subtask, () => ({ winner: event.winner, reasons: event.reasons }));
    case "model-start":
      return { ...view, calls: { ...view.calls, [event.key]: { tokens: 0, tokensPerSecond: 0 } } };
    case "model-progress":
      return { ...view, calls: { ...view.calls, [event.key]: event } };
    case "model-end": {
      const { [event.key]: _, ...calls } = view.calls;
      return noted({ ...view, calls, tokens: view.tokens + event.tokens }, event.failure);
    }
    case "recall-end":
      return noted(view, recalled(event));
    case "learn-end":
      return noted(view, learned(event));
    case "accept-end":
      return noted(view, `${event.passed ? "accepted" : "not accepted"}: ${event.detail}`);
    case "prompt-compacted":
      return noted(
        view,
        `${event.key}: left out ${event.dropped.join(", ")} (fits ${event.limitTokens} tokens)`,
      );
    case "edit-read":
      return noted(view, `read your edit of ${event.file}`);
    case "budget-spent":
      return noted(view, `the budget of ${event.which} is spent`);
    case "notice":
      return noted(view, event.text);
    default:
      return view;
  }
};

const noted = (view: ViewState, text: string | null): ViewState =>
  text === null ? view : { ...view, notes: [...view.notes, text].slice(-3) };

const stepName = ({ step, subtask }: { step: string; subtask: string | null }): string =>
  subtask === null ? step : `${subtask}/${step}`;

const without = (names: readonly string[], name: string): string[] => {
  const index = names.indexOf(name);
  return names.filter((_, at) => at !== index);
};

const freshSubtask: SubtaskView = {
  title: "",
  tests: null,
  candidates: {},
  duel: null,
  winner: null,
  reasons: [],
  verdict: null,
  probability: null,
};

const freshCandidate: CandidateView = {
  approach: "",
  stage: "",
  round: 0,
  trusted: null,
  untrusted: null,
  outcomes: [],
  reviews: [],
};

const subtask = (
  view: ViewState,
  id: string,
  change: (before: SubtaskView) => Partial<SubtaskView>,
): ViewState => {
  const before = view.subtasks[id] ?? freshSubtask;
  return { ...view, subtasks: { ...view.subtasks, [id]: { ...before, ...change(before) } } };
};

const candidate = (
  view: ViewState,
  where: { subtask: string; candidate: string },
  change: (before: CandidateView) => Partial<CandidateView>,
): ViewState =>
  subtask(view, where.subtask, ({ candidates }) => {
    const before = candidates[where.candidate] ?? { ...freshCandidate, approach: where.candidate };
    return { candidates: { ...candidates, [where.candidate]: { ...before, ...change(before) } } };
  });
