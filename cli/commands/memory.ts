// hydra memory: what Hydra knows, and looking after it.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { addMemoryAdd } from "./memory-add.ts";
import { addMemoryBlocks } from "./memory-blocks.ts";
import { addMemoryConsolidate } from "./memory-consolidate.ts";
import { addMemoryDoctor } from "./memory-doctor.ts";
import { addMemoryExport } from "./memory-export.ts";
import { addMemoryForget } from "./memory-forget.ts";
import { addMemoryImport } from "./memory-import.ts";
import { addMemoryMigrate } from "./memory-migrate.ts";
import { addMemoryReindex } from "./memory-reindex.ts";
import { addMemorySearch } from "./memory-search.ts";
import { addMemorySeed } from "./memory-seed.ts";
import { addMemoryShow } from "./memory-show.ts";

export const addMemory = (program: Command, edge: Edge, act: Act): void => {
  const memory = program.command("memory").description("what Hydra knows, and looking after it");
  for (const add of commands) add(memory, edge, act);
};

/** In the order in which the help names them. */
const commands = [
  addMemoryAdd,
  addMemorySeed,
  addMemorySearch,
  addMemoryShow,
  addMemoryForget,
  addMemoryDoctor,
  addMemoryReindex,
  addMemoryMigrate,
  addMemoryExport,
  addMemoryImport,
  addMemoryConsolidate,
  addMemoryBlocks,
];
