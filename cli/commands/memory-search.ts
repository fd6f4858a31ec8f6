// hydra memory search: what is found for a query, and what each stage made of every result.
import type { Command } from "commander";
import { type Found, knowledgeKinds, type KnowledgeKind, type Search } from "../../core/knowledge.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import { countOf, oneOf } from "../evaluations.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { withKnowledge } from "../with-knowledge.ts";

interface SearchFlags extends PlaceOptions {
  readonly limit: string;
  readonly kind?: readonly string[];
  readonly keyword: boolean;
  readonly vector: boolean;
  readonly graph: boolean;
  readonly hyde: boolean;
  readonly rerank: boolean;
}

export const addMemorySearch = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("search")
    .description("what is found in memory, with the rank and score of every stage")
    .argument("<query...>", "what to look for")
    .option("--limit <n>", "how many results", "10")
    .option("--kind <kinds...>", `only these: ${knowledgeKinds.join(", ")}`)
    .option("--no-keyword", "without words")
    .option("--no-vector", "without vectors")
    .option("--no-graph", "without the graph")
    .option("--no-hyde", "without a hypothetical answer")
    .option("--no-rerank", "in the order of the fusion");
  withJson(withPlace(command)).action(async (words: readonly string[], flags: SearchFlags) =>
    act(async () => search(edge, words.join(" "), flags)),
  );
};

const search = async (edge: Edge, query: string, flags: SearchFlags): Promise<ExitCode> => {
  const limit = countOf(flags.limit, "--limit", 1_000);
  const kinds = flags.kind?.map((kind): KnowledgeKind => oneOf(kind, "--kind", knowledgeKinds));
  const { keyword, vector, graph, hyde, rerank } = flags;
  // Who wants no vectors need not have the embedder that made them.
  const allowOtherEmbedder = !vector;
  return withKnowledge(
    edge,
    { flags, name: "hydra memory search", allowOtherEmbedder },
    async (knowledge) => {
      const result = await knowledge.retriever.search(query, {
        limit,
        ...(kinds === undefined ? {} : { kinds }),
        stages: { keyword, vector, graph, hyde, rerank },
        signal: edge.signal,
      });
      const { notes } = knowledge;
      say(edge, flags.json, { data: { query, ...result, notes }, text: describe(result, notes) });
      return 0;
    },
  );
};

const describe = ({ found, stages, confidence }: Search, notes: readonly string[]): string =>
  [
    ...(found.length === 0 ? ["nothing was found; `hydra memory show` lists what is known"] : []),
    ...found.map((one, at) => resultOf(one, at + 1)),
    `confidence ${confidence.toFixed(2)}`,
    ...stages.map(
      ({ stage, milliseconds, note }) =>
        `${stage.padEnd(8)} ${`${milliseconds.toFixed(1)} ms`.padStart(10)}${note === undefined ? "" : `  ${oneLine(note, 300)}`}`,
    ),
    ...notes.map((note) => `note: ${oneLine(note, 300)}`),
  ].join("\n");

const resultOf = ({ chunk, document, score, stages }: Found, place: number): string =>
  [
    `${place}. ${oneLine([document.title, ...chunk.headings].join(" > "))}  (${document.kind}, ${oneLine(document.uri)})`,
    `   ${score.toFixed(3)}  ${Object.entries(stages)
      .map(([stage, made]) => `${stage} #${made.rank} (${made.score.toPrecision(3)})`)
      .join(", ")}  ${chunk.id}`,
    `   ${oneLine(chunk.text, 200)}`,
    "",
  ].join("\n");
