// Who runs a thread: LangGraph has no lock per thread, and two runs of one would lose an input. A lease is a row that
// its holder renews; it is free again when it expires, or at once where its holder is a dead process of this machine.
import { randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { HydraError } from "../core/errors.ts";
import type { Database } from "./database.ts";

export interface Lease {
  /** Aborted with `THREAD_HELD` or `DATABASE_DOWN` as reason when the lease is lost: the run must stop. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

interface LeaseOptions {
  /** What this process runs, for whoever is refused. */
  readonly command: string;
  readonly ttlMs?: number;
  readonly heartbeatMs?: number;
}

/** Takes the thread for this process, or throws `THREAD_HELD`, naming the holder. */
export const takeLease = async (
  { pool }: Pick<Database, "pool">,
  thread: string,
  { command, ttlMs = 30_000, heartbeatMs = 5_000 }: LeaseOptions,
): Promise<Lease> => {
  const token = randomUUID();
  const host = await thisMachine();
  let dead: string | null = null;
  for (let tries = 3; ; tries -= 1) {
    const taken = await pool.query(take, [thread, token, host, process.pid, command, ttlMs, dead]);
    if (taken.rows.length > 0) break;
    const { rows } = await pool.query<Holder>(holder, [thread]);
    const held = rows[0];
    if (held !== undefined && (tries === 0 || held.host !== host || isAlive(held.pid))) {
      throw threadHeld(thread, held);
    }
    dead = held?.token ?? null;
  }

  const controller = new AbortController();
  const lose = (reason: unknown): void => {
    clearInterval(timer);
    controller.abort(reason);
  };
  let missed = 0;
  const beat = async (): Promise<void> => {
    try {
      const renewed = await within(heartbeatMs, pool.query(renew, [thread, token, ttlMs]));
      if (renewed.rows.length === 0) lose(threadLost(thread));
      missed = 0;
    } catch (error) {
      missed += 1;
      // Two waits and two deadlines lie well within the time to live: nobody else can have it yet.
      if (missed === 2) lose(error);
    }
  };
  let beating = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, heartbeatMs);
  timer.unref();
  return {
    signal: controller.signal,
    release: async () => {
      clearInterval(timer);
      // Where the database is gone, the lease ends by expiring.
      await pool.query(giveBack, [thread, token]).catch(() => undefined);
    },
  };
};

interface Holder extends Record<string, unknown> {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly since: Date;
  readonly expires_at: Date;
}

const expiry = (parameter: string) => `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`;

/** One statement, so that of two takers one gets nothing. Times are the database's. */
const take = `
  INSERT INTO hydra.leases AS held (thread, token, host, pid, command, since, expires_at)
  VALUES ($1, $2, $3, $4, $5, clock_timestamp(), ${expiry("$6")})
  ON CONFLICT (thread) DO UPDATE SET
    token = excluded.token, host = excluded.host, pid = excluded.pid, command = excluded.command,
    since = excluded.since, expires_at = excluded.expires_at
  WHERE held.expires_at <= clock_timestamp() OR held.token = $7
  RETURNING thread`;
const holder = "SELECT token, host, pid, command, since, expires_at FROM hydra.leases WHERE thread = $1";
const renew = `
  UPDATE hydra.leases SET expires_at = ${expiry("$3")}
  WHERE thread = $1 AND token = $2 RETURNING thread`;
const giveBack = "DELETE FROM hydra.leases WHERE thread = $1 AND token = $2";

/** A process id means something only within one boot and one process namespace. */
const thisMachine = async (): Promise<string> => {
  const parts = [readFile("/proc/sys/kernel/random/boot_id", "utf8"), readlink("/proc/self/ns/pid")].map(
    async (part) =>
      part.then(
        (text) => text.trim(),
        () => "",
      ),
  );
  return [hostname(), ...(await Promise.all(parts))].join(" ").trim();
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
};

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(
      new HydraError("DATABASE_DOWN", `The database did not answer within ${ms} ms.`, {
        fix: "See that the database is up and the machine not overloaded, then resume.",
      }),
    );
  }, ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};

const threadHeld = (thread: string, by: Holder): HydraError =>
  new HydraError(
    "THREAD_HELD",
    `Thread ${thread} is held by process ${by.pid} on ${by.host.split(" ")[0]} (${by.command}) since ${by.since.toISOString()}.`,
    {
      fix: `Wait until it ends or stop it there. If it is dead, the thread is free at ${by.expires_at.toISOString()}.`,
      details: { pid: by.pid, command: by.command },
    },
  );

const threadLost = (thread: string): HydraError =>
  new HydraError("THREAD_HELD", `Another process has taken over thread ${thread}.`, {
    fix: "This process was stopped for too long. See `hydra runs` for who goes on with the thread.",
  });
