// QA writes tests from the specification and the interface alone, while the candidates are being drawn and before any is
// seen. What can't be read as a test is dropped; no test at all is an answer too.
import type { TestCase } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { testsPrompt } from "../prompts/qa.ts";
import { extractTests } from "./answers/tests.ts";
import { withoutRepeats } from "./choose/evidence.ts";
import { namesIn } from "./called-names.ts";
import { exampleTexts } from "./show.ts";
import { putJson, readTests } from "./stored.ts";
import { step } from "./step.ts";

type TestsSlice = Pick<ConsensusSlice, "thread" | "subtask" | "spec" | "trusted" | "testBlocks">;

export const makeTests = (ports: Pick<Ports, "chat" | "artifacts" | "events">) =>
  step(ports, "tests", async (slice: TestsSlice, { signal }) => {
    const { subtask, thread } = slice;
    const trusted = await readTests(ports.artifacts, slice.trusted);
    const spec = slice.spec === null ? "" : await ports.artifacts.get(slice.spec);
    const examples = exampleTexts(trusted);
    const names = namesIn(subtask);
    const blocks = await Promise.all(
      Array.from({ length: slice.testBlocks }, async (_, block): Promise<TestCase[]> => {
        const answered = await attempt(() =>
          ports.chat.text(
            {
              thread,
              key: `${subtask.id}/tests/${block}`,
              role: "qa",
              ...testsPrompt({ subtask, spec, examples, names, block }),
            },
            { signal },
          ),
        );
        if (!answered.ok) return [];
        return extractTests(answered.value.text, {
          language: subtask.language,
          names,
          block,
        });
      }),
    );
    // A test copied from the task is no second witness.
    const untrusted = withoutRepeats([...trusted, ...blocks.flat()]).filter(({ origin }) => origin === "qa");
    ports.events.emit(thread, {
      type: "tests-end",
      subtask: subtask.id,
      trusted: trusted.length,
      untrusted: untrusted.length,
    });
    return { untrusted: await putJson(ports.artifacts, untrusted) };
  });
