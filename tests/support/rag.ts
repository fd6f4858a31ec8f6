// A question's ports without a world: what is known is given as texts, found by shared words.
import type { HydraEvent } from "../../core/events.ts";
import type { Found, Retriever } from "../../core/knowledge.ts";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";
import { wordsOf } from "../../core/words.ts";
import { buildRag } from "../../graphs/rag.ts";
import { makeArtifactsFake, makeJournalFake } from "../../memory/fakes.ts";
import { confidenceOf } from "../../memory/retrieve/confidence.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

export interface Known {
  readonly uri: string;
  readonly text: string;
  readonly title?: string;
}

/** `confidence`: of every search; absent: as the product computes it. */
export const retrieverOf = (known: readonly Known[], confidence?: number): Retriever => ({
  search: async (query, { limit }) => {
    const asked = new Set(wordsOf(query));
    const found = known
      .map((one, at) => foundOf(one, at, new Set(wordsOf(one.text).filter((word) => asked.has(word))).size))
      .filter(({ score }) => score > 0)
      .toSorted((one, other) => other.score - one.score)
      .map((one, at) => ({ ...one, stages: { keyword: { rank: at + 1, score: one.score } } }));
    return {
      ...confidenceOf(query, found),
      ...(confidence === undefined ? {} : { confidence }),
      found: found.slice(0, limit),
      stages: [],
    };
  },
});

const foundOf = ({ uri, text, title = "" }: Known, at: number, score: number): Found => ({
  chunk: {
    id: `chunk-${at}`,
    document: uri,
    place: 0,
    text,
    headings: [],
    start: 0,
    end: text.length,
    context: "",
  },
  document: { id: uri, uri, title, kind: "document", hash: "", addedAt: "2026-01-01T00:00:00.000Z" },
  score,
  stages: {},
});

/** Answers by a function of the request, says that it is scripted, and keeps what it was asked. */
export const chatOf = (reply: (request: ChatRequest) => string): ChatModel & { asked: ChatRequest[] } => {
  const asked: ChatRequest[] = [];
  const text: ChatModel["text"] = async (request) => {
    asked.push(request);
    return { text: reply(request), model: "scripted:test", usage: { prompt: 1, completion: 1 } };
  };
  return {
    asked,
    identity: { kind: "scripted", roles: {} },
    text,
    object: async (request, schema, options) => schema.parse(JSON.parse((await text(request, options)).text)),
  };
};

const ragPorts = (ports: Partial<RagPorts>): RagPorts & { events: { seen: HydraEvent[] } } => {
  const seen: HydraEvent[] = [];
  return {
    artifacts: makeArtifactsFake(),
    journal: makeJournalFake(),
    clock: { now: () => 0 },
    retriever: retrieverOf([]),
    chat: null,
    web: null,
    ...ports,
    events: { seen, emit: (_, event) => seen.push(event) },
  };
};

export const askRag = async (question: string, ports: Partial<RagPorts>, mayUseWeb = true) =>
  buildRag(ragPorts(ports)).compile().invoke({ thread: "t", question, mayUseWeb });
