// A candidate that fails gets its located errors back, at most twice. The tests stay as they are.
import type { Candidate, LocatedFailure } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports, PromptSection } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { repairPrompt } from "../prompts/worker.ts";
import { extractFiles } from "./answers/files.ts";
import { namesIn } from "./called-names.ts";
import { recallFor, unknownSymbols } from "./recall-for.ts";
import { putFiles, readContext, readFiles } from "./stored.ts";
import { step, type NodeOptions } from "./step.ts";

/** By round: a model that gave its faulty program back is asked again, warmer. */
const temperatures: readonly number[] = [0, 0.3, 0.7];

type RepairPorts = Pick<Ports, "chat" | "artifacts" | "events" | "memory">;
type RepairSlice = Pick<
  ConsensusSlice,
  "thread" | "subtask" | "context" | "candidates" | "executions" | "repairs"
>;

export const makeRepair = (ports: RepairPorts) =>
  step(ports, "repair", async (slice: RepairSlice, options) => {
    const failing = Object.values(slice.executions).filter(({ failures }) => failures.length > 0);
    const round = slice.repairs + 1;
    const repaired = await Promise.all(
      failing.map(async ({ candidate: id }) => {
        const candidate = slice.candidates[id];
        return candidate === undefined ? null : repair(ports, { slice, candidate, round }, options);
      }),
    );
    const usable = repaired.filter((candidate) => candidate !== null);
    return {
      repairs: round,
      candidates: Object.fromEntries(usable.map((candidate) => [candidate.id, candidate])),
    };
  });

interface Job {
  readonly slice: RepairSlice;
  readonly candidate: Candidate;
  readonly round: number;
}

/** Null where the answer held no program, or the same one: the candidate stays as it was, and is not run again. */
const repair = async (ports: RepairPorts, job: Job, { signal }: NodeOptions): Promise<Candidate | null> => {
  const { candidate, round } = job;
  const { subtask, thread } = job.slice;
  const event = { subtask: subtask.id, candidate: candidate.id, round };
  ports.events.emit(thread, { type: "repair-start", ...event });
  const failures = job.slice.executions[candidate.id]?.failures ?? [];
  const prompt = repairPrompt({
    subtask,
    files: await readFiles(ports.artifacts, candidate.files),
    failures,
    context: [
      ...(await readContext(ports.artifacts, job.slice.context)).sections,
      ...(await remember(ports, { ...job, failures }, { signal })),
    ],
  });
  const key = `${subtask.id}/repair/${candidate.id}/${round}`;
  const answered = await attempt(() =>
    ports.chat.text(
      { thread, key, role: subtask.role, temperature: temperatures[round] ?? 0.6, ...prompt },
      { signal },
    ),
  );
  ports.events.emit(thread, { type: "repair-end", ...event });
  if (!answered.ok) return null;
  const files = extractFiles(answered.value.text, {
    expected: subtask.files,
    language: subtask.language,
    names: namesIn(subtask),
  });
  if (!Array.isArray(files)) return null;
  const changed = { ...candidate.files, ...(await putFiles(ports.artifacts, files)) };
  if (Object.entries(changed).every(([path, id]) => candidate.files[path] === id)) return null;
  return {
    ...candidate,
    model: answered.value.model,
    round: candidate.round + 1,
    files: changed,
    repaired: [...(candidate.repaired ?? []), { files: candidate.files, failures }],
  };
};

/** What is known of a name that the program lacks; and, where one repair did not do, how a like error was mended before. */
const remember = async (
  ports: RepairPorts,
  { slice, round, failures }: Job & { readonly failures: readonly LocatedFailure[] },
  options: NodeOptions,
): Promise<readonly PromptSection[]> => {
  const messages = failures.map(({ message }) => message);
  const symbols = unknownSymbols(messages);
  const asked = [
    ...(symbols.length === 0 ? [] : [{ trigger: "symbol" as const, query: symbols.join(" ") }]),
    ...(round < 2 || messages.length === 0
      ? []
      : [
          {
            trigger: "error" as const,
            query: messages.map((message) => message.replaceAll("\n", " ")).join("\n"),
          },
        ]),
  ];
  const { id, language } = slice.subtask;
  const recalled = await Promise.all(
    asked.map((one) => recallFor(ports, { thread: slice.thread, subtask: id, language, ...one }, options)),
  );
  return recalled.flatMap(({ sections }) => sections);
};
