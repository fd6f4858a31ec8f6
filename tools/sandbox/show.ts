// Values and texts as people read them in a report: short, on one line.
import type { Value } from "../../core/values.ts";

/** A value as people read it, cut to 200 characters. */
export const show = (value: Value): string => clip(showWhole(value), 200);

const showWhole = (value: Value): string => {
  switch (value[0]) {
    case "n":
      return "null";
    case "u":
      return "undefined";
    case "b":
    case "i":
    case "f":
      return String(value[1]);
    case "s":
      return JSON.stringify(value[1]);
    case "B":
      return `bytes ${value[1]}`;
    case "l":
      return `[${value[1].map(showWhole).join(", ")}]`;
    case "t":
      return `(${value[1].map(showWhole).join(", ")})`;
    case "S":
      return `{${value[1].map(showWhole).join(", ")}}`;
    case "d":
      return `{${value[1].map(([key, item]) => `${showWhole(key)}: ${showWhole(item)}`).join(", ")}}`;
    case "e":
      return `${value[1]}: ${value[2]}`;
    case "o":
      return value[2];
    default:
      return "something too large to be shown";
  }
};

export const clip = (text: string, limit = 400): string =>
  text.length > limit ? `${text.slice(0, limit)}…` : text;
