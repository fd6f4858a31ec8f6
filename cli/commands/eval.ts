// hydra eval: measures the engine and its parts.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { addEvalChunking } from "./eval-chunking.ts";
import { addEvalCode } from "./eval-code.ts";
import { addEvalFetch } from "./eval-fetch.ts";
import { addEvalIntake } from "./eval-intake.ts";
import { addEvalMemory } from "./eval-memory.ts";
import { addEvalRag } from "./eval-rag.ts";
import { addEvalRepair } from "./eval-repair.ts";
import { addEvalReport } from "./eval-report.ts";
import { addEvalRetrieval } from "./eval-retrieval.ts";
import { addEvalSimulate } from "./eval-simulate.ts";

export const addEval = (program: Command, edge: Edge, act: Act): void => {
  const evals = program.command("eval").description("measure the engine and its parts");
  for (const add of commands) add(evals, edge, act);
};

const commands = [
  addEvalCode,
  addEvalIntake,
  addEvalRepair,
  addEvalSimulate,
  addEvalRetrieval,
  addEvalChunking,
  addEvalRag,
  addEvalMemory,
  addEvalFetch,
  addEvalReport,
];
