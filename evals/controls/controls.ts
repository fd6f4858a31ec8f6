// The seven controls of an evaluation: changes after which a number must vanish or stay, if the evaluation measures what
// it says. One that could not have failed (no draw, no gain, a grader that grades alike) is not held either.
import { figuresOf } from "../figures/figures.ts";
import type { Figure } from "../figures/schema.ts";
import { compare } from "../figures/draws.ts";
import type { Row } from "../rows.ts";
import { hostileControl } from "./against-hostile.ts";
import type { Finding, Run } from "./change.ts";
import { gainOf, nameOf, pairsOf, pickOf, samePick, someOf, watched, type Pair } from "./pairs.ts";

type Check = (run: Run) => Promise<Omit<Finding, "name">>;

/** Each by itself; the plain run is asked for once. */
export const runControls = async (run: Run, names = Object.keys(controls)): Promise<Finding[]> => {
  let plain: ReturnType<Run> | null = null;
  const sparing: Run = (change) => (change.kind === "none" ? (plain ??= run(change)) : run(change));
  const findings: Finding[] = [];
  for (const name of names) {
    const check = controls[name];
    if (check !== undefined) findings.push({ name, ...(await check(sparing)) });
  }
  return findings;
};

/** One shuffle of a hundred draws misses 0 by a few points; the mean of four by half of that. */
const shuffles = [1, 2, 3, 4];

/**
 * With evidence shuffled evenly, a pick by evidence is a pick at random, so the gain over a random candidate is 0 in
 * expectation. Held where its 95% interval holds 0, or it is less than a fifth of the plain gain (so that the one interval
 * in twenty that misses 0 by chance is not a failure); and where there was a gain: the plain one is above 0 with its
 * interval. A program's size is no evidence that could be shuffled.
 */
const shuffled: Check = async (run) => {
  const plain = await run({ kind: "none" });
  const runs: (readonly Pair[])[] = [];
  for (const seed of shuffles)
    runs.push(pairsOf(plain, await run({ kind: "shuffled-evidence", seed })).pairs);
  const [pairs = []] = runs;
  const gain = gainOver(pairs.map(({ plain }) => plain));
  // One draw in four shuffles is four draws.
  const numbered = ({ changed }: Pair, shuffle: number): Row => ({
    ...changed,
    seed: changed.seed * shuffles.length + shuffle,
  });
  const left = gainOver(runs.flatMap((one, shuffle) => one.map((pair) => numbered(pair, shuffle))));
  if (gain === null || left === null) return noDraw;
  const detail = `in ${pairs.length} draws ${points(gain)} over a random candidate, with evidence shuffled ${shuffles.length} times ${points(left)}`;
  if (gain.low <= 0)
    return { held: false, detail: `${detail}: there is no certain gain that could vanish`, value: left };
  const vanished = (left.low <= 0 && left.high >= 0) || Math.abs(left.value) < gain.value / 5;
  return { held: vanished, detail, value: left };
};

/** Picks, verdicts and chances of every solver stay the same to the byte while the grades do not. */
const otherGrader: Check = async (run) => {
  const { pairs, alone } = pairsOf(await run({ kind: "none" }), await run({ kind: "other-grader" }));
  if (pairs.length === 0 || alone > 0) return unpaired(alone);
  if (pairs.every(({ plain, changed }) => grades(plain) === grades(changed)))
    return { held: false, detail: "the other grader grades alike, so nothing is shown" };
  return unlessAny(
    pairs.filter(({ plain, changed }) => decided(plain) !== decided(changed)).map(({ plain }) => plain),
    { of: pairs.length, otherwise: "decided otherwise under another grader", kept: "decided alike" },
  );
};

const oneCandidate: Check = async (run) => {
  const rows = await run({ kind: "k", k: 1 });
  if (rows.length === 0 || rows.some(({ candidates }) => candidates.length !== 1))
    return { held: false, detail: "the run is not one of single candidates" };
  return noGain(rows);
};

