// Episodes: what executed winners were, as an append-only log. Alone it is a memory that recalls nothing.
import { createHash } from "node:crypto";
import type { Episode, Memory } from "../core/memory.ts";
import type { Database } from "./database.ts";

export interface EpisodeMemory extends Memory {
  /** What was learnt, oldest first. */
  episodes(): Promise<readonly Episode[]>;
}

export const makeEpisodeMemory = ({ pool }: Pick<Database, "pool">): EpisodeMemory => ({
  recall: async () => [],
  blocks: async () => [],
  learn: async (thread, episode) => {
    await pool.query(
      "INSERT INTO hydra.episodes (id, thread, episode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [episodeId(thread, episode), thread, JSON.stringify(episode)],
    );
    return { stored: [], left: [] };
  },
  episodes: async () => {
    const { rows } = await pool.query<{ episode: string }>(
      "SELECT episode FROM hydra.episodes ORDER BY at, id",
    );
    return rows.map((row) => JSON.parse(row.episode) as Episode);
  },
});

/** A replayed `learn` is the same episode. */
export const episodeId = (thread: string, episode: Episode): string =>
  createHash("sha256")
    .update(JSON.stringify([thread, episode]))
    .digest("hex");
