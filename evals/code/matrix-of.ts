// What a run drew and executed, before any repair, as the matrix that baselines decide on. It is made from what the
// sandbox said, not from what the vote made of it.
import type { Answer } from "../../app/observe.ts";
import type { TestCase } from "../../core/domain.ts";
import { comparable } from "../../core/values.ts";
import type { Matrix } from "../matrix.ts";
import { placeOf } from "../recordings/replay-chat.ts";

/** Candidates in the order in which they were drawn; those that never came are candidates that did not run. */
export const matrixOf = ({ candidates, tests }: Answer, k: number): Matrix => {
  const known = new Set(tests.flatMap((test) => (test.origin === "qa" ? [] : keyOf(test))));
  const counted = tests.filter((test) => test.origin !== "qa" || !known.has(keyOf(test)));
  return {
    tests: counted.map(({ id, origin, block }) => ({ id, trusted: origin !== "qa", block })),
    candidates: Array.from({ length: k }, (_, place) => {
      const candidate = candidates.find(({ id }) => placeOf(id) === place);
      const { files = [], result = null } = candidate?.drawn ?? {};
      return {
        place,
        files,
        ran: result !== null && result.status !== "load-error",
        outcomes: Object.fromEntries((result?.outcomes ?? []).map(({ id, status }) => [id, status])),
        behaviour: (result?.calls ?? []).map(comparable),
      };
    }),
  };
};

const keyOf = ({ body }: TestCase): string =>
  body.kind === "example" ? body.call.replaceAll(/\s+/gu, "") : JSON.stringify(body);
