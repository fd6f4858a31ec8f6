// The solver that has nothing but an opinion: a juror stub reads the candidates and names one.
import type { JurorKind } from "../recordings/jurors.ts";

/** Chances by candidate; null without a juror, since no opinions were recorded. */
export const judgeOnly = (right: readonly boolean[], juror: JurorKind | null): readonly number[] | null => {
  const all = right.map(() => true);
  switch (juror) {
    case "perfect":
      return among(right.includes(true) ? right : all);
    case "adversarial":
      return among(right.includes(false) ? right.map((one) => !one) : all);
    case "constant":
      return right.map((_, place) => Number(place === 0));
    case "coin":
      return among(all);
    default:
      return null;
  }
};

const among = (chosen: readonly boolean[]): number[] => {
  const count = chosen.filter(Boolean).length;
  return chosen.map((one) => (one ? 1 / count : 0));
};
