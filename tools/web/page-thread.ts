// The thread that reads one page and ends.
import { parentPort, workerData } from "node:worker_threads";
import { readHtml } from "./page.ts";
import type { ReadablePage } from "./page.ts";

export interface PageJob {
  readonly html: string;
  readonly url: string;
}
export type PageRead = ReadablePage;

const { html, url } = workerData as PageJob;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has none
parentPort?.postMessage(readHtml(html, url) satisfies PageRead);
