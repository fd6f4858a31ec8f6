// Asks a service that the person configured by its address. It may stand on loopback or in a private network, because the person
// said so; for that reason redirects are not followed, and no address that a page or a model wrote ever comes here.
import type { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import { readBody } from "./body.ts";
import { abortedBy, cantRead, explain } from "./failures.ts";
import { shownUrl } from "./target.ts";

interface ServiceQuestion<T> extends Abort {
  /** For people, such as "SearXNG". */
  readonly service: string;
  readonly schema: z.ZodType<T>;
  readonly timeoutMs: number;
  /** Sent as JSON by POST; absent: GET. */
  readonly body?: unknown;
  /** Statuses by which it says no until somebody changes something, with what to change. */
  readonly refusals?: Readonly<Record<number, string>>;
}

const limitBytes = 16 << 20;

/** Throws `PAGE_REFUSED` for a status of `refusals`, else `PAGE_UNREADABLE`, `ABORTED`. */
export const askService = async <T>(url: string, question: ServiceQuestion<T>): Promise<T> => {
  const { signal: caller, service, schema, timeoutMs, body, refusals } = question;
  if (caller.aborted) throw abortedBy(caller);
  const signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)]);
  const { Agent, request } = await import("undici");
  const dispatcher = new Agent({ allowH2: false, connect: { timeout: 10_000 } });
  const where = shownUrl(new URL(url).origin);
  try {
    const answer = await request(url, {
      dispatcher,
      signal,
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    answer.body.on("error", () => {});
    const { statusCode: status } = answer;
    if (status !== 200) {
      const fix = refusals?.[status];
      throw new HydraError(
        fix === undefined ? "PAGE_UNREADABLE" : "PAGE_REFUSED",
        `${service} at ${where} answered ${status}.`,
        { fix: fix ?? `Look at the log of ${service}.`, details: { url: where, status } },
      );
    }
    const text = new TextDecoder().decode(
      await readBody(answer.body, { coding: "", limitBytes, over: "refuse" }),
    );
    return parsed(text, { service, schema, where });
  } catch (error) {
    const explained = explain(error, { url, caller, timeoutMs });
    if (explained === error || explained.code === "ABORTED") throw explained;
    throw cantRead(where, `${service} is not there (${explained.message})`, {
      fix: `Start ${service}, or correct its address in the settings.`,
      cause: error,
    });
  } finally {
    await dispatcher.destroy();
  }
};

const parsed = <T>(
  text: string,
  { service, schema, where }: { service: string; schema: z.ZodType<T>; where: string },
): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw cantRead(where, `${service} answered what is no JSON`, { cause: error });
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw cantRead(
    where,
    `${service}'s answer has another form (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`,
  );
};
