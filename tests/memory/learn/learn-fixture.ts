// A learning memory over one PGlite, with indexes of this process and a retriever of words alone.
import type { Retriever } from "../../../core/knowledge.ts";
import type { Episode } from "../../../core/memory.ts";
import type { Database } from "../../../memory/database.ts";
import { type LearningParts, makeLearningMemory } from "../../../memory/learn/learning-memory.ts";
import { makeShelf, signal } from "../library/library-fixture.ts";

export const makeLearner = (database: Pick<Database, "pool">, change: Partial<LearningParts> = {}) => {
  const shelf = makeShelf(database);
  const { library, indexes, clock } = shelf;
  const asked: string[] = [];
  const retriever: Retriever = {
    search: async (query, options) => {
      asked.push(query);
      const hits = await indexes.keywords.search(query, options);
      const known = await library.chunks(
        hits.map(({ id }) => id),
        options,
      );
      const top = hits[0]?.score ?? 1;
      return {
        found: known.map(({ chunk, document }, at) => ({
          chunk,
          document,
          score: (hits[at]?.score ?? 0) / top,
          stages: {},
        })),
        stages: [],
        confidence: known.length === 0 ? 0 : 0.9,
      };
    },
  };
  const knowledge = { opened: 0 };
  const memory = makeLearningMemory({
    database,
    clock,
    model: "live",
    knowledge: async () => {
      knowledge.opened += 1;
      return { library, retriever };
    },
    ...change,
  });
  const recall = async (
    thread: string,
    query: string,
    trigger: "task" | "error" | "symbol" | "disagreement" = "task",
  ) => memory.recall(query, { thread, trigger, language: "python", signal });
  return { ...shelf, memory, recall, retriever, knowledge, asked, signal };
};

export const toRoman: Episode = {
  task: "Write a Python function to_roman(number) that writes a whole number from 1 to 3999 in Roman numerals. Any other number raises ValueError.",
  language: "python",
  files: [
    {
      path: "roman.py",
      content: `VALUES = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")]


def to_roman(number):
    text = ""
    for value, symbol in VALUES:
        count, number = divmod(number, value)
        text += symbol * count
    return text
`,
    },
  ],
  evidence: "3 of 3 trusted tests pass",
  approach: "Walk down a table of values.",
};

export const fromRomanTask =
  "Write a Python function from_roman(text) that reads a Roman numeral and gives the whole number, from 1 to 3999. Any text that is no numeral raises ValueError.";
export const sortTask = "Write a Python function that sorts people by age and then by family name.";
