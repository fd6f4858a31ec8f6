// A run as plain lines, for logs and pipes: one line for what a person would want to read later. Pure.
import type { EventRecord, HydraEvent } from "../../core/events.ts";
import { label, oneLine } from "./text.ts";

/** Null where an event says nothing worth a line. Anything but a live model is said on every line. */
export const plainLine = ({ model, event }: EventRecord): string | null => {
  const text = describe(event);
  const kind = label(model);
  return text === null ? null : `${kind === "" ? "" : `[${kind}] `}${oneLine(text, 400)}`;
};

const describe = (event: HydraEvent): string | null => {
  switch (event.type) {
    case "run-start":
      return `${event.resumed ? "goes on" : "begins"} in the ${event.sandbox.tier} sandbox: ${event.task}`;
    case "plan-end":
      return `planned: ${event.subtasks.map(({ id, title }) => `${id} (${title})`).join(", ")}`;
    case "tests-end":
      return `${event.subtask}: ${event.trusted} trusted tests, ${event.untrusted} of QA's`;
    case "candidate-end":
      return `${event.subtask}: ${event.candidate} ${event.unusable === null ? "drawn" : `unusable (${event.unusable})`}`;
    case "check-end": {
      const { trusted, untrusted, round } = event;
      const again = round === 0 ? "" : ` after repair ${round}`;
      return `${event.subtask}: ${event.candidate}${again} passes ${trusted.passed}/${trusted.total} trusted, ${untrusted.passed}/${untrusted.total} of QA's`;
    }
    case "repair-start":
      return `${event.subtask}: ${event.candidate} is repaired, round ${event.round}`;
    case "review-end":
      return `${event.subtask}: ${event.reviewer} on ${event.candidate}: ${event.verdict}`;
    case "duel-start":
      return `${event.subtask}: duel between ${event.finalists.join(" and ")}`;
    case "duel-end":
      return `${event.subtask}: duel on ${event.input ?? "nothing, since no input tells them apart"}: ${event.winner ?? "undecided"}`;
    case "vote-end":
      return `${event.subtask}: ${event.winner ?? "nobody"} wins: ${event.reasons.join("; ")}`;
    case "subtask-end":
      return `${event.subtask}: ${event.verdict}${event.probability === null ? "" : ` (${Math.round(event.probability * 100)}%)`}`;
    case "recall-end":
      return `${event.subtask === null ? "" : `${event.subtask}: `}${recalled(event)}`;
    case "learn-end":
      return learned(event);
    case "accept-end":
      return `${event.passed ? "accepted" : "not accepted"}: ${event.detail}`;
    case "model-end":
      return event.failure === null ? null : `${event.key}: ${event.failure}`;
    case "prompt-compacted":
      return `${event.key}: left out ${event.dropped.join(", ")} to fit ${event.limitTokens} tokens`;
    case "edit-read":
      return `read your edit of ${event.file}`;
    case "budget-spent":
      return `the budget of ${event.which} is spent`;
    case "question":
      return `asks: ${event.text}`;
    case "notice":
      return event.level === "warning" ? `warning: ${event.text}` : event.text;
    default:
      return null;
  }
};

const entries = (items: readonly { id: string; kind: string; title: string }[]): string =>
  items.map(({ id, kind, title }) => `${kind} ${id.slice(0, 8)} "${title}"`).join(", ");

/** Null where there was nothing to learn and nothing to say. */
export const learned = ({
  subtask,
  stored,
  left,
}: Extract<HydraEvent, { type: "learn-end" }>): string | null =>
  stored.length + left.length === 0
    ? null
    : `${subtask}: ${[...(stored.length === 0 ? [] : [`learned ${entries(stored)}`]), ...left].join("; ")}`;

export const recalled = ({ items }: Extract<HydraEvent, { type: "recall-end" }>): string =>
  `recalled ${entries(items)}`;
