// What drafts and tests cost, by themselves: all that a baseline would have had to ask for.
import type { ChatModel } from "../../core/ports.ts";

export interface Asked {
  readonly drafts: Spent;
  readonly tests: Spent;
}

interface Spent {
  calls: number;
  tokens: number;
}

export const nothingAsked = (): Asked => ({
  drafts: { calls: 0, tokens: 0 },
  tests: { calls: 0, tokens: 0 },
});

/** The same model, counting into `asked`. */
export const metered = (chat: ChatModel, asked: Asked): ChatModel => ({
  ...chat,
  text: async (request, options) => {
    const kind = request.key.includes("/draft/")
      ? "drafts"
      : request.key.includes("/tests/")
        ? "tests"
        : null;
    if (kind !== null) asked[kind].calls += 1;
    const reply = await chat.text(request, options);
    if (kind !== null) asked[kind].tokens += reply.usage.prompt + reply.usage.completion;
    return reply;
  },
});
