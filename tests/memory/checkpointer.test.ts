// LangGraph's own suite for checkpointers, on both databases.
import { validate } from "@langchain/langgraph-checkpoint-validation";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vitest from "vitest";
import type { Database } from "../../memory/database.ts";
import { openDatabase } from "../../memory/database.ts";
import { startPostgres, type TestServer } from "../support/postgres.ts";

// The suite expects its runner's functions as globals.
Object.assign(globalThis, vitest);

const suite = (name: string, open: () => Promise<Database>, stop: () => Promise<void>) => {
  let database: Database;
  validate({
    checkpointerName: name,
    beforeAllTimeout: 60_000,
    beforeAll: async () => {
      database = await open();
    },
    afterAll: async () => {
      await database.close();
      await stop();
    },
    createCheckpointer: () => database.checkpointer,
    destroyCheckpointer: async () => {
      await database.pool.query(
        "TRUNCATE hydra.checkpoints, hydra.checkpoint_blobs, hydra.checkpoint_writes",
      );
    },
  });
};

let home: string;
suite(
  "PGlite",
  async () => {
    home = await mkdtemp(join(tmpdir(), "hydra-home-"));
    return openDatabase({ home });
  },
  async () => rm(home, { recursive: true, force: true }),
);

let server: TestServer;
suite(
  "PostgreSQL",
  async () => {
    server = await startPostgres();
    return openDatabase({ home: "unused", postgresUrl: await server.createDatabase("validation") });
  },
  async () => server.stop(),
);
