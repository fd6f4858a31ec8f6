// A juror of a duel sees two outputs, never the programs: which of them does the specification want?
import type { Subtask } from "../core/domain.ts";
import { describeSubtask } from "./architect.ts";
import { always, quoted, titled, type Prompt } from "./prompt.ts";

export const jurorPrompt = (input: {
  subtask: Subtask;
  call: string;
  outputs: readonly [string, string];
}): Prompt => ({
  system: `You judge which output a specification wants. Work the answer out from the specification first, step by step, then compare.
End with one JSON object: {"choice": "A", "B" or "neither", "reason": "one sentence"}`,
  sections: [
    always("subtask", describeSubtask(input.subtask)),
    always("call", titled("Call", quoted(input.subtask.language, input.call))),
    always(
      "outputs",
      `${titled("Output A", quoted("", input.outputs[0]))}\n${titled("Output B", quoted("", input.outputs[1]))}`,
    ),
  ],
});
