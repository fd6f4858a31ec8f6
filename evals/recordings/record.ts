// `--record DIR`: keeps a live model's drafts and test blocks as they came, in the layout that `--models replay:DIR` reads.
// Each answer is one appended line, so a kill tears at most the last one, which the next start mends.
import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isHydraError } from "../../core/errors.ts";
import { fileError } from "../../core/file-errors.ts";
import type { ChatModel, ChatReply, ChatRequest } from "../../core/ports.ts";
import { readRows } from "../suites/rows-of.ts";

export interface Recorder {
  /** The same model; what it answers about this task is kept before it is handed on. */
  wrap(chat: ChatModel, task: string): ChatModel;
}

/**
 * One per folder and process. Goes on with what is there: numbers of samples continue for each task and model. Throws
 * `BAD_INPUT`, `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`; a wrapped model throws the latter two as well.
 */
export const openRecorder = async (folder: string): Promise<Recorder> => {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError(error, folder);
  });
  const [solutions, tests] = [
    await openRows(join(folder, "solutions.jsonl")),
    await openRows(join(folder, "tests.jsonl")),
  ];
  return {
    wrap: (chat, task) => ({
      identity: chat.identity,
      object: (request, schema, options) => chat.object(request, schema, options),
      text: async (request, options) => {
        const rows = /\/draft\/[^/]+$/u.test(request.key) ? solutions : testRows(request, tests);
        if (rows === null) return chat.text(request, options);
        const model = chat.identity.roles[request.role] ?? "unnamed";
        try {
          const reply = await chat.text(request, options);
          await rows.append(rowOf({ task, model, request }, reply));
          return reply;
        } catch (error) {
          if (isHydraError(error) && useless.has(error.code)) {
            await rows.append({ ...rowOf({ task, model, request }, null), failure: error.code });
          }
          throw error;
        }
      },
    }),
  };
};

/** A model's failures are samples too: left out, a replay would find it better than it is. They are kept without a text. */
const useless: ReadonlySet<string> = new Set([
  "TRUNCATED",
  "OUTPUT_INVALID",
  "CONTEXT_OVERFLOW",
  "MODEL_TIMED_OUT",
  "MODEL_REFUSED",
]);

const testRows = ({ key }: ChatRequest, tests: Rows): Rows | null =>
  /\/tests\/\d+$/u.test(key) ? tests : null;

interface Asked {
  readonly task: string;
  readonly model: string;
  readonly request: ChatRequest;
}

const rowOf = ({ task, model, request }: Asked, reply: ChatReply | null) => ({
  task_id: task,
  model,
  thread: request.thread,
  key: request.key,
  ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  raw: reply?.text ?? "",
  ...(reply === null ? {} : { promptTokens: reply.usage.prompt, completionTokens: reply.usage.completion }),
});

type Numberless = Readonly<Record<string, unknown>> & { readonly task_id: string; readonly model: string };

interface Rows {
  /** Gives the row its number, and is done when it is written. */
  append(row: Numberless): Promise<void>;
}

const Numbered = z.object({ task_id: z.string(), model: z.string(), sample: z.number().int() });

const openRows = async (path: string): Promise<Rows> => {
  await mend(path);
  const next = new Map<string, number>();
  for (const row of existsSync(path) ? await readRows(path, Numbered) : []) {
    const id = JSON.stringify([row.task_id, row.model]);
    next.set(id, Math.max(next.get(id) ?? 0, row.sample + 1));
  }
  let last = Promise.resolve();
  return {
    append: async (row) => {
      const id = JSON.stringify([row.task_id, row.model]);
      const sample = next.get(id) ?? 0;
      next.set(id, sample + 1);
      const line = `${JSON.stringify({ ...row, sample })}\n`;
      const written = last.then(() => appendFile(path, line));
      last = written.catch(() => undefined);
      await written.catch((error: unknown) => {
        throw fileError(error, path);
      });
    },
  };
};

/** A last line without its end: completed where it is a whole row, otherwise taken away. */
const mend = async (path: string): Promise<void> => {
  const bytes = existsSync(path) ? await readFile(path) : Buffer.alloc(0);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end === bytes.length) return;
  try {
    JSON.parse(bytes.subarray(end).toString("utf8"));
    await appendFile(path, "\n");
  } catch {
    await truncate(path, end);
  }
};
