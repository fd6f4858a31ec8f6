// One worker, one approach, one candidate: whole files in fenced blocks. An answer without them is an unusable candidate.
import type { Approach, Candidate } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { draftPrompt } from "../prompts/worker.ts";
import { extractFiles } from "./answers/files.ts";
import { namesIn } from "./called-names.ts";
import { exampleTexts } from "./show.ts";
import { putFiles, readContext, readFiles, readTests } from "./stored.ts";
import { step } from "./step.ts";

/** Warm enough that three workers with similar plans do not write the same program. */
const temperature = 0.6;

type DraftPorts = Pick<Ports, "chat" | "artifacts" | "events">;
export type DraftSlice = Pick<
  ConsensusSlice,
  "thread" | "subtask" | "spec" | "context" | "trusted" | "finished"
> & { readonly approach: Approach };

export const makeDraft = (ports: DraftPorts) =>
  step(ports, "draft", async (slice: DraftSlice, { signal }) => {
    const { subtask, approach, thread } = slice;
    const event = { subtask: subtask.id, candidate: approach.name };
    ports.events.emit(thread, { type: "candidate-start", ...event, approach: approach.name });
    const context = await readContext(ports.artifacts, slice.context);
    const prompt = draftPrompt({
      subtask,
      approach,
      spec: slice.spec === null ? "" : await ports.artifacts.get(slice.spec),
      examples: exampleTexts(await readTests(ports.artifacts, slice.trusted)),
      base: await readFiles(ports.artifacts, slice.finished),
      context: context.sections,
    });
    const key = `${subtask.id}/draft/${approach.name}`;
    const answered = await attempt(() =>
      ports.chat.text({ thread, key, role: subtask.role, temperature, ...prompt }, { signal }),
    );
    const candidate = await read(ports, { slice, answered });
    ports.events.emit(thread, { type: "candidate-end", ...event, unusable: candidate.unusable });
    return { candidates: { [candidate.id]: candidate } };
  });

type Answered = Awaited<ReturnType<typeof attempt<{ text: string; model: string }>>>;

const read = async (
  ports: DraftPorts,
  from: { slice: DraftSlice; answered: Answered },
): Promise<Candidate> => {
  const { subtask, approach } = from.slice;
  const candidate = { id: approach.name, approach: approach.name, round: 0, files: {}, model: "none" };
  if (!from.answered.ok) return { ...candidate, unusable: from.answered.failure.message };
  const { text, model } = from.answered.value;
  const files = extractFiles(text, {
    expected: subtask.files,
    language: subtask.language,
    names: namesIn(subtask),
  });
  if (!Array.isArray(files)) return { ...candidate, model, unusable: files.problem };
  return { ...candidate, model, files: await putFiles(ports.artifacts, files), unusable: null };
};
