// The simulated model as a source of answers: per draw a difficulty, k programs and a block of assertions. It says
// `simulated` wherever it shows.
import { Role } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";
import type { Source } from "../code/source.ts";
import { placeOf } from "../recordings/replay-chat.ts";
import type { CodeTask } from "../suites/task.ts";
import { makeChance, type Chance } from "./chance.ts";
import type { Pool } from "./pool.ts";
import { drawDifficulty, drawShares, type Difficulty, type Model } from "./world.ts";

export const simulatedSource = (
  pools: ReadonlyMap<string, Pool>,
  model: Model,
  { seeds, k }: { seeds: number; k: number },
): Source => ({
  name: "simulated",
  samplesOf: ({ id }) => (pools.has(id) ? Infinity : 0),
  turnsOf: (task) => {
    const pool = pools.get(task.id);
    if (pool === undefined) return [];
    return Array.from({ length: seeds }, (_, seed) => {
      // Each draw is another model on the task: so few tasks would not show how differently hard tasks are.
      const chance = makeChance(`draw/${task.id}/${seed}`);
      const difficulty = drawDifficulty(model, chance);
      const ways = {
        passing: drawShares(pool.passing.length, model, chance),
        failing: drawShares(pool.failing.length, model, chance),
      };
      const drawing = { pool, model, difficulty, ways, chance };
      const programs = Array.from({ length: k }, () => drawProgram(drawing));
      const answers = { programs, tests: drawTests(task, drawing), fence: task.language };
      return { seed, k, blocks: 1, chat: () => makeSimulatedChat(answers), sampleOf: () => null };
    });
  },
});

interface Drawing {
  readonly pool: Pool;
  readonly model: Model;
  readonly difficulty: Difficulty;
  readonly ways: { readonly passing: readonly number[]; readonly failing: readonly number[] };
  readonly chance: Chance;
}

/** A task none of whose wrong programs passes the examples has only such as fail them, and the other way round. */
const drawProgram = ({ pool, model, difficulty, ways, chance }: Drawing): string => {
  if (chance.happens(difficulty.right)) return pool.right;
  if (chance.happens(model.crash)) return pool.crash;
  const passes = chance.happens(difficulty.passing / (1 - model.crash));
  const kind = (passes ? pool.passing : pool.failing).length > 0 ? passes : !passes;
  const [programs, shares] = kind ? [pool.passing, ways.passing] : [pool.failing, ways.failing];
  return programs[chance.choose(shares)] ?? pool.crash;
};

const drawTests = ({ language }: CodeTask, { pool, model, difficulty, chance }: Drawing): string => {
  const lines = Array.from({ length: model.assertions }, () => {
    const one = pool.asserted[Math.floor(chance.between(0, pool.asserted.length))];
    const expected = chance.happens(difficulty.holding) ? one?.text : one?.wrong;
    return language === "python"
      ? `assert ${one?.call} == ${expected}`
      : `assert.deepStrictEqual(${one?.call}, ${expected});`;
  });
  return lines.join("\n");
};

const makeSimulatedChat = (answers: {
  programs: readonly string[];
  tests: string;
  fence: string;
}): ChatModel => ({
  // The pipeline knows three kinds of models; this one is scripted, by a simulator.
  identity: { kind: "scripted", roles: Object.fromEntries(Role.options.map((role) => [role, "simulated"])) },
  text: async (request, { signal }) => {
    signal.throwIfAborted();
    const text = answerTo(request, answers);
    return { text, model: "simulated", usage: { prompt: 0, completion: 0 } };
  },
  object: async (request, _schema, { signal }) => {
    signal.throwIfAborted();
    throw silent(request);
  },
});

const answerTo = (
  request: ChatRequest,
  { programs, tests, fence }: { programs: readonly string[]; tests: string; fence: string },
): string => {
  const [, approach] = /\/draft\/([^/]+)$/u.exec(request.key) ?? [];
  const text =
    approach === undefined
      ? request.key.endsWith("/tests/0")
        ? tests
        : undefined
      : programs[placeOf(approach)];
  if (text === undefined) throw silent(request);
  return `\`\`\`${fence}\n${text.trimEnd()}\n\`\`\``;
};

const silent = ({ key }: ChatRequest): HydraError =>
  new HydraError("OUTPUT_INVALID", `the simulated model has no answer to ${key}`, {
    fix: "nothing is to be done: the run goes on without this answer",
    details: { key },
  });
