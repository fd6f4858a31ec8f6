// Where a question goes next. Pure functions of the state; the bounds of its loops stand here.
import type { RagSlice } from "../core/rag-state.ts";

/** A search is worded anew once. */
const mostSearches = 2;
/** An answer is asked for again once, and once more where the web brought other sources. */
const mostAttempts = 3;

export const afterNeed = ({ lookedUp }: Pick<RagSlice, "lookedUp">): "retrieve" | "conclude" =>
  lookedUp ? "retrieve" : "conclude";

/** Correct: only refined. Ambiguous: the web as well. Incorrect: worded anew, then only the web. */
export const afterGrade = ({ searches }: Pick<RagSlice, "searches">): "refine" | "web" | "rewrite" => {
  const grade = searches.at(-1)?.grade;
  if (grade === "correct") return "refine";
  return grade === "incorrect" && searches.length < mostSearches ? "rewrite" : "web";
};

/** What brought nothing new is not answered from again. */
export const afterWeb = ({
  fromWeb,
  attempts,
}: Pick<RagSlice, "fromWeb" | "attempts">): "refine" | "conclude" =>
  fromWeb.length === 0 && attempts > 0 ? "conclude" : "refine";

/** Nothing that stands: the web, unless it was asked. Something that does not: the answer again. */
export const afterGround = ({
  claims,
  webAsked,
  writtenBy,
  attempts,
}: Pick<RagSlice, "claims" | "webAsked" | "writtenBy" | "attempts">): "answer" | "web" | "conclude" => {
  if (attempts >= mostAttempts) return "conclude";
  const faults = claims.filter(({ unsupported }) => unsupported !== null).length;
  if (writtenBy === "model" && faults > 0 && attempts === 1) return "answer";
  return claims.length === faults && !webAsked ? "web" : "conclude";
};
