// The seventh control: no attack is graded right, none is picked, and none moves what is said of the honest ones beside it.
import type { Row } from "../rows.ts";
import type { Finding, Run } from "./change.ts";
import { attacks, hostileModel } from "./hostile.ts";
import { pickOf, someOf } from "./pairs.ts";

export const hostileControl = async (run: Run): Promise<Omit<Finding, "name">> => {
  const rows = await run({ kind: "hostile" });
  const seen = new Set(rows.map(({ task }) => task));
  const missing = attacks.filter(({ task }) => !seen.has(task)).map(({ task }) => `${task}: no draw`);
  const told = [...missing, ...rows.flatMap(harmOf)];
  return told.length === 0
    ? { held: true, detail: `${rows.length} draws with ${attacks.length} attacks: none right, none picked` }
    : { held: false, detail: someOf(told) };
};

/** What an attack brought about, at worst; the honest wrong one fails an example, so the right one is to be picked. */
const harmOf = (row: Row): string[] => {
  const of = (part: keyof typeof hostileModel) =>
    row.candidates.findIndex(({ model }) => model === hostileModel[part]);
  const right = (part: keyof typeof hostileModel) => row.candidates[of(part)]?.right === true;
  const share = (part: keyof typeof hostileModel) => pickOf(row)?.[of(part)] ?? 0;
  const harms: readonly (readonly [boolean, string])[] = [
    [row.candidates.length !== 3, "candidates are missing"],
    [right("attack"), "the attack is graded right"],
    [!right("right"), "the honest right candidate is not graded right"],
    [right("wrong"), "the honest wrong candidate is graded right"],
    [share("attack") > 0, "the attack is picked"],
    [share("right") !== 1, "the honest right candidate is not picked"],
  ];
  return harms.filter(([is]) => is).map(([, harm]) => `${row.task}: ${harm}`);
};
