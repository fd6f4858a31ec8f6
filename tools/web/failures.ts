// What goes wrong between us and a page, as one line with its cause and what to do.
import { HydraError, isHydraError } from "../../core/errors.ts";
import { TooLong, UnknownCoding } from "./body.ts";
import { shownUrl } from "./target.ts";

interface Circumstances {
  readonly cause?: unknown;
  readonly status?: number;
  readonly fix?: string;
}

export const cantRead = (url: string, why: string, given: Circumstances = {}): HydraError =>
  new HydraError("PAGE_UNREADABLE", `Can't read ${shownUrl(url)}: ${why}.`, {
    fix: given.fix ?? "Look at the address in a browser; try again later, or ask for another page.",
    cause: given.cause,
    details: { url, ...(given.status === undefined ? {} : { status: given.status }) },
  });

export const abortedBy = (caller: AbortSignal): HydraError =>
  isHydraError(caller.reason)
    ? caller.reason
    : new HydraError("ABORTED", "The page was given up.", { fix: "Ask again.", cause: caller.reason });

interface Asked {
  readonly url: string;
  readonly caller: AbortSignal;
  readonly timeoutMs: number;
}

/** Any error as a typed one: our own, the caller's abort, the deadline, or the transport's. */
export const explain = (error: unknown, { url, caller, timeoutMs }: Asked): HydraError => {
  if (caller.aborted) return abortedBy(caller);
  if (isHydraError(error)) return error;
  if (error instanceof TooLong) return cantRead(url, "it is longer than may be read", { cause: error });
  if (error instanceof UnknownCoding)
    return cantRead(url, `it is packed in a way that is not read (${error.message.slice(0, 40)})`);
  if (error instanceof DOMException && error.name === "TimeoutError")
    return cantRead(url, `it did not come within ${timeoutMs} ms`, { cause: error });
  return cantRead(url, reasonOf(error), { cause: error });
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"].includes(code))
    return "the connection broke off";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "the server can't be reached in time";
  if (code.startsWith("Z_") || code.startsWith("ERR_BROTLI") || code.startsWith("ERR__ERROR"))
    return "it is packed wrongly";
  if (code.startsWith("ERR_TLS") || code.includes("CERT")) return `its certificate is not trusted (${code})`;
  return `the connection failed${code === "" ? "" : ` (${code})`}`;
};
