import { describe, expect, it } from "vitest";
import { HydraError } from "../../core/errors.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { askRag, chatOf, retrieverOf } from "../support/rag.ts";

const vacuum = {
  uri: "docs/store.md",
  text: "The checkpoint store is vacuumed every 10 minutes. It is written in one transaction.",
};
const bananas = { uri: "docs/fruit.md", text: "Bananas are yellow. A store sells them." };
const question = "How often is the checkpoint store vacuumed?";

const webOf = (pages: Record<string, string>): RagPorts["web"] => ({
  search: {
    name: "fake",
    search: async (_, { limit }) => ({
      hits: Object.keys(pages)
        .slice(0, limit)
        .map((url) => ({ url, title: url, text: "", publishedAt: null })),
      notes: [],
    }),
  },
  scrape: {
    name: "fake",
    scrape: async (url) => {
      const content = pages[url];
      if (content === undefined || content === "")
        throw new HydraError("PAGE_REFUSED", "a private address", { fix: "-" });
      return {
        asked: url,
        url,
        canonicalUrl: url,
        title: "Page",
        publishedAt: null,
        fetchedAt: "2026-01-02T00:00:00.000Z",
        mediaType: "text/markdown",
        content,
        by: "fake",
      };
    },
  },
});

describe("a question without a model", () => {
  it("is answered by quotation, and each sentence cites where it stands", async () => {
    const { result, taint, passages } = await askRag(question, {
      retriever: retrieverOf([bananas, vacuum], 0.9),
    });
    expect(result).toMatchObject({ outcome: "answered", by: "quoted" });
    expect(result?.claims[0]).toEqual({
      text: "The checkpoint store is vacuumed every 10 minutes.",
      cites: ["chunk-1"],
      unsupported: null,
    });
    expect(passages["chunk-1"]?.uri).toBe("docs/store.md");
    expect(taint).toEqual(["chunk-1", "chunk-0"]);
  });

  it("is not in what is known where the gate says so, and what was looked at is told", async () => {
    const { result, searches, ranked, notes } = await askRag(question, {
      retriever: retrieverOf([bananas], 0.1),
    });
    expect(result).toMatchObject({ outcome: "unknown", claims: [] });
    expect(searches.map(({ grade }) => grade)).toEqual(["incorrect", "incorrect"]);
    expect(searches[1]?.query).not.toBe(question);
    expect(ranked).toEqual(["chunk-0"]);
    expect(notes).toContain("The web was not asked: no web search is configured.");
  });

  it("looks nothing up for a question without a telling word", async () => {
    const { result, searches } = await askRag("What is it?", { retriever: retrieverOf([vacuum], 0.9) });
    expect(result?.outcome).toBe("unknown");
    expect(searches).toEqual([]);
  });
});

describe("the web", () => {
  const pages = {
    "https://one.example/": "# Stores\n\nEvery checkpoint store is vacuumed weekly.\n\nUnrelated words.",
    "https://two.example/": "",
  };

  it("answers alone where what is known was graded incorrect; pages that can't be had are lines", async () => {
    const { result, passages, notes } = await askRag(question, {
      retriever: retrieverOf([bananas], 0.1),
      web: webOf(pages),
    });
    expect(result?.cited).toHaveLength(1);
    expect(passages[result?.cited[0] ?? ""]).toMatchObject({ uri: "https://one.example/", outside: true });
    expect(notes.join()).toContain("https://two.example/ was left out: a private address");
  });

  it("stands beside what is known where that is ambiguous", async () => {
    const { strips, taint } = await askRag(question, {
      retriever: retrieverOf([vacuum], 0.55),
      web: webOf(pages),
    });
    expect(strips.map(({ passage }) => passage.startsWith("web:"))).toEqual([false, true]);
    expect(taint).toHaveLength(2);
  });

  it("is not asked where the answer is known, nor where the person says no", async () => {
    const web = webOf(pages);
    const known = await askRag(question, { retriever: retrieverOf([vacuum], 0.9), web });
    expect(known.webAsked).toBe(false);
    const refused = await askRag(question, { retriever: retrieverOf([bananas], 0.1), web }, false);
    expect(refused).toMatchObject({ result: { outcome: "unknown" }, fromWeb: [] });
  });
});

describe("a model's answer", () => {
  const answering = (...answers: string[]) =>
    chatOf(({ key }) =>
      key.startsWith("rag/answer")
        ? (answers.shift() ?? "NOT IN SOURCES")
        : key.startsWith("rag/ground")
          ? '{"unsupported": []}'
          : '{"keep": [1, 2, 3]}',
    );
  const retriever = retrieverOf([vacuum, bananas], 0.9);

  it("stands where its source says the same", async () => {
    const chat = answering("The store is vacuumed every 10 minutes [1].");
    const { result } = await askRag(question, { retriever, chat });
    expect(result).toMatchObject({ outcome: "answered", by: "model", cited: ["chunk-0"], removed: [] });
  });

  it("is asked for once more where a claim does not stand, and the claim is left out if it stays", async () => {
    const wrong = "The store is vacuumed every 10 minutes [1]. The store is vacuumed every 25 minutes [1].";
    const chat = answering(wrong, wrong, wrong);
    const { result, attempts } = await askRag(question, { retriever, chat });
    expect(attempts).toBe(2);
    expect(result?.claims).toHaveLength(1);
    expect(result?.removed).toMatchObject([{ unsupported: "its source does not say 25" }]);
  });

  it("keeps what stood of the first where the second is worse", async () => {
    const first = "The store is vacuumed every 10 minutes [1]. Whales sing [1].";
    const { result } = await askRag(question, { retriever, chat: answering(first, "Whales dance [1].") });
    expect(result?.claims).toMatchObject([{ text: "The store is vacuumed every 10 minutes." }]);
  });

  it("that cites what is not there, or nothing, is not known", async () => {
    const chat = answering("Every 10 minutes [7].", "The store is vacuumed every 10 minutes.");
    const { result } = await askRag(question, { retriever, chat });
    expect(result).toMatchObject({ outcome: "unknown", claims: [] });
  });

  it("may be that the sources do not say it", async () => {
    const { result, attempts } = await askRag(question, { retriever, chat: answering() });
    expect(result?.outcome).toBe("unknown");
    expect(attempts).toBe(1);
  });

  it("is taken apart by the judge, who can only take away", async () => {
    const chat = chatOf(({ key }) =>
      key.startsWith("rag/answer")
        ? "The store is vacuumed every 10 minutes [1]."
        : key.startsWith("rag/ground")
          ? '{"unsupported": [1, 99]}'
          : '{"keep": []}',
    );
    const { result } = await askRag(question, { retriever, chat });
    expect(result?.outcome).toBe("unknown");
  });

  it("that can't be had is replaced by quotation, and said so", async () => {
    const chat = chatOf(() => {
      throw new HydraError("BUDGET_SPENT", "no tokens left", { fix: "-" });
    });
    const { result, notes } = await askRag(question, { retriever, chat });
    expect(result).toMatchObject({ outcome: "answered", by: "quoted" });
    expect(notes.join()).toContain("BUDGET_SPENT");
  });

  it("ends: a model that never stands is asked a bounded number of times", async () => {
    const chat = chatOf(({ key }) =>
      key.startsWith("rag/answer") ? "Whales sing [1]." : '{"keep": [1], "unsupported": []}',
    );
    const { attempts } = await askRag(question, {
      retriever,
      chat,
      web: webOf({ "https://one.example/": "The checkpoint store is vacuumed." }),
    });
    expect(attempts).toBe(3);
  });
});
