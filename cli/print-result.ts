// A finished run for people: what came out, why, what it cost, and what to do next.
import type { RunResult } from "../core/contract.ts";
import { label, oneLine, short, stripControl } from "./view/text.ts";

/** `workdir`: the run's own workspace, into which `hydra apply` writes where no other is named. */
export const describeResult = (result: RunResult, workdir: string | null): string => {
  const { thread, verdict, probability, reasons, model, sandbox, files, budget, subtasks } = result;
  const chance = probability === null ? "" : ` (${Math.round(probability * 100)}%)`;
  const kind = label(model.kind);
  const next =
    verdict === "unsolved" || result.applied || files.length === 0
      ? []
      : [`next      hydra apply ${thread}${workdir === null ? " --workdir DIR" : ""}`];
  return stripControl(
    [
      "",
      `${kind === "" ? "" : `[${kind}] `}${verdict.toUpperCase()}${chance}  ${oneLine(result.task, 100)}`,
      ...reasons.map((reason) => `  - ${oneLine(reason, 400)}`),
      ...(subtasks.length < 2 ? [] : subtasks.map(describeSubtask)),
      `thread    ${thread}`,
      `model     ${kind === "" ? "" : `${kind}: `}${[...new Set(Object.values(model.roles))].join(", ")}`,
      `sandbox   ${sandbox.tier} (${oneLine(sandbox.detail)})`,
      `spent     ${describeBudget(budget)}`,
      ...files.map(
        ({ path }, index) => `${index === 0 ? "files" : "     "}     ${result.folder}/files/${path}`,
      ),
      `report    ${result.report}`,
      ...(result.applied ? ["applied   the files are in the workspace"] : []),
      ...next,
    ].join("\n"),
  );
};

const describeSubtask = ({ id, title, verdict, winner }: RunResult["subtasks"][number]): string =>
  `  ${id}: ${verdict}${winner === null ? "" : ` by ${winner}`} (${oneLine(title, 80)})`;

const describeBudget = ({ tokens, seconds, steps }: RunResult["budget"]): string =>
  [
    `${short(tokens.used)}${of(tokens.limit && short(tokens.limit))} tokens`,
    `${Math.round(seconds.used)}${of(seconds.limit)} s`,
    `${steps.used}${of(steps.limit)} model calls`,
  ].join(", ");

const of = (limit: number | string | null): string => (limit === null ? "" : ` of ${limit}`);
