// Shows a run while it happens: redrawn in place on a terminal, as plain lines otherwise, not at all for programs.
import type { EventRecord } from "../../core/events.ts";
import type { Edge } from "../edge.ts";
import { plainLine } from "./plain.ts";
import { render } from "./render.ts";
import type { ViewState } from "./state.ts";
import { emptyView, reduce } from "./state.ts";

export interface View {
  onEvent(record: EventRecord): void;
  /** Leaves what is shown and makes room, for a question; the next event ends it. */
  pause(): void;
  end(): void;
}

const silent: View = { onEvent: () => undefined, pause: () => undefined, end: () => undefined };
const redrawMs = 100;
/** Time passes although nothing happens. */
const tickMs = 1_000;

export const openView = async (
  { stdout }: Pick<Edge, "stdout">,
  {
    json,
    limits,
    past = false,
  }: {
    json: boolean;
    limits: ViewState["limits"];
    /** What is shown happened earlier: its clock is the events' own. */
    past?: boolean;
  },
): Promise<View> => {
  if (json) return silent;
  if (stdout.isTTY !== true) {
    const onEvent = (record: EventRecord) => {
      const line = plainLine(record);
      if (line !== null) stdout.write(`${line}\n`);
    };
    return { ...silent, onEvent };
  }
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(stdout as NodeJS.WriteStream, { showCursor: true });
  let view = emptyView(limits);
  let dirty = false;
  let paused = false;
  const draw = () => {
    if (paused) return;
    const now = Date.now();
    if (!past && view.startedAt !== null && now - view.now > tickMs) {
      view = { ...view, now };
      dirty = true;
    }
    if (dirty) update(render(view, Math.max(40, (stdout.columns ?? 80) - 1)));
    dirty = false;
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    onEvent: (record) => {
      view = reduce(view, record);
      dirty = true;
      paused = false;
    },
    pause: () => {
      draw();
      update.done();
      paused = true;
    },
    end: () => {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
};
