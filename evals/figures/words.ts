// How figures are written for people, the same in the terminal, on the page and in the plot.
import type { Figure } from "./schema.ts";

const nothing = "–";

/** In percent: `43.2 [38.1, 48.0]`. */
export const percent = (figure: Figure | null | undefined): string =>
  written(figure, (value) => tenths(100 * value));

/** Errors below 1: `.029 [.015, .048]`. */
export const plain = (figure: Figure | null | undefined): string =>
  written(figure, (value) => value.toFixed(3).replace(/^0\./u, "."));

/** A difference, in points: `+3.1 [+0.4, +5.9]`. */
export const points = (figure: Figure): string => written(figure, (value) => signed(tenths(100 * value)));

/** A mean of counts or seconds: `4.2 [3.9, 4.6]`. */
export const amount = (figure: Figure | null): string =>
  written(figure, (value) => {
    if (value === 0 || value >= 100) return value.toFixed(0);
    return value.toFixed(value < 1 ? 2 : 1);
  });

/** Names and reasons come from recordings: one line, and nothing in it steers a terminal. */
export const tame = (text: string, width = 160): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
};

const written = (figure: Figure | null | undefined, write: (value: number) => string): string =>
  figure === null || figure === undefined
    ? nothing
    : `${write(figure.value)} [${write(figure.low)}, ${write(figure.high)}]`;

const tenths = (value: number): string => {
  const text = (Math.round(value * 10) / 10 + 0).toFixed(1);
  return text === "100.0" ? "100" : text;
};

const signed = (text: string): string => (/[1-9]/u.test(text) && !text.startsWith("-") ? `+${text}` : text);
