// Who answers a question, and whether the web may be asked: found as for a run, but no model at all is no failure here.
import { isHydraError } from "../../core/errors.ts";
import type { ChatModel } from "../../core/ports.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import type { Settings } from "../../core/settings.ts";
import { makeBudgetFake, makeJournalFake } from "../../memory/fakes.ts";
import { openWeb } from "../../tools/web/open.ts";
import { connectLive } from "./chat.ts";
import { systemClock } from "./system.ts";

/** Null where there is no model. Throws `CONFIG_INVALID`. */
export const openAnswerer = async (settings: Settings): Promise<ChatModel | null> => {
  try {
    const connect = await connectLive(settings);
    return connect({
      events: { emit: () => undefined },
      journal: makeJournalFake(),
      budget: makeBudgetFake({ limits: settings.budget, clock: systemClock }),
    });
  } catch (error) {
    if (isHydraError(error) && error.code === "NO_MODEL") return null;
    throw error;
  }
};

/** Null where no web search is configured. Throws `CONFIG_INVALID`. */
export const openAskWeb = (settings: Settings): RagPorts["web"] => {
  const { search, scrape } = openWeb(settings.web, { clock: systemClock });
  return search === null ? null : { search, scrape };
};
