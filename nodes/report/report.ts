// The last step: the verdict on the whole and report.md.
import type { Ports } from "../../core/ports.ts";
import type { SwarmSlice } from "../../core/state.ts";
import { step } from "../step.ts";
import { readContext } from "../stored.ts";
import { conclude } from "./conclude.ts";
import { renderReport } from "./report-md.ts";

type ReportPorts = Pick<Ports, "chat" | "sandbox" | "artifacts" | "budget" | "folder" | "events">;

export const makeReport = (ports: ReportPorts) =>
  step(ports, "report", async (slice: SwarmSlice) => {
    const verdict = conclude(slice);
    const { shown } = await readContext(ports.artifacts, slice.context);
    const report = renderReport({
      task: slice.request.text,
      verdict,
      results: slice.subtasks.flatMap(({ id }) => slice.results[id] ?? []),
      acceptance: slice.acceptance,
      files: Object.keys(slice.integrated),
      shown,
      edits: slice.edits,
      model: ports.chat.identity,
      sandbox: ports.sandbox.identity,
      spent: await ports.budget.spent(slice.thread),
    });
    await ports.folder.write(slice.thread, "report.md", report);
    ports.events.emit(slice.thread, {
      type: "run-end",
      verdict: verdict.status,
      report: `${ports.folder.locate(slice.thread)}/report.md`,
    });
    return { verdict };
  });
