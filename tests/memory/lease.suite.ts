import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { takeLease } from "../../memory/lease.ts";
import type { TestDatabases } from "../support/databases.ts";

export const leaseSuite = (databases: () => TestDatabases): void => {
  const command = "hydra run";

  describe("lease", () => {
    it("refuses a held thread and names the holder", async () => {
      const { database, other } = databases();
      const thread = randomUUID();
      const lease = await takeLease(database, thread, { command: "hydra run 'first'" });
      await expect(takeLease(other, thread, { command })).rejects.toMatchObject({
        code: "THREAD_HELD",
        message: expect.stringContaining(`process ${process.pid}`) as string,
        details: { pid: process.pid, command: "hydra run 'first'" },
      });
      await lease.release();
      await (await takeLease(other, thread, { command })).release();
    });

    it("goes to one of many that ask at once", async () => {
      const { database, other } = databases();
      for (let round = 0; round < 10; round += 1) {
        const thread = randomUUID();
        const asked = await Promise.allSettled(
          Array.from({ length: 8 }, async (_, index) =>
            takeLease(index % 2 === 0 ? database : other, thread, { command }),
          ),
        );
        const taken = asked.filter((one) => one.status === "fulfilled");
        expect(taken).toHaveLength(1);
        await taken[0]?.value.release();
      }
    });

    it("goes to one of many where the holder is dead", async () => {
      const { database, other } = databases();
      const thread = randomUUID();
      await leaveDead(databases(), thread);
      const asked = await Promise.allSettled(
        [database, other, database, other].map(async (one) => takeLease(one, thread, { command })),
      );
      const taken = asked.filter((one) => one.status === "fulfilled");
      expect(taken).toHaveLength(1);
      await taken[0]?.value.release();
    });

    it("does not judge a process of another machine dead", async () => {
      const { database, other } = databases();
      const thread = randomUUID();
      await leaveDead(databases(), thread);
      await database.pool.query("UPDATE hydra.leases SET host = 'elsewhere' WHERE thread = $1", [thread]);
      await expect(takeLease(other, thread, { command })).rejects.toMatchObject({ code: "THREAD_HELD" });
      await database.pool.query("UPDATE hydra.leases SET expires_at = clock_timestamp() WHERE thread = $1", [
        thread,
      ]);
      await (await takeLease(other, thread, { command })).release();
    });

    it("stays held by beating", async () => {
      const { database, other } = databases();
      const thread = randomUUID();
      const lease = await takeLease(database, thread, { command, ttlMs: 600, heartbeatMs: 100 });
      const before = await expiry(database, thread);
      await vi.waitFor(
        async () => expect(await expiry(database, thread)).toBeGreaterThan(before + 600),
        20_000,
      );
      await expect(takeLease(other, thread, { command })).rejects.toMatchObject({ code: "THREAD_HELD" });
      expect(lease.signal.aborted).toBe(false);
      await lease.release();
    });

    it("stops the run whose lease went to somebody else, and does not take it back", async () => {
      const { database, other } = databases();
      const thread = randomUUID();
      const lease = await takeLease(database, thread, { command, heartbeatMs: 50 });
      await other.pool.query("UPDATE hydra.leases SET token = 'theirs' WHERE thread = $1", [thread]);
      await aborted(lease.signal);
      expect(lease.signal.reason).toMatchObject({ code: "THREAD_HELD" });
      await lease.release();
      await expect(takeLease(database, thread, { command })).rejects.toMatchObject({ code: "THREAD_HELD" });
    });

    it("stops the run when the database stops answering", async () => {
      const { database } = databases();
      const pool = { ...database.pool };
      const lease = await takeLease({ pool }, randomUUID(), { command, heartbeatMs: 50 });
      pool.query = async () => new Promise(() => undefined);
      await aborted(lease.signal);
      expect(lease.signal.reason).toMatchObject({ code: "DATABASE_DOWN" });
    });
  });

  /** A lease of a process that has ended. */
  const leaveDead = async ({ database }: TestDatabases, thread: string): Promise<void> => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    await takeLease(database, thread, { command, heartbeatMs: 600_000 });
    await database.pool.query("UPDATE hydra.leases SET pid = $2 WHERE thread = $1", [thread, child.pid]);
  };
};

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
};

const expiry = async ({ pool }: TestDatabases["database"], thread: string): Promise<number> => {
  const { rows } = await pool.query<{ expires_at: Date }>(
    "SELECT expires_at FROM hydra.leases WHERE thread = $1",
    [thread],
  );
  return rows[0]?.expires_at.getTime() ?? 0;
};
