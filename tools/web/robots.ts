// What the owner of a site asks of robots (RFC 9309): one robots.txt per origin, fetched through the guard and kept for a day.
import { isHydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { Clock } from "../../core/ports.ts";
import type { Guard } from "./guard.ts";
import { robotName } from "./hop.ts";
import { refused } from "./target.ts";

/** Throws `PAGE_REFUSED` where robots.txt says no, or can't be had for the server's own fault; `ABORTED`. */
export type AskRobots = (url: URL, options: Abort) => Promise<void>;

const dayMs = 24 * 60 * 60 * 1_000;
const originsAtMost = 1_000;
/** RFC 9309, 2.5: at least 500 KiB are read, the rest may be left out. */
const limitBytes = 500 << 10;

export const makeRobots = (guard: Pick<Guard, "fetch">, clock: Clock): AskRobots => {
  const kept = new Map<string, { readonly text: string; readonly until: number }>();
  return async (url, { signal }) => {
    const { origin } = url;
    let text = kept.get(origin);
    if (text === undefined || text.until <= clock.now()) {
      text = { text: await readRobots(guard, url, signal), until: clock.now() + dayMs };
      kept.delete(origin);
      if (kept.size >= originsAtMost) kept.delete(kept.keys().next().value ?? "");
      kept.set(origin, text);
    }
    if (text.text === "") return;
    const { default: parser } = await import("robots-parser");
    if (
      (parser as unknown as ParseRobots)(`${origin}/robots.txt`, text.text).isAllowed(url.href, robotName) ===
      false
    )
      throw refused(url.href, `${origin}/robots.txt asks robots not to`, "Read that page yourself.");
  };
};

/** The package's own types don't fit how it is exported. */
type ParseRobots = (
  url: string,
  text: string,
) => { isAllowed(url: string, robot: string): boolean | undefined };

/** "" where everything is allowed. A failure is not kept: the next page asks again. */
const readRobots = async (guard: Pick<Guard, "fetch">, url: URL, signal: AbortSignal): Promise<string> => {
  try {
    const { bytes } = await guard.fetch(`${url.origin}/robots.txt`, {
      signal,
      timeoutMs: 10_000,
      limitBytes,
      over: "cut",
      accept: "any",
    });
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (!isHydraError(error) || error.code === "ABORTED") throw error;
    const status = Number(error.details["status"] ?? 0);
    if (status >= 400 && status < 500) return "";
    throw refused(
      url.href,
      `${url.origin}/robots.txt can't be had, so nobody knows whether it may be (${error.message})`,
      "Try again when the server is well.",
    );
  }
};
