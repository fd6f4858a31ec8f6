// Both databases for one test file, each opened once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import type { Database } from "../../memory/database.ts";
import { openDatabase } from "../../memory/database.ts";
import { startPostgres, type TestServer } from "./postgres.ts";

export interface TestDatabases {
  readonly database: Database;
  /** As a second process sees it: another pool on a server, the same one where only one process may open it. */
  readonly other: Database;
}

export const onEachDatabase = (
  suite: (databases: () => TestDatabases, kind: Database["kind"]) => void,
): void => {
  describe("PGlite", () => {
    let home: string;
    let database: Database;
    beforeAll(async () => {
      home = await temporaryFolder();
      database = await openDatabase({ home });
    });
    afterAll(async () => {
      await database.close();
      await rm(home, { recursive: true });
    });
    suite(() => ({ database, other: database }), "pglite");
  });
  describe("PostgreSQL", () => {
    let server: TestServer;
    let database: Database;
    let other: Database;
    beforeAll(async () => {
      server = await startPostgres();
      const postgresUrl = await server.createDatabase("hydra");
      database = await openDatabase({ home: "unused", postgresUrl });
      other = await openDatabase({ home: "unused", postgresUrl });
    });
    afterAll(async () => {
      await database.close();
      await other.close();
      await server.stop();
    });
    suite(() => ({ database, other }), "postgres");
  });
};

export const temporaryFolder = async (): Promise<string> => mkdtemp(join(tmpdir(), "hydra-test-"));
