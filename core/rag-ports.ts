// What answering a question needs of the world. There is no tool among it that a text could have called.
import type { Retriever } from "./knowledge.ts";
import type { ChatModel, Ports } from "./ports.ts";
import type { Scraper, WebSearch } from "./web.ts";

export interface RagPorts extends Pick<Ports, "artifacts" | "clock" | "events" | "journal"> {
  readonly retriever: Retriever;
  /** Null: there is no model, and answers are quotations. */
  readonly chat: ChatModel | null;
  /** Null: there is no web search. */
  readonly web: { readonly search: WebSearch; readonly scrape: Scraper } | null;
}
