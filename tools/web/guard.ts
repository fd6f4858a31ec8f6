// The one way to a page of the web. Every hop is read, resolved and judged anew, and the connection goes to the addresses that
// were judged: a name that points elsewhere a moment later gains nothing. No proxy of the environment, no cookies, no credentials.
import { lookup } from "node:dns/promises";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import { whyNotPublicAddress } from "./addresses.ts";
import { abortedBy, cantRead, explain } from "./failures.ts";
import { askOnce } from "./hop.ts";
import type { Fetched, FetchOptions, Vetted } from "./hop.ts";
import { readTarget, refused, shownUrl } from "./target.ts";

/** All addresses of a name. */
type Resolve = (name: string) => Promise<readonly string[]>;

export interface GuardSettings {
  /** Hosts, as `readAllowList` made them; empty: any public one. */
  readonly allow: readonly string[];
  /** Default: the system's. */
  readonly resolve?: Resolve;
  /** TESTS ONLY: where a name is connected to, instead of its address that was judged public. What is judged stays as it is. */
  readonly rerouteForTests?: (address: string) => string;
}

export interface Guard {
  /** Reads, resolves and judges; asks nothing. Throws `PAGE_REFUSED`, `PAGE_UNREADABLE`, `ABORTED`. */
  vet(url: string, options: Abort): Promise<Vetted>;
  /** Throws as `vet`. `details.status` tells an answer that was no page. */
  fetch(url: string, options: FetchOptions): Promise<Fetched>;
}

const hopsAtMost = 5;
const defaultTimeoutMs = 20_000;

export const makeGuard = (settings: GuardSettings): Guard => {
  const resolve = settings.resolve ?? systemResolve;

  const vet = async (text: string, { signal }: Abort): Promise<Vetted> => {
    const target = readTarget(text, settings.allow);
    const addresses = target.isAddress
      ? [target.host]
      : await raced(resolve(target.host), signal).catch((error: unknown) => {
          throw signal.aborted ? error : cantRead(text, `${target.host} can't be resolved`, { cause: error });
        });
    if (addresses.length === 0) throw cantRead(text, `${target.host} has no address`);
    for (const address of addresses) {
      const why = whyNotPublicAddress(address);
      if (why !== null) throw refused(text, `${target.host} is at ${address}, ${why}`);
    }
    return { ...target, addresses };
  };

  const follow = async (asked: string, options: FetchOptions, signal: AbortSignal): Promise<Fetched> => {
    const seen: string[] = [];
    let next = asked;
    for (;;) {
      const target = await vet(next, { signal }).catch((error: unknown) => {
        throw seen.length > 0 && isHydraError(error) ? leadsTo(asked, error) : error;
      });
      if (seen.includes(target.url.href))
        throw cantRead(asked, `it redirects in a circle (${[...seen, target.url.href].join(" → ")})`);
      if (seen.length > hopsAtMost) throw cantRead(asked, `it redirects more than ${hopsAtMost} times`);
      seen.push(target.url.href);
      await options.beforeHop?.(target.url, { signal });
      const answer = await askOnce(target, { ...options, signal, reroute: settings.rerouteForTests });
      if ("page" in answer) return answer.page;
      next = answer.location;
    }
  };

  return {
    vet: async (url, { signal: caller }) => {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(defaultTimeoutMs)]);
      try {
        return await vet(url, { signal });
      } catch (error) {
        throw explain(error, { url, caller, timeoutMs: defaultTimeoutMs });
      }
    },
    fetch: async (url, options) => {
      const { signal: caller, timeoutMs = defaultTimeoutMs } = options;
      if (caller.aborted) throw abortedBy(caller);
      const signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)]);
      try {
        return await follow(url, options, signal);
      } catch (error) {
        throw explain(error, { url, caller, timeoutMs });
      }
    },
  };
};

const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

/** The system's resolver can't be stopped, only left. */
const raced = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
};

const leadsTo = (asked: string, { code, message, fix, details }: HydraError): HydraError =>
  new HydraError(code, `${shownUrl(asked)} redirects elsewhere. ${message}`, { fix, details });
