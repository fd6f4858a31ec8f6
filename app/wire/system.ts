// The clock and the names of threads: the only places where time and chance come in.
import { randomBytes } from "node:crypto";
import type { Clock, Ids } from "../../core/ports.ts";

export const systemClock: Clock = { now: () => Date.now() };

/** `20261121-093012-5f2c`: sortable by time, safe as a folder's name. */
export const threadIds = (clock: Clock): Ids => ({
  thread: () => {
    const [date = "", time = ""] = new Date(clock.now()).toISOString().split("T");
    return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${randomBytes(3).toString("hex")}`;
  },
});
