// `hydra ask`: one question through the rag graph. Nothing is kept of it; what is asked of a model counts against the budget.
import { randomUUID } from "node:crypto";
import type { Claim, RagSlice } from "../../core/rag-state.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { buildRag } from "../../graphs/rag.ts";
import { makeArtifactsFake, makeJournalFake } from "../../memory/fakes.ts";
import { systemClock } from "../wire/system.ts";

export interface AskOptions {
  readonly question: string;
  /** Passages at most. */
  readonly limit: number;
  readonly mayUseWeb: boolean;
  readonly signal: AbortSignal;
}

interface CitedSource {
  /** As `[n]` in the answer. */
  readonly number: number;
  readonly chunk: string;
  readonly uri: string;
  readonly title: string;
  readonly headings: readonly string[];
  /** From the web. */
  readonly outside: boolean;
  /** ISO 8601. */
  readonly readAt: string;
}

export interface Asked {
  readonly question: string;
  readonly outcome: "answered" | "unknown";
  /** Who is behind the answer. */
  readonly model: "none" | "live" | "scripted" | "replay";
  /** The same, for people; empty where a live model wrote it. */
  readonly label: string;
  /** With `[n]` behind each sentence; "" where it is not known. */
  readonly answer: string;
  readonly citations: readonly CitedSource[];
  /** What the model said that its sources do not carry, and why it was left out. */
  readonly removed: readonly { readonly text: string; readonly reason: string }[];
  /** What was looked at, by place. */
  readonly lookedAt: readonly string[];
  readonly searches: RagSlice["searches"];
  /** How many texts by others went into it, and how many of them came from the web. */
  readonly taint: { readonly passages: number; readonly outside: number };
  readonly notes: readonly string[];
}

type AskDeps = Pick<RagPorts, "chat" | "retriever" | "web">;

/** Throws `BAD_INPUT`, `INDEX_DOWN`, `DATABASE_DOWN`, `MODEL_UNREACHABLE`, `ABORTED`. */
export const ask = async (options: AskOptions, deps: AskDeps): Promise<Asked> => {
  const { question, limit, mayUseWeb, signal } = options;
  const graph = buildRag({
    ...deps,
    artifacts: makeArtifactsFake(),
    journal: makeJournalFake(),
    clock: systemClock,
    events: { emit: () => undefined },
  }).compile();
  // The thread is what the fences are made from, so nobody who wrote a text can know it.
  const state = await graph.invoke({ thread: randomUUID(), question, limit, mayUseWeb }, { signal });
  return askedOf(state, deps);
};

const askedOf = (state: RagSlice, { chat }: Pick<AskDeps, "chat">): Asked => {
  const { result, passages } = state;
  const { claims = [], cited = [], removed = [], by = "quoted", outcome = "unknown" } = result ?? {};
  const model = by === "quoted" || chat === null ? "none" : chat.identity.kind;
  return {
    question: state.question,
    outcome,
    model: chat === null ? "none" : chat.identity.kind,
    label: model === "none" && outcome === "unknown" ? "no model" : labels[model],
    answer: claims.map((claim) => withNumbers(claim, cited)).join("\n"),
    citations: cited.flatMap((id, at) => {
      const passage = passages[id];
      if (passage === undefined) return [];
      const { uri, title, headings, outside, readAt } = passage;
      return [{ number: at + 1, chunk: id, uri, title, headings, outside, readAt }];
    }),
    removed: removed.map(({ text, unsupported }) => ({ text, reason: unsupported ?? "" })),
    lookedAt: [...new Set(Object.values(passages).map(placeOf))],
    searches: state.searches,
    taint: {
      passages: state.taint.length,
      outside: state.taint.filter((id) => passages[id]?.outside === true).length,
    },
    notes: state.notes,
  };
};

const labels: Readonly<Record<Asked["model"], string>> = {
  none: "no model: quoted from what is known",
  scripted: "SCRIPTED model",
  replay: "REPLAY of a recorded model",
  live: "",
};

const withNumbers = ({ text, cites }: Claim, cited: readonly string[]): string =>
  `${text} ${cites.map((id) => `[${cited.indexOf(id) + 1}]`).join("")}`;

const placeOf = ({ uri, headings }: { readonly uri: string; readonly headings: readonly string[] }): string =>
  [uri, ...headings].join(" › ");
