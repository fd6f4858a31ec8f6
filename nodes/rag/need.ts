// Is there anything to look up? A question without a telling word finds whatever is longest.
import type { RagSlice } from "../../core/rag-state.ts";
import { wordsOf } from "../../core/words.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

export const makeNeed = (ports: Pick<RagPorts, "events">) =>
  step(ports, "need", async ({ question }: Pick<RagSlice, "thread" | "question">) =>
    wordsOf(question).length > 0
      ? { lookedUp: true }
      : { lookedUp: false, notes: ["The question has no word that could be looked up."] },
  );