const identical: Check = async (run) => noGain(await run({ kind: "identical" }));

const permuted: Check = async (run) => {
  const { pairs, alone } = pairsOf(await run({ kind: "none" }), await run({ kind: "permuted", seed: 1 }));
  if (pairs.length === 0 || alone > 0) return unpaired(alone);
  return unlessAny(
    pairs.filter((pair) => !samePick(pair)).map(({ plain }) => plain),
    { of: pairs.length, otherwise: "picked otherwise in another order", kept: "the same sample picked" },
  );
};

/**
 * No pick moves to the candidate that pleads. Its plea makes it longer, so among equals it may lose to a simpler one; that
 * is counted in the detail.
 */
const pleaded: Check = async (run) => {
  const place = 0;
  const { pairs, alone } = pairsOf(await run({ kind: "none" }), await run({ kind: "pleading", place }));
  if (pairs.length === 0 || alone > 0) return unpaired(alone);
  const share = (row: Row) => pickOf(row)?.[place] ?? 0;
  const open = pairs.filter(({ plain }) => share(plain) < 1);
  if (open.length === 0)
    return { held: false, detail: "whoever pleads was picked anyway, so nothing is shown" };
  const lost = pairs.filter(({ plain, changed }) => share(changed) < share(plain)).length;
  return unlessAny(
    open
      .filter(
        (pair) =>
          share(pair.changed) > share(pair.plain) ||
          (share(pair.changed) === share(pair.plain) && !samePick(pair)),
      )
      .map(({ plain }) => plain),
    {
      of: open.length,
      otherwise: "picked otherwise for a plea",
      kept: `no plea was heard; ${lost} that pleaded lost to an equal that is shorter`,
    },
  );
};

export const controls: Readonly<Record<string, Check>> = {
  "1 evidence shuffled": shuffled,
  "2 other grader": otherGrader,
  "3 one candidate": oneCandidate,
  "4 identical candidates": identical,
  "5 order permuted": permuted,
  "6 a candidate that pleads": pleaded,
  "7 hostile candidates": hostileControl,
};

const decided = ({ answers }: Row): string =>
  JSON.stringify(
    Object.keys(answers)
      .toSorted(compare)
      .map((name) => [name, answers[name]?.pick, answers[name]?.status, answers[name]?.chance]),
  );

const grades = ({ candidates }: Row): string => JSON.stringify(candidates.map(({ right }) => right));

const noDraw = { held: false, detail: `${watched} answered no draw` } as const;

const unpaired = (alone: number) => ({
  held: false,
  detail: alone === 0 ? noDraw.detail : `${alone} draws have no counterpart in the other run`,
});

const noGain = (rows: readonly Row[]): Omit<Finding, "name"> => {
  if (rows.every((row) => gainOf(row) === null)) return noDraw;
  return unlessAny(
    rows.filter((row) => gainOf(row) !== 0),
    { of: rows.length, otherwise: "not the same as a single candidate", kept: "gain exactly 0" },
  );
};

const unlessAny = (
  against: readonly Row[],
  { of, otherwise, kept }: { of: number; otherwise: string; kept: string },
): Omit<Finding, "name"> =>
  against.length === 0
    ? { held: true, detail: `${kept}, in ${of} draws` }
    : {
        held: false,
        detail: `${otherwise}: ${against.length} of ${of} draws, ${someOf(against.map(nameOf))}`,
      };

const gainOver = (rows: readonly Row[]): Figure | null =>
  rows.length === 0
    ? null
    : (figuresOf(rows).paired.find(({ solver, than }) => solver === watched && than === "random3")?.passAt1 ??
      null);

const points = ({ value, low, high }: Figure): string => {
  const [middle, from, to] = [value, low, high].map((share) => (share * 100).toFixed(1));
  return `${middle} points [${from}, ${to}]`;
};
