// The one way to a page of the web. Every hop is read, resolved and judged anew, and the connection goes to the addresses that
// were judged: a name that points elsewhere a moment later gains nothing. No proxy of the environment, no cookies, no credentials.
import { lookup } from "node:dns/promises";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/ports.ts";
import { whyNotPublicAddress } from "./addresses.ts";
import { readBody } from "./body.ts";
import { connectionTo } from "./connect.ts";
import { abortedBy, cantRead, explain } from "./failures.ts";
import { readTarget, refused, shownUrl } from "./target.ts";
import type { Target } from "./target.ts";

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

export interface FetchOptions extends Abort {
  /** For all hops and the whole body. */
  readonly timeoutMs?: number;
  readonly limitBytes?: number;
  readonly over?: "refuse" | "cut";
  /** `any`: whatever it is, or where nobody says. */
  readonly accept: readonly MediaType[] | "any";
  /** Called before each hop is asked; throws to stop it. Its signal has the deadline in it. */
  readonly beforeHop?: (url: URL, options: Abort) => Promise<void>;
}

/** `type/subtype` or `type/*`. */
export type MediaType = `${string}/${string}`;

export interface Fetched {
  /** Of the last hop. */
  readonly url: string;
  readonly mediaType: string;
  /** "" where none is named. */
  readonly charset: string;
  /** Unpacked. */
  readonly bytes: Uint8Array;
}

export interface Guard {
  /** Reads, resolves and judges; asks nothing. Throws `PAGE_REFUSED`, `PAGE_UNREADABLE`, `ABORTED`. */
  vet(url: string, options: Abort): Promise<Vetted>;
  /** Throws as `vet`. `details.status` tells an answer that was no page. */
  fetch(url: string, options: FetchOptions): Promise<Fetched>;
}

interface Vetted extends Target {
  readonly addresses: readonly string[];
}

const hopsAtMost = 5;
const defaultTimeoutMs = 20_000;
const defaultLimitBytes = 8 << 20;

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
      const answer = await ask(target, { ...options, signal, reroute: settings.rerouteForTests });
      if ("page" in answer) return answer.page;
      next = answer.location;
    }
  };

  return {
    vet: async (url, { signal }) => {
      try {
        return await vet(url, { signal });
      } catch (error) {
        throw explain(error, { url, caller: signal });
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

interface AskOptions extends FetchOptions {
  readonly reroute: GuardSettings["rerouteForTests"];
}

type Answer = { readonly page: Fetched } | { readonly location: string };

const ask = async (target: Vetted, options: AskOptions): Promise<Answer> => {
  const { signal, accept, limitBytes = defaultLimitBytes, over = "refuse" } = options;
  const { href } = target.url;
  const addresses = target.addresses.map((address) => options.reroute?.(address) ?? address);
  const { dispatcher, request } = await connectionTo(addresses);
  try {
    const { statusCode, headers, body } = await request(href, {
      dispatcher,
      signal,
      headers: {
        "user-agent": userAgent,
        accept: accept === "any" ? "*/*" : accept.join(", "),
        "accept-encoding": "gzip, br",
      },
    });
    body.on("error", () => {});
    const header = (name: string): string => [headers[name] ?? ""].flat()[0] ?? "";
    const location = header("location");
    if (redirects.has(statusCode) && location !== "") {
      const url = URL.parse(location, href);
      if (url === null) throw cantRead(href, "it redirects to what is no URL");
      return { location: url.href };
    }
    if (statusCode !== 200) throw cantRead(href, `the server answered ${statusCode}`, { status: statusCode });
    const { mediaType, charset } = readContentType(header("content-type"));
    if (accept !== "any" && !accept.some((wanted) => covers(wanted, mediaType)))
      throw cantRead(href, `it is ${mediaType === "" ? "of no named type" : mediaType}, which is not read`);
    if (over === "refuse" && Number(header("content-length")) > limitBytes)
      throw cantRead(href, `it is longer than ${limitBytes} bytes`);
    const bytes = await readBody(body, { coding: header("content-encoding"), limitBytes, over });
    return { page: { url: href, mediaType, charset, bytes } };
  } finally {
    // Not `close`: a body that nobody reads would keep it waiting.
    await dispatcher.destroy();
  }
};

/** What we are called in robots.txt. */
export const robotName = "HydraBot";
const userAgent = `Mozilla/5.0 (compatible; ${robotName}/0.1)`;
const redirects = new Set([301, 302, 303, 307, 308]);

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

const covers = (wanted: MediaType, mediaType: string): boolean =>
  wanted.endsWith("/*") ? mediaType.startsWith(wanted.slice(0, -1)) : wanted === mediaType;

const readContentType = (header: string) => ({
  mediaType: (header.split(";")[0] ?? "").trim().toLowerCase(),
  charset: /;\s*charset\s*=\s*"?([^\s";]+)/iu.exec(header)?.[1]?.toLowerCase() ?? "",
});
