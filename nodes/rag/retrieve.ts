// Searches what is known; the texts go to the artifact store, and everything that entered is tainted from here on.
import type { Found } from "../../core/knowledge.ts";
import type { Passage, RagSlice } from "../../core/rag-state.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

type RetrieveSlice = Pick<RagSlice, "thread" | "question" | "query" | "limit" | "searches">;

export const makeRetrieve = (ports: Pick<RagPorts, "events" | "retriever" | "artifacts">) =>
  step(ports, "retrieve", async (slice: RetrieveSlice, { signal }) => {
    const query = slice.query ?? slice.question;
    const { found, stages, confidence } = await ports.retriever.search(query, { limit: slice.limit, signal });
    const passages = await Promise.all(found.map(async (one) => passageOf(one, ports)));
    const ids = passages.map(({ id }) => id);
    return {
      searches: [...slice.searches, { query, confidence, grade: null }],
      passages: Object.fromEntries(passages.map((passage) => [passage.id, passage])),
      ranked: ids,
      taint: ids,
      notes: stages.flatMap(({ stage, note }) =>
        note === undefined || quiet.test(note) ? [] : [`${stage}: ${note}`],
      ),
    };
  });

/** What a stage says where nothing was lost: how memory is set up is said once, by whoever opened it. */
const quiet = /^(?:off$|not needed$|lexical only|left out: (?:no|there are no)\b)/u;

const passageOf = async (
  { chunk, document }: Found,
  { artifacts }: Pick<RagPorts, "artifacts">,
): Promise<Passage> => ({
  id: chunk.id,
  uri: document.uri,
  title: document.title,
  headings: [...chunk.headings],
  outside: document.kind === "web",
  readAt: document.addedAt,
  text: await artifacts.put(chunk.text),
});
