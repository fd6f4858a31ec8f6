// The corrective gate: is the answer in what was found? Two frozen thresholds on the search's own confidence, so that the same
// number that a person sees in `hydra memory search` decides here.
import { grades, type RagSlice } from "../../core/rag-state.ts";
import { step } from "../step.ts";
import gate from "./gate.json" with { type: "json" };
import type { RagPorts } from "../../core/rag-ports.ts";

export type Grade = (typeof grades)[number];

export const gradeOf = (confidence: number): Grade =>
  confidence >= gate.correctFrom ? "correct" : confidence < gate.incorrectBelow ? "incorrect" : "ambiguous";

export const makeGrade = (ports: Pick<RagPorts, "events">) =>
  step(ports, "grade", async ({ searches, ranked }: Pick<RagSlice, "thread" | "searches" | "ranked">) => ({
    searches: searches.map((search, at) =>
      at < searches.length - 1
        ? search
        : { ...search, grade: ranked.length === 0 ? ("incorrect" as const) : gradeOf(search.confidence) },
    ),
  }));
