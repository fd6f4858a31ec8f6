// What a kill -9 leaves behind: nothing acknowledged is lost, and neither a lock nor a half-made database is in the way.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openDatabase } from "../../memory/database.ts";
import { readHolder } from "../../memory/home-lock.ts";
import { takeLease } from "../../memory/lease.ts";
import { temporaryFolder } from "../support/databases.ts";
import { startPostgres, type TestServer } from "../support/postgres.ts";

const start = (what: "write" | "hold", where: string) => {
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, what, where], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return { child, lines, said: async (n: number) => until(() => lines.length >= n) };
};

const until = async (holds: () => boolean | Promise<boolean>) =>
  vi.waitUntil(holds, { timeout: 60_000, interval: 5 });

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGKILL");
  await once(child, "close");
};

describe("a killed process", () => {
  let template: string;
  let folder: string;
  let homes = 0;
  beforeAll(async () => {
    folder = await temporaryFolder();
    template = join(folder, "template");
    await (await openDatabase({ home: template })).close();
  });
  afterAll(async () => rm(folder, { recursive: true }));

  const newHome = async (): Promise<string> => {
    homes += 1;
    const home = join(folder, `home-${homes}`);
    await cp(template, home, { recursive: true });
    return home;
  };

  it("loses nothing that was acknowledged, and what it held is free", async () => {
    const home = await newHome();
    const { child, lines, said } = start("write", home);
    await said(300);
    await kill(child);
    const acknowledged = lines.slice(1);
    const database = await openDatabase({ home });
    const { rows } = await database.pool.query<{ key: string; length: number }>(
      "SELECT key, length(value) - 2 AS length FROM hydra.journal ORDER BY key::int",
    );
    expect(rows.slice(0, acknowledged.length)).toEqual(
      acknowledged.map((key) => ({ key, length: Number(key) % 5_000 })),
    );
    const lease = await takeLease(database, "t", { command: "test" });
    await lease.release();
    await database.close();
  });

  it("holds no thread after a restart of the machine", async () => {
    const home = await newHome();
    const before = await openDatabase({ home });
    await takeLease(before, "t", { command: "test" });
    await before.pool.query("UPDATE hydra.leases SET host = 'an earlier boot'");
    await before.close();
    const database = await openDatabase({ home });
    await expect(takeLease(database, "t", { command: "test" })).resolves.toBeDefined();
    await database.close();
  });

  it("keeps its home while it lives: a second one is told who has it", async () => {
    const home = await newHome();
    const { child, said } = start("hold", home);
    await said(1);
    const message = `process ${child.pid} (child hold, thread t) since 2`;
    await expect(openDatabase({ home })).rejects.toMatchObject({
      code: "HOME_LOCKED",
      message: expect.stringContaining(message) as string,
      fix: expect.stringContaining("HYDRA_HOME") as string,
    });
    expect(await readHolder(home)).toMatchObject({ pid: child.pid, thread: "t" });
    await kill(child);
    const database = await openDatabase({ home });
    expect(await readHolder(home)).toMatchObject({ pid: process.pid });
    await expect(openDatabase({ home })).rejects.toMatchObject({ code: "HOME_LOCKED" });
    await database.close();
    expect(await readHolder(home)).toBeNull();
    await expect(database.pool.query("SELECT 1")).rejects.toMatchObject({ code: "DATABASE_DOWN" });
    const next = await openDatabase({ home });
    await database.close();
    expect(await readHolder(home)).toMatchObject({ pid: process.pid });
    await next.close();
  });

  it("leaves a first creation that can be done again", async () => {
    const home = join(folder, "fresh");
    const { child } = start("hold", home);
    const creating = async () =>
      (await readdir(home).catch(() => [])).find((name) => name.startsWith("db.creating-"));
    await until(async () => {
      const name = await creating();
      return name !== undefined && (await readdir(join(home, name))).includes("base");
    });
    await kill(child);
    expect(await creating()).toBeDefined();
    const database = await openDatabase({ home });
    expect(await creating()).toBeUndefined();
    expect((await database.pool.query("SELECT thread FROM hydra.leases")).rows).toEqual([]);
    await database.close();
  });
});

describe("a killed process on a server", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => server.stop());

  it("loses its lease at once", async () => {
    const postgresUrl = await server.createDatabase("kill");
    const { child, said } = start("hold", postgresUrl);
    await said(1);
    const database = await openDatabase({ home: "unused", postgresUrl });
    await expect(takeLease(database, "t", { command: "test" })).rejects.toMatchObject({
      code: "THREAD_HELD",
      details: { pid: child.pid },
    });
    await kill(child);
    await (await takeLease(database, "t", { command: "test" })).release();
    await database.close();
  });
});
