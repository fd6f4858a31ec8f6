// Stamps events: in order within their thread, with the time and what kind of model is behind them.
import type { ModelIdentity } from "../../core/domain.ts";
import type { EventRecord } from "../../core/events.ts";
import type { Clock, Events } from "../../core/ports.ts";

interface EventOptions {
  readonly sink: (record: EventRecord) => void;
  readonly clock: Clock;
  readonly kind: () => ModelIdentity["kind"];
}

export const makeEvents = ({ sink, clock, kind }: EventOptions): Events => {
  const next = new Map<string, number>();
  return {
    emit: (thread, event) => {
      const seq = next.get(thread) ?? 0;
      next.set(thread, seq + 1);
      sink({ seq, at: clock.now(), thread, model: kind(), event });
    },
  };
};
