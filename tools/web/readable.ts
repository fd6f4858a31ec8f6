// Reads HTML in a thread that is stopped when it takes too long: five kilobytes of nested elements can cost a reader minutes,
// and no deadline ends a loop from within.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Abort } from "../../core/abort.ts";
import { abortedBy, cantRead } from "./failures.ts";
import type { PageJob, PageRead } from "./page-thread.ts";

interface ReadOptions extends Abort {
  readonly limitMs?: number;
}

/** Throws `PAGE_UNREADABLE` where the page is too tangled to be read in its time and 512 MiB, `ABORTED`. */
export const readable = async (
  job: PageJob,
  { signal, limitMs = 30_000 }: ReadOptions,
): Promise<PageRead> => {
  if (signal.aborted) throw abortedBy(signal);
  const thread = new Worker(new URL(`./page-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: job,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const tangled = (cause?: unknown) => cantRead(job.url, "its HTML is too tangled to be read", { cause });
  const { promise, resolve, reject } = Promise.withResolvers<PageRead>();
  thread.once("message", resolve);
  thread.once("error", (error) => {
    reject(tangled(error));
  });
  thread.once("exit", () => {
    reject(tangled());
  });
  const timer = setTimeout(() => {
    reject(tangled());
  }, limitMs);
  const stop = (): void => {
    reject(abortedBy(signal));
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    await thread.terminate();
  }
};
