// A database that can't be had, goes away, or is opened by many at once.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../memory/database.ts";
import { pglitePool } from "../../memory/pools.ts";
import { sqlError } from "../../memory/sql-errors.ts";
import { temporaryFolder } from "../support/databases.ts";
import { startPostgres, type TestServer } from "../support/postgres.ts";

const home = "unused";

describe("PostgreSQL", () => {
  let server: TestServer;
  let stopped = false;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    if (!stopped) await server.stop();
  });

  it("is migrated once where many open it at once", async () => {
    const postgresUrl = await server.createDatabase("many");
    const opened = await Promise.all(
      Array.from({ length: 6 }, async () => openDatabase({ home, postgresUrl })),
    );
    const [first] = opened;
    const { rows } = (await first?.pool.query("SELECT v FROM hydra.migrations ORDER BY v")) ?? { rows: [] };
    expect(rows.map(({ v }) => v)).toEqual(rows.map((_, version) => version));
    expect(rows.length).toBeGreaterThan(1);
    await Promise.all(opened.map(async (database) => database.close()));
  });

  it("keeps store items apart from checkpoints, in one schema", async () => {
    const database = await openDatabase({ home, postgresUrl: await server.createDatabase("store") });
    await database.store.put(["notes"], "k", { text: "kept" });
    expect((await database.store.get(["notes"], "k"))?.value).toEqual({ text: "kept" });
    const { rows } = await database.pool.query<{ schemaname: string }>(
      "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema'",
    );
    expect(rows).toEqual([{ schemaname: "hydra" }]);
    await database.close();
  });

  it("says what to correct where it refuses", async () => {
    const url = new URL(await server.createDatabase("refusing"));
    url.password = "wrong";
    const refused = { code: "CONFIG_INVALID", fix: expect.stringContaining("HYDRA_POSTGRES_URL") as string };
    const failure = openDatabase({ home, postgresUrl: url.href });
    await expect(failure).rejects.toMatchObject(refused);
    await expect(failure).rejects.not.toThrow("wrong");
    url.password = "password";
    url.pathname = "/no-such-database";
    await expect(openDatabase({ home, postgresUrl: url.href })).rejects.toMatchObject(refused);
  });

  it("is down, by that name, once it is gone in mid-run", async () => {
    const postgresUrl = await server.createDatabase("gone");
    const database = await openDatabase({ home, postgresUrl });
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await server.stop();
    stopped = true;
    const down = { code: "DATABASE_DOWN", fix: expect.stringContaining("resume") as string };
    await expect(client.query("SELECT 1")).rejects.toMatchObject(down);
    client.release();
    await expect(database.pool.query("SELECT 1")).rejects.toMatchObject(down);
    const config = { configurable: { thread_id: "t", checkpoint_ns: "" } };
    await expect(database.checkpointer.getTuple(config)).rejects.toMatchObject(down);
    await expect(database.store.get(["a"], "b")).rejects.toMatchObject(down);
    await database.close();
    await expect(database.pool.query("SELECT 1")).rejects.toMatchObject(down);
    await expect(openDatabase({ home, postgresUrl })).rejects.toMatchObject(down);
  });
});

describe("PGlite", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it("does not open, and does not delete, what is no database, and gives the home back", async () => {
    const directory = join(folder, "db");
    await mkdir(directory);
    await writeFile(join(directory, "mine.txt"), "precious");
    const failure = { code: "DATABASE_DOWN", message: expect.stringContaining(directory) as string };
    await expect(openDatabase({ home: folder })).rejects.toMatchObject(failure);
    await writeFile(join(directory, "PG_VERSION"), "18\n");
    await expect(openDatabase({ home: folder })).rejects.toMatchObject(failure);
    expect(await readdir(directory)).toContain("mine.txt");
    expect(await readdir(folder)).toEqual(["db", "lock"]);
  });

  it("gives a home that was made without them what its indexes need", async () => {
    const older = join(folder, "older");
    await mkdir(older);
    const before = await PGlite.create(join(older, "db"));
    await before.exec("CREATE TABLE mine (n integer); INSERT INTO mine VALUES (7)");
    await before.close();
    for (let opened = 0; opened < 2; opened += 1) {
      const database = await openDatabase({ home: older });
      const { rows } = await database.pool.query(
        "SELECT n, (SELECT count(*) FROM pg_extension WHERE extname IN ('vector', 'pg_textsearch')) AS extensions FROM mine",
      );
      expect(rows).toEqual([{ n: 7, extensions: 2 }]);
      await database.close();
    }
  });

  it("acknowledges nothing more once its disk was full", async () => {
    const exec = vi.fn<() => Promise<{ rows: unknown[] }[]>>();
    exec.mockRejectedValueOnce(withCode("53100")).mockResolvedValue([{ rows: [] }]);
    const pool = pglitePool({ exec } as unknown as PGlite, "here");
    await expect(pool.query("INSERT")).rejects.toMatchObject({ code: "DISK_FULL" });
    await expect(pool.query("INSERT")).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(exec).toHaveBeenCalledTimes(1);
  });

  it("needs a home that can be written", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    for (const path of [file, join(file, "below")]) {
      await expect(openDatabase({ home: path })).rejects.toMatchObject({
        code: "WORKSPACE_NOT_WRITABLE",
        message: expect.stringContaining(path) as string,
      });
    }
  });

  it("stops opening where it is interrupted", async () => {
    const signal = AbortSignal.abort();
    await expect(openDatabase({ home: join(folder, "new"), signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

const withCode = (code: string, message = "x") => Object.assign(new Error(message), { code });

describe("a failure of the database", () => {
  it.each([
    [withCode("53100"), "DISK_FULL"],
    [withCode("ENOSPC"), "DISK_FULL"],
    [withCode("57P01"), "DATABASE_DOWN"],
    [withCode("08006"), "DATABASE_DOWN"],
    [withCode("ECONNREFUSED"), "DATABASE_DOWN"],
    [new AggregateError([withCode("ECONNREFUSED")], ""), "DATABASE_DOWN"],
    [new Error("Connection terminated unexpectedly"), "DATABASE_DOWN"],
    [withCode("28P01"), "CONFIG_INVALID"],
    [withCode("3D000"), "CONFIG_INVALID"],
  ])("has a name: %s", (error, code) => {
    expect(sqlError(error, "here")).toMatchObject({ code, cause: error });
  });

  it("keeps wrong SQL what it is", () => {
    const error = withCode("42601", "syntax error");
    expect(sqlError(error, "here")).toBe(error);
  });
});
