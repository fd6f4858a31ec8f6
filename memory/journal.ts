// Side effects once per thread and key: the result is stored before it is returned, since a node that is killed as it
// returns runs again.
import type { Journal } from "../core/ports.ts";
import type { Database } from "./database.ts";

interface JournalStore {
  read(thread: string, key: string): Promise<string | null>;
  /** The first one wins; answers what is stored. */
  write(thread: string, key: string, value: string): Promise<string>;
}

export const makeJournal = ({ pool }: Pick<Database, "pool">): Journal => {
  const read: JournalStore["read"] = async (thread, key) => {
    const { rows } = await pool.query<{ value: string }>(
      "SELECT value FROM hydra.journal WHERE thread = $1 AND key = $2",
      [thread, key],
    );
    return rows[0]?.value ?? null;
  };
  return makeJournalOver({
    read,
    write: async (thread, key, value) => {
      const { rows } = await pool.query(
        `INSERT INTO hydra.journal (thread, key, value) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING thread`,
        [thread, key, value],
      );
      return rows.length > 0 ? value : ((await read(thread, key)) ?? value);
    },
  });
};

/** The rules of a journal over any store. */
export const makeJournalOver = (store: JournalStore): Journal => {
  const running = new Map<string, Promise<string>>();
  const fill = async (thread: string, key: string, run: () => Promise<unknown>): Promise<string> => {
    const stored = await store.read(thread, key);
    if (stored !== null) return stored;
    // `undefined` is no JSON; a replay of it gives null.
    return store.write(thread, key, JSON.stringify((await run()) ?? null));
  };
  return {
    once: async <T>(thread: string, key: string, run: () => Promise<T>): Promise<T> => {
      const name = JSON.stringify([thread, key]);
      const started = running.get(name) ?? fill(thread, key, run).finally(() => running.delete(name));
      running.set(name, started);
      // Parsed for the first caller too, so that a replay can't differ from the first time.
      return JSON.parse(await started) as T;
    },
  };
};
