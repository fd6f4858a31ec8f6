// Text for a terminal. Titles, reasons and outputs come from models, so nothing in them may steer the terminal.

/** One line without control characters, cut to `width` columns. */
export const oneLine = (text: string, width = 160): string => {
  const clean = stripControl(text).replaceAll(/\s+/gu, " ").trim();
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(0, width - 1))}…`;
};

/** Keeps line breaks and tabs. */
export const stripControl = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");

/** `SCRIPTED` or `REPLAY`; empty where a model is really asked. */
export const label = (kind: string): string => (kind === "live" ? "" : kind.toUpperCase());

/** 12345 → 12.3k */
export const short = (count: number): string =>
  count < 1_000 ? String(Math.round(count)) : `${(count / 1_000).toFixed(count < 100_000 ? 1 : 0)}k`;
