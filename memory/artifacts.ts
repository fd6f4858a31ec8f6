// Bodies of files and outputs by their content hash, so that a state holds ids and equal bodies are kept once.
import { createHash } from "node:crypto";
import { HydraError } from "../core/errors.ts";
import type { Artifacts } from "../core/ports.ts";
import type { Database } from "./database.ts";
import { retryConflict } from "./sql.ts";

/** The artifacts of one thread. Each `put` records that the thread refers to it: `deleteThread` keeps what others need. */
export const makeArtifacts = (database: Pick<Database, "pool">, thread: string): Artifacts => ({
  put: async (content) => {
    const body = Buffer.from(content, "utf8");
    const id = artifactId(content);
    // A clean-up elsewhere may delete an equal artifact between the two inserts: then the reference fails, and again.
    await retryConflict(async () =>
      database.pool.query(
        `WITH body AS (
           INSERT INTO hydra.artifacts (id, content) VALUES ($1, $2) ON CONFLICT DO NOTHING
         )
         INSERT INTO hydra.artifact_refs (thread, artifact) VALUES ($3, $1) ON CONFLICT DO NOTHING`,
        [id, body, thread],
      ),
    );
    return id;
  },
  get: async (id) => {
    const { rows } = await database.pool.query<{ content: Uint8Array }>(
      "SELECT content FROM hydra.artifacts WHERE id = $1",
      [id],
    );
    const content = rows[0]?.content;
    if (content === undefined) throw artifactMissing(id);
    return Buffer.from(content).toString("utf8");
  },
});

/** sha256 of the content as UTF-8, in hex. */
export const artifactId = (content: string): string =>
  createHash("sha256").update(content, "utf8").digest("hex");

export const artifactMissing = (id: string): HydraError =>
  new HydraError("ARTIFACT_MISSING", `The artifact ${id.slice(0, 12)} is not in the database.`, {
    fix: "Its thread was removed, or the database is an older copy: run the task again.",
    details: { id },
  });
