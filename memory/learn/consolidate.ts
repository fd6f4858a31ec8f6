// Idle time: episodes become skills, and patterns that say the same become one. It is done in small steps that each leave everything
// whole, and ends between two of them as soon as it is told to.
import type { Library } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Database } from "../database.ts";
import { makeEpisodeMemory } from "../episodes.ts";
import { programLikeness, taskLikeness } from "./likeness.ts";
import { parseSkillFile, renderSkillFile } from "./skill-file.ts";
import { type Skill, skillDraft, skillsOf } from "./skills.ts";

export interface ConsolidateParts {
  readonly database: Pick<Database, "pool">;
  readonly library: Library;
  /** Files that a person reviews, by name, such as `roman-numeral.md`. */
  readonly files: {
    read(name: string): Promise<string | null>;
    write(name: string, content: string): Promise<void>;
  };
}

export interface Consolidated {
  readonly skills: readonly {
    readonly name: string;
    readonly title: string;
    readonly state: "new" | "changed" | "unchanged" | "edited" | "rejected";
  }[];
  /** Patterns that went into others. */
  readonly merged: number;
  /** False where the signal stopped it: what was done is kept, and the next time goes on. */
  readonly finished: boolean;
}

export const consolidate = async (parts: ConsolidateParts, { signal }: Abort): Promise<Consolidated> => {
  const skills: Consolidated["skills"][number][] = [];
  let merged = 0;
  try {
    const episodes = await makeEpisodeMemory(parts.database).episodes();
    for (const skill of skillsOf(episodes)) {
      signal.throwIfAborted();
      const { name, title } = skill;
      skills.push({ name, title, state: await keepSkill(parts, skill, { signal }) });
    }
    for await (const _ of mergePatterns(parts, { signal })) merged += 1;
    signal.throwIfAborted();
    await parts.library.index({ signal });
    return { skills, merged, finished: !signal.aborted };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { skills, merged, finished: false };
  }
};

const keepSkill = async (
  { library, files }: ConsolidateParts,
  skill: Skill,
  options: Abort,
): Promise<Consolidated["skills"][number]["state"]> => {
  const file = `${skill.name}.md`;
  const found = await files.read(file);
  const before = found === null ? null : parseSkillFile(found);
  const draft = skillDraft(before?.edited === true ? { ...skill, text: before.text } : skill);
  if (before?.status === "rejected") {
    const known = await library.documents({ ...options, uri: draft.origin.uri });
    await library.remove(
      known.map(({ id }) => id),
      options,
    );
    return "rejected";
  }
  const content = renderSkillFile(skill.text, before?.status);
  if (before?.edited !== true && content !== found) await files.write(file, content);
  const { changed } = await library.add(draft, options);
  if (before?.edited === true) return "edited";
  if (before === null) return "new";
  return changed ? "changed" : "unchanged";
};

interface PatternRow extends Record<string, unknown> {
  readonly document: string;
  readonly task: string;
  readonly body: string;
  readonly language: string;
  readonly model: string;
}

const sameTask = 0.6;
const sameProgram = 0.9;

/** The one that helped most, then the oldest, stays and takes over what is known of the other's use. */
async function* mergePatterns(
  { database, library }: ConsolidateParts,
  options: Abort,
): AsyncGenerator<PatternRow> {
  const { pool } = database;
  const { rows } = await pool.query<PatternRow>(
    `SELECT document, task, body, language, model FROM hydra.lessons JOIN hydra.documents ON id = document
     WHERE kind = 'pattern'
     ORDER BY (SELECT count(*) FROM hydra.uses WHERE uses.document = lessons.document AND won) DESC, at, document`,
  );
  const kept: PatternRow[] = [];
  for (const row of rows) {
    options.signal.throwIfAborted();
    const into = kept.find((other) => saysTheSame(other, row));
    if (into === undefined) {
      kept.push(row);
      continue;
    }
    await pool.query(
      `INSERT INTO hydra.uses (document, thread, trigger, body, won, at)
       SELECT $1, thread, trigger, body, won, at FROM hydra.uses WHERE document = $2 ON CONFLICT DO NOTHING`,
      [into.document, row.document],
    );
    await library.remove([row.document], options);
    yield row;
  }
}

const saysTheSame = (one: PatternRow, other: PatternRow): boolean =>
  one.language === other.language &&
  one.model === other.model &&
  taskLikeness(one.task, other.task) >= sameTask &&
  programLikeness(one.body, other.body) >= sameProgram;
