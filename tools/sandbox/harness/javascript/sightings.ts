// What the assertions of one test saw. Nothing is thrown where the parent decides: the test goes on, and the first
// assertion that does not hold is found in the parent.
import { encode } from "./encode.ts";

export type Operator = "==" | "!=" | "is" | "is not" | "<" | "<=" | ">" | ">=" | "near" | "true" | "held";

interface Seen {
  readonly op: Operator;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly ok: boolean;
  readonly loose?: boolean;
  readonly tolerance?: number;
}

export interface Sightings {
  see(seen: Seen): void;
  /** JSON text of the array. */
  json(): string;
  readonly count: () => number;
}

const maxSightings = 4_000;

export const makeSightings = (valueBytes: number): Sightings => {
  let body = "";
  let count = 0;
  let room = 4 * valueBytes;
  return {
    see: ({ op, text, values, ok, loose, tolerance }) => {
      if (count >= maxSightings) {
        if (!ok) throw new AssertionFailure("too many assertions in one test to judge them all");
        return;
      }
      let encoded = "";
      for (let index = 0; index < values.length; index++) {
        const one = encode(values[index], Math.min(valueBytes, room), loose === true);
        room -= one.length;
        encoded += (index > 0 ? "," : "") + one;
      }
      const line = testLine();
      const extra = tolerance === undefined ? "" : `,"tolerance":${tolerance}`;
      const site = `{"op":"${op}","line":${line},"text":${JSON.stringify(text)}${extra}}`;
      body += `${count > 0 ? "," : ""}{"site":${site},"values":[${encoded}],"ok":${ok ? "true" : "false"}}`;
      count += 1;
    },
    json: () => `[${body}]`,
    count: () => count,
  };
};

/** For assertions in the program itself: they throw, as programs expect. */
export const throwingSightings: Sightings = {
  see: ({ ok, text }) => {
    if (!ok) throw new AssertionFailure(`${text} does not hold`);
  },
  json: () => "[]",
  count: () => 0,
};

/** What assertions throw where going on would make no sense. */
export class AssertionFailure extends Error {
  override readonly name = "AssertionError";
}

/** The file name under which test code is compiled. */
export const testFile = "hydra-test";

/** The innermost line of test code; QuickJS calls what it evaluates in a scope `<input>`. */
const testLine = (): number => {
  const found = /(?:hydra-test|<input>):(\d+)/u.exec(String(new Error("here").stack));
  return found === null ? 0 : Number(found[1]);
};
