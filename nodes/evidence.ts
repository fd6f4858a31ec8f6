// Gathers what the vote may look at from the state and the artifact store.
import type { Language } from "../core/domain.ts";
import type { CheckResult, Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { buildEvidence, type Evidence, type Stages } from "./choose/evidence.ts";
import { notationOf, tokenise } from "./examples/tokens.ts";
import { callsOf, testsOf } from "./execute.ts";

export type EvidenceSlice = Pick<
  ConsensusSlice,
  "subtask" | "trusted" | "untrusted" | "candidates" | "executions" | "reviews" | "duelled"
>;

export const gatherEvidence = async (
  ports: Pick<Ports, "artifacts">,
  slice: EvidenceSlice,
  stages: Partial<Stages> = {},
): Promise<Evidence> => {
  const tests = await testsOf(ports, slice);
  const candidates = await Promise.all(
    Object.values(slice.candidates).map(async (candidate) => {
      const execution = slice.executions[candidate.id];
      const bodies = await Promise.all(Object.values(candidate.files).map((id) => ports.artifacts.get(id)));
      return {
        id: candidate.id,
        files: candidate.files,
        unusable: candidate.unusable,
        length: bodies.reduce((sum, body) => sum + body.length, 0),
        size: bodies.reduce((sum, body) => sum + codeTokens(body, slice.subtask.language), 0),
        result:
          execution === undefined
            ? null
            : (JSON.parse(await ports.artifacts.get(execution.result)) as CheckResult),
        reviews: Object.values(slice.reviews).filter((review) => review.candidate === candidate.id),
      };
    }),
  );
  const calls = callsOf(tests, slice.subtask.language);
  return buildEvidence({ tests, calls, candidates, duel: slice.duelled, stages });
};

/** Comments, the layout and texts that are only kept under a name do not count: they do nothing. */
const codeTokens = (body: string, language: Language): number => {
  const doing = body.split("\n").filter((line) => !keptText.test(line));
  return tokenise(doing.join("\n"), notationOf(language)).filter(
    ({ kind }) => kind !== "comment" && kind !== "newline",
  ).length;
};

const keptText = /^(?:const |let |var )?[\w.$]+\s*=\s*(?:"[^"]*"|'[^']*'|`[^`]*`);?\s*$/u;
