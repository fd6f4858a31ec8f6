// How a Neo4j server is called: connected to when it is first needed, its constraints made first, each transaction bounded
// in time on both sides, one writer after another, and failures by one name.
import type { Driver, ManagedTransaction } from "neo4j-driver";
import type { Abort } from "../../core/abort.ts";
import { indexDown } from "./calls.ts";
import { untilDeadline } from "./deadline.ts";
import { dropSome, schema, takeTurn } from "./neo4j-statements.ts";

export interface Neo4jServer {
  /** bolt or neo4j, with +s or +ssc for TLS. */
  readonly url: string;
  readonly user: string;
  /** Absent: the server asks for none. */
  readonly password: string | undefined;
  /** Of one transaction. Default: 30 seconds. */
  readonly timeoutMs?: number;
}

/** The rows of one statement, not yet checked. */
export type Ask = (
  statement: string,
  parameters?: Readonly<Record<string, unknown>>,
) => Promise<readonly unknown[]>;

interface Calls {
  read<T>(options: Abort, work: (ask: Ask) => Promise<T>): Promise<T>;
  /** `parts` by `parts`, each in a transaction of its own. */
  write<T>(
    options: Abort,
    parts: readonly T[],
    work: (ask: Ask, part: readonly T[]) => Promise<void>,
  ): Promise<void>;
  drop(options: Abort): Promise<void>;
  close(): Promise<void>;
}

export const openNeo4j = async (name: string, server: Neo4jServer): Promise<Calls> => {
  const { timeoutMs = 30_000 } = server;
  const driver = await connect(server, timeoutMs);
  let isThere = false;

  /** One transaction. An abort ends it here and there. */
  const inTransaction = async <T>(
    options: Abort,
    kind: "read" | "write" | "schema",
    work: (ask: Ask) => Promise<T>,
  ): Promise<T> => {
    try {
      return await untilDeadline(options, { name, timeoutMs, fix }, async (signal) => {
        const session = driver.session({ defaultAccessMode: kind === "read" ? "READ" : "WRITE" });
        const stop = (): void => void session.close().catch(() => undefined);
        signal.addEventListener("abort", stop, { once: true });
        try {
          const run = async (transaction: ManagedTransaction): Promise<T> => {
            const ask: Ask = async (statement, parameters = {}) =>
              (await transaction.run(statement, parameters)).records.map((record) => record.toObject());
            if (kind === "write") await ask(takeTurn);
            return work(ask);
          };
          const bounds = { timeout: timeoutMs };
          return await (kind === "read"
            ? session.executeRead(run, bounds)
            : session.executeWrite(run, bounds));
        } finally {
          signal.removeEventListener("abort", stop);
          await session.close();
        }
      });
    } catch (error) {
      if (!isNeo4j(error) || error.code.startsWith("Neo.ClientError.Statement.")) throw error;
      isThere = false;
      throw indexDown(name, error, error.code.startsWith("Neo.ClientError.Security.") ? fixLogin : fix);
    }
  };

  const ready = async (options: Abort): Promise<void> => {
    if (isThere) return;
    for (const made of Object.values(schema)) {
      try {
        await inTransaction(options, "schema", async (ask) => ask(`CREATE ${made}`));
      } catch (error) {
        if (!isMadeMeanwhile(error)) throw error;
      }
    }
    await inTransaction(options, "schema", async (ask) => ask("CALL db.awaitIndexes(20)"));
    isThere = true;
  };

  return {
    read: async (options, work) => {
      await ready(options);
      return inTransaction(options, "read", work);
    },
    write: async (options, parts, work) => {
      await ready(options);
      for (let at = 0; at < parts.length; at += partSize) {
        await inTransaction(options, "write", async (ask) => work(ask, parts.slice(at, at + partSize)));
      }
    },
    drop: async (options) => {
      for (let gone = true; gone;) {
        const [row] = await inTransaction(options, "schema", async (ask) => ask(dropSome));
        gone = JSON.stringify(row) !== '{"gone":0}';
      }
      for (const [key, made] of Object.entries(schema)) {
        const [kind] = made.split(" ", 1);
        await inTransaction(options, "schema", async (ask) => ask(`DROP ${kind} ${key} IF EXISTS`));
      }
      isThere = false;
    },
    close: async () => driver.close(),
  };
};

const connect = async ({ url, user, password }: Neo4jServer, timeoutMs: number): Promise<Driver> => {
  const { default: neo4j } = await import("neo4j-driver");
  return neo4j.driver(url, password === undefined ? undefined : neo4j.auth.basic(user, password), {
    disableLosslessIntegers: true,
    connectionTimeout: Math.min(5_000, timeoutMs),
    connectionAcquisitionTimeout: Math.min(10_000, timeoutMs),
    maxTransactionRetryTime: Math.min(1_000, timeoutMs),
    telemetryDisabled: true,
  });
};

const isNeo4j = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.name === "Neo4jError";

/** Somebody else made it at the same moment, which IF NOT EXISTS does not cover. */
const isMadeMeanwhile = (error: unknown): boolean =>
  error instanceof Error && isNeo4j(error.cause) && error.cause.code.endsWith("AlreadyExists");

const partSize = 200;

const fix =
  "Start Neo4j or correct HYDRA_NEO4J_URL, then run `hydra memory doctor`: what could not be written is still queued.";
const fixLogin =
  "Set HYDRA_NEO4J_USER and HYDRA_NEO4J_PASSWORD as the server knows them, then try again: what could not be written is still queued.";
