// Two finalists that the evidence leaves level: find a call on which they differ, and ask the jury which output the
// specification wants. Jurors see outputs, never programs or names; each is asked twice with the order swapped.
import { z } from "zod";
import type { Duel, Role } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { comparable, type Value } from "../core/values.ts";
import { jurorPrompt } from "../prompts/judge.ts";
import { duelInputsPrompt } from "../prompts/qa.ts";
import { duelWinner } from "./choose/choose.ts";
import { callsOf, testsOf } from "./execute.ts";
import { showValue } from "./show.ts";
import { step, type NodeOptions } from "./step.ts";
import { readFiles, readRefs } from "./stored.ts";

const Inputs = z.object({ calls: z.array(z.string().min(1).max(500)).max(12) });
const Judgement = z.object({
  choice: z.enum(["A", "B", "neither"]),
  reason: z.string().max(2_000).default(""),
});

const jurors = ["judge", "qa", "architect"] as const satisfies readonly Role[];

type DuelPorts = Pick<Ports, "chat" | "sandbox" | "artifacts" | "journal" | "events">;
type DuelSlice = Pick<
  ConsensusSlice,
  "thread" | "subtask" | "base" | "finished" | "trusted" | "untrusted" | "candidates" | "finalists"
>;

export const makeDuel = (ports: DuelPorts) =>
  step(ports, "duel", async (slice: DuelSlice, options) => {
    const [first, second] = slice.finalists.toSorted();
    if (first === undefined || second === undefined) return {};
    const subtask = slice.subtask.id;
    ports.events.emit(slice.thread, { type: "duel-start", subtask, finalists: [first, second] });
    const duel = await fight(ports, { slice, first, second }, options);
    ports.events.emit(slice.thread, {
      type: "duel-end",
      subtask,
      input: duel.input,
      winner: duelWinner(duel),
    });
    return { duelled: duel };
  });

interface Fight {
  readonly slice: DuelSlice;
  readonly first: string;
  readonly second: string;
}

const fight = async (
  ports: DuelPorts,
  { slice, first, second }: Fight,
  options: NodeOptions,
): Promise<Duel> => {
  const { subtask, thread } = slice;
  const finalists = [first, second];
  const programs = await Promise.all(
    finalists.map((id) => readFiles(ports.artifacts, slice.candidates[id]?.files ?? {})),
  );
  const asked = await attempt(() =>
    ports.chat.object(
      { thread, key: `${subtask.id}/duel/inputs`, role: "qa", ...duelInputsPrompt({ subtask, programs }) },
      Inputs,
      options,
    ),
  );
  const calls = [
    ...(asked.ok ? asked.value.calls : []),
    ...callsOf(await testsOf(ports, slice), subtask.language),
  ];
  const values = await Promise.all(finalists.map((id) => valuesOf(ports, { slice, id, calls }, options)));
  const differing = calls.findIndex((_, index) => differ(values[0]?.[index], values[1]?.[index]));
  const call = calls[differing];
  if (call === undefined) return { finalists, input: null, outputs: {}, votes: [] };

  const shown = values.map((list) => showValue(list[differing] ?? ["x"], subtask.language));
  const outputs: readonly [string, string] = [shown[0] ?? "", shown[1] ?? ""];
  const votes = await Promise.all(
    jurors.map((juror) => ask(ports, { slice, juror, call, outputs, finalists }, options)),
  );
  return { finalists, input: call, outputs: { [first]: outputs[0], [second]: outputs[1] }, votes };
};

const differ = (left: Value | undefined, right: Value | undefined): boolean => {
  const [a, b] = [left, right].map((value) => (value === undefined ? null : comparable(value)));
  return a !== null && b !== null && a !== b;
};

const valuesOf = async (
  ports: DuelPorts,
  job: { slice: DuelSlice; id: string; calls: readonly string[] },
  options: NodeOptions,
): Promise<readonly Value[]> => {
  const { slice, id, calls } = job;
  const { thread, subtask } = slice;
  const candidate = slice.candidates[id];
  const key = `${subtask.id}/duel/values/${id}/${candidate?.round ?? 0}`;
  return ports.journal.once(thread, key, async () => {
    const refs = { ...(await readRefs(ports.artifacts, slice.base)), ...slice.finished, ...candidate?.files };
    const files = await readFiles(ports.artifacts, refs);
    const { language } = subtask;
    return [...(await ports.sandbox.check({ language, files, tests: [], calls }, options)).calls];
  });
};

interface Question {
  readonly slice: DuelSlice;
  readonly juror: (typeof jurors)[number];
  readonly call: string;
  readonly outputs: readonly [string, string];
  readonly finalists: readonly string[];
}

/** A juror that changes its mind with the order, or wants neither, abstains. */
const ask = async (
  ports: DuelPorts,
  question: Question,
  options: NodeOptions,
): Promise<Duel["votes"][number]> => {
  const { slice, juror, call, finalists, outputs } = question;
  const orders = [
    { name: "ab", shown: outputs, ids: finalists },
    { name: "ba", shown: [outputs[1], outputs[0]] as const, ids: finalists.toReversed() },
  ];
  const choices = await Promise.all(
    orders.map(async ({ name, shown, ids }) => {
      const key = `${slice.subtask.id}/duel/${juror}/${name}`;
      const prompt = jurorPrompt({ subtask: slice.subtask, call, outputs: shown });
      const answered = await attempt(() =>
        ports.chat.object({ thread: slice.thread, key, role: juror, ...prompt }, Judgement, options),
      );
      if (!answered.ok || answered.value.choice === "neither") return null;
      return ids[answered.value.choice === "A" ? 0 : 1] ?? null;
    }),
  );
  return { juror, choice: choices[0] === choices[1] ? (choices[0] ?? null) : null };
};
