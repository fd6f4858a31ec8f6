// The models of a person: found and resolved before anything is opened, so that nothing is opened where there is none.
import type { ChatModel, Ports } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";
import { makeBudgetFake, makeJournalFake } from "../../memory/fakes.ts";
import { detectEndpoints } from "../../models/detect.ts";
import { openChat } from "../../models/open.ts";
import { resolveRoles } from "../../models/roles.ts";
import { systemClock } from "./system.ts";

export type Connect = (ports: Pick<Ports, "events" | "journal" | "budget">) => ChatModel;

/** Throws `NO_MODEL`. */
export const connectLive = async (config: Settings): Promise<Connect> => {
  const detected = await detectEndpoints({
    endpoints: config.endpoints,
    signal: AbortSignal.timeout(15_000),
  });
  resolveRoles(config, detected);
  return (ports) => openChat({ config, detected, ...ports });
};

/** For evaluations: without limits, and an answer is kept as long as the process lives. Throws `NO_MODEL`. */
export const openLiveChat = async (config: Settings): Promise<ChatModel> => {
  const connect = await connectLive(config);
  return connect({
    events: { emit: () => undefined },
    journal: makeJournalFake(),
    budget: makeBudgetFake({ limits: { tokens: null, seconds: null, steps: null }, clock: systemClock }),
  });
};
