import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { StateGraph, StateSchema } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeArtifacts } from "../../memory/artifacts.ts";
import { makeBudget } from "../../memory/budget.ts";
import { makeJournal } from "../../memory/journal.ts";
import { takeLease } from "../../memory/lease.ts";
import { deleteThread, listThreads, pruneThreads } from "../../memory/threads.ts";
import type { TestDatabases } from "../support/databases.ts";

export const threadsSuite = (databases: () => TestDatabases): void => {
  const command = "hydra runs rm";
  const noLimits = { tokens: null, seconds: null, steps: null };

  /** A thread with something in every table. Its time is the clock's. */
  const fill = async (shared: string, own: string, nowMs = Date.now()) => {
    const { database } = databases();
    const thread = randomUUID();
    const artifacts = makeArtifacts(database, thread);
    const ids = { shared: await artifacts.put(shared), own: await artifacts.put(own) };
    const budget = makeBudget(database, { limits: noLimits, clock: { now: () => nowMs } });
    await (await budget.startSession(thread)).end();
    await budget.charge(thread, "plan", { tokens: 3 });
    await makeJournal(database).once(thread, "plan", async () => "x");
    return { thread, ids };
  };
  const run = async (thread: string) => {
    const { checkpointer } = databases().database;
    const graph = new StateGraph(new StateSchema({ n: z.number().default(0) }))
      .addNode("step", (state: { n: number }) => ({ n: state.n + 1 }))
      .addEdge("__start__", "step")
      .compile({ checkpointer });
    return graph.invoke({ n: 1 }, { configurable: { thread_id: thread } });
  };
  const rowsOf = async (thread: string) => {
    const tables = [
      ...["checkpoints", "checkpoint_blobs", "checkpoint_writes"].map((name) => [name, "thread_id"]),
      ...["journal", "charges", "sessions", "leases", "artifact_refs"].map((name) => [name, "thread"]),
    ];
    const counts = [];
    for (const [table, column] of tables) {
      const { rows } = await databases().database.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM hydra.${table} WHERE ${column} = $1`,
        [thread],
      );
      counts.push(rows[0]?.n ?? 0);
    }
    return counts;
  };

  describe("threads", () => {
    it("forgets a thread whole and keeps what others refer to", async () => {
      const { database } = databases();
      const [gone, kept] = [await fill("shared", "of the gone"), await fill("shared", "of the kept")];
      await run(gone.thread);
      const before = await rowsOf(kept.thread);
      expect((await rowsOf(gone.thread)).filter((count) => count > 0)).toHaveLength(7);
      await deleteThread(database, gone.thread, { command });

      expect(await rowsOf(gone.thread)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
      expect(await rowsOf(kept.thread)).toEqual(before);
      const artifacts = makeArtifacts(database, kept.thread);
      expect(await artifacts.get(kept.ids.shared)).toBe("shared");
      expect(await artifacts.get(kept.ids.own)).toBe("of the kept");
      await expect(artifacts.get(gone.ids.own)).rejects.toMatchObject({ code: "ARTIFACT_MISSING" });
      await deleteThread(database, kept.thread, { command });
      await expect(artifacts.get(kept.ids.shared)).rejects.toMatchObject({ code: "ARTIFACT_MISSING" });
    });

    it("leaves a running thread alone", async () => {
      const { database, other } = databases();
      const { thread, ids } = await fill("held", "held too");
      const lease = await takeLease(database, thread, { command: "hydra run" });
      await expect(deleteThread(other, thread, { command })).rejects.toMatchObject({ code: "THREAD_HELD" });
      expect(await makeArtifacts(database, thread).get(ids.own)).toBe("held too");
      await lease.release();
      await deleteThread(other, thread, { command });
    });

    it("prunes by age, except what runs", async () => {
      const { database } = databases();
      for (const { thread } of await listThreads(database)) {
        await deleteThread(database, thread, { command });
      }
      const now = Date.now();
      const old = await fill("a", "b", now - 10_000);
      const held = await fill("a", "c", now - 10_000);
      const fresh = await fill("a", "d", now - 1_000);
      const resumed = await fill("a", "e", now - 10_000);
      await run(resumed.thread);
      const lease = await takeLease(database, held.thread, { command: "hydra run" });
      const pruned = await pruneThreads(database, { olderThanMs: 5_000, clock: { now: () => now }, command });
      await lease.release();

      expect(pruned).toEqual([old.thread]);
      const left = (await listThreads(database)).map(({ thread }) => thread);
      expect(left).toEqual([held.thread, fresh.thread, resumed.thread]);
      for (const thread of left) await deleteThread(database, thread, { command });
    });

    it("keeps an artifact that another thread takes up at the same time", async () => {
      const { database, other } = databases();
      const { thread, ids } = await fill("contended", "x");
      const client = await other.pool.connect();
      await client.query("BEGIN");
      await client.query("INSERT INTO hydra.artifact_refs VALUES ('putter', $1)", [ids.shared]);
      const deleting = deleteThread(database, thread, { command });
      await setTimeout(50);
      await client.query("COMMIT");
      client.release();
      await deleting;
      expect(await makeArtifacts(other, "putter").get(ids.shared)).toBe("contended");
      await deleteThread(database, "putter", { command });
    });
  });
};
