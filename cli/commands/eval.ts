// hydra eval: measures the engine and its parts.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { addEvalCode } from "./eval-code.ts";
import { addEvalFetch } from "./eval-fetch.ts";
import { addEvalRepair } from "./eval-repair.ts";
import { addEvalReport } from "./eval-report.ts";

export const addEval = (program: Command, edge: Edge, act: Act): void => {
  const evals = program.command("eval").description("measure the engine and its parts");
  for (const add of [addEvalCode, addEvalRepair, addEvalFetch, addEvalReport]) add(evals, edge, act);
};
