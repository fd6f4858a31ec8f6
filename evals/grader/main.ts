// The grader's process. It alone opens a suite's file; requests come as lines on stdin, verdicts go as lines to stdout, and it
// ends with its parent, whose end closes stdin.
import { createInterface } from "node:readline";
import { openSandbox } from "../../app/wire/sandbox.ts";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Grading } from "./grading.ts";
import { openGrading } from "./grading.ts";
import { type Failure, type Reply, Request } from "./protocol.ts";

const serve = async (): Promise<void> => {
  const stop = new AbortController();
  let opening: Promise<Grading> | null = null;

  const answer = async (request: Request): Promise<unknown> => {
    if (request.what === "open") {
      const { sandbox, sandboxData } = request.opening;
      opening = openGrading(request.opening, {
        signal: stop.signal,
        openSandbox: () => openSandbox(sandbox, sandboxData),
      });
      return (await opening).opened;
    }
    if (opening === null)
      throw new HydraError("INTERNAL", "the grader was asked before it was opened", { fix: "open it" });
    const grading = await opening;
    return request.what === "grade" ? grading.grade(request.asked) : grading.check();
  };

  const reply = async (line: string): Promise<void> => {
    const request = Request.parse(JSON.parse(line));
    const message: Reply = await answer(request).then(
      (value) => ({ id: request.id, value }),
      (error: unknown) => ({ id: request.id, failure: failureOf(error) }),
    );
    process.stdout.write(`${JSON.stringify(message)}\n`);
  };

  process.stdout.on("error", () => stop.abort());
  const running = new Set<Promise<void>>();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const one = reply(line).finally(() => running.delete(one));
    running.add(one);
  }
  stop.abort();
  await Promise.allSettled(running);
  await (opening as Promise<Grading> | null)?.then(
    (grading) => grading.close(),
    () => undefined,
  );
};

const failureOf = (error: unknown): Failure =>
  isHydraError(error)
    ? { code: error.code, message: error.message, fix: error.fix }
    : {
        code: "INTERNAL",
        message: error instanceof Error ? error.message : String(error),
        fix: "report this with what was graded",
      };

await serve();
