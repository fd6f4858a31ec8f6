// What each stub says of every pair of finalists, through the duel's and the review's own code.
import { describe, expect, it } from "vitest";
import type { HydraEvent } from "../../../core/events.ts";
import { jurorKinds, makeJuror, type JurorKind } from "../../../evals/recordings/jurors.ts";

const finalists = ["aggressive", "minimal"] as const;
type Pair = readonly [boolean, boolean];
const pairs: readonly Pair[] = [
  [true, false],
  [false, true],
  [true, true],
  [false, false],
];

const started: HydraEvent = { type: "duel-start", subtask: "main", finalists };
const request = (key: string, thread = "t") =>
  ({ thread, key, role: "judge", system: "", sections: [] }) as const;
const jurorOf = (kind: JurorKind, [first, second]: Pair) => {
  const juror = makeJuror(kind, async (candidate) => (candidate === finalists[0] ? first : second));
  juror.hear(started);
  return juror;
};

/** As the duel reads it: whom the juror wants in both orders, or null. */
const wanted = async (kind: JurorKind, pair: Pair, thread = "t"): Promise<string | null> => {
  const juror = jurorOf(kind, pair);
  const [ab, ba] = await Promise.all(
    ["ab", "ba"].map(async (order) => {
      const shown = order === "ab" ? finalists : finalists.toReversed();
      const answer = await juror.answer(request(`main/duel/judge/${order}`, thread));
      const { choice } = answer as { choice: string };
      return choice === "neither" ? null : (shown[choice === "A" ? 0 : 1] ?? null);
    }),
  );
  return ab === ba ? (ab ?? null) : null;
};

describe("in a duel", () => {
  it.each<[JurorKind, readonly (string | null)[]]>([
    ["perfect", ["aggressive", "minimal", null, null]],
    ["adversarial", ["minimal", "aggressive", null, "aggressive"]],
    ["constant", [null, null, null, null]],
  ])("%s", async (kind, expected) => {
    expect(await Promise.all(pairs.map((pair) => wanted(kind, pair)))).toEqual(expected);
  });

  it("a coin knows nothing, contradicts itself half of the time, and falls the same way again", async () => {
    const threads = Array.from({ length: 200 }, (_, at) => `t${at}`);
    const throwAll = () => Promise.all(threads.map((thread) => wanted("coin", [true, false], thread)));
    const choices = await throwAll();
    const share = (choice: string | null) => choices.filter((one) => one === choice).length / 200;
    expect(share(null)).toBeGreaterThan(0.4);
    expect(share(null)).toBeLessThan(0.6);
    expect(share("aggressive")).toBeGreaterThan(0.15);
    expect(share("minimal")).toBeGreaterThan(0.15);
    expect(await throwAll()).toEqual(choices);
  });

  it("a juror who must know the finalists does not guess them", async () => {
    const juror = makeJuror("perfect", async () => true);
    await expect(juror.answer(request("main/duel/judge/ab"))).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it.each(jurorKinds)("%s has no inputs of its own", async (kind) => {
    expect(await jurorOf(kind, [true, false]).answer(request("main/duel/inputs"))).toEqual({ calls: [] });
  });
});

describe("in a review", () => {
  it.each<[JurorKind, string, string]>([
    ["perfect", "approve", "object"],
    ["adversarial", "object", "approve"],
    ["constant", "approve", "approve"],
  ])("%s says %s of what is right and %s of what is wrong", async (kind, ofRight, ofWrong) => {
    const juror = jurorOf(kind, [true, false]);
    const verdicts = await Promise.all(
      finalists.map(async (candidate) => juror.answer(request(`main/review/qa/${candidate}`))),
    );
    expect(verdicts).toMatchObject([{ verdict: ofRight }, { verdict: ofWrong }]);
  });
});

it.each(["plan", "main/approaches"])("no juror has a word to say on %s", (key) => {
  expect(jurorOf("perfect", [true, false]).answer(request(key))).toBeNull();
});
