// What stands, with its sources in the order of citation; where nothing stands, that this is not in what is known.
import type { RagSlice } from "../../core/rag-state.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

export const makeConclude = (ports: Pick<RagPorts, "events">) =>
  step(
    ports,
    "conclude",
    async ({ claims, writtenBy }: Pick<RagSlice, "thread" | "claims" | "writtenBy">) => {
      const standing = claims.filter(({ unsupported }) => unsupported === null);
      return {
        result: {
          outcome: standing.length > 0 ? ("answered" as const) : ("unknown" as const),
          by: writtenBy ?? ("quoted" as const),
          claims: standing,
          cited: [...new Set(standing.flatMap(({ cites }) => cites))],
          removed: claims.filter(({ unsupported }) => unsupported !== null),
        },
      };
    },
  );
