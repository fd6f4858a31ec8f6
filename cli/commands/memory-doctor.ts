// hydra memory doctor: what is wrong with memory, and the fix.
import type { Command } from "commander";
import type { Diagnosis } from "../../app/memory/doctor.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { withKnowledge } from "../with-knowledge.ts";

export const addMemoryDoctor = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("doctor")
    .description("tell what is wrong with memory, and the fix; 4 where an index is not as it should be")
    .option("--repair", "tell the indexes what they miss, and remove from them what is not known");
  withJson(withPlace(command)).action(async (flags: PlaceOptions & { repair?: boolean }) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory doctor", allowOtherEmbedder: true },
        async (knowledge, { folder }) => {
          const { diagnose } = await import("../../app/memory/doctor.ts");
          const found = await diagnose(knowledge, {
            signal: edge.signal,
            folder,
            repair: flags.repair === true,
          });
          const data = { ...found, drifts: found.drifts.map(counted), notes: knowledge.notes };
          say(edge, flags.json, { data, text: describe(found, knowledge.notes) });
          return found.healthy ? 0 : 4;
        },
      ),
    ),
  );
};

type Drift = Diagnosis["drifts"][number];

/** The ids of what is adrift may be a hundred thousand. */
const counted = ({ missing, orphaned, ...drift }: Drift) => ({
  ...drift,
  missing: missing.length,
  orphaned: orphaned.length,
});

const describe = (found: Diagnosis, notes: readonly string[]): string =>
  [
    `known      ${found.documents} documents, ${found.chunks} chunks`,
    ...found.generations.map(
      ({ name, model, dims, state }) =>
        `vectors    ${name} ${state}: ${oneLine(model)}, ${dims} dimensions${state === "filling" ? "; `hydra memory reindex` goes on with it" : ""}`,
    ),
    ...found.drifts.map(describeDrift),
    ...found.backlog.map(
      ({ queue, puts, removals }) => `waiting    ${queue}: ${puts} to be put, ${removals} to be removed`,
    ),
    ...found.down.map((line) => `down       ${oneLine(line, 500)}`),
    ...found.empty.map(({ chunk }) => `empty      ${chunk}; fix: \`hydra memory forget ${chunk}\``),
    ...found.hollow.map(({ uri }) => `empty      ${oneLine(uri)} has no text`),
    ...found.duplicates.map(describeEqual),
    ...found.stale.map(({ document: { uri }, why }) => describeStale(oneLine(uri), why)),
    ...notes.map((note) => `note       ${oneLine(note)}`),
    ...(found.repaired === null
      ? []
      : [`repaired   ${found.repaired.queued} queued, ${found.repaired.indexed} told to the indexes`]),
    found.healthy ? "all indexes have what is known" : unhealthy(found),
  ].join("\n");

const describeEqual = ({ text, chunks }: Diagnosis["duplicates"][number]): string =>
  `equal      ${chunks.length} chunks: ${oneLine(text, 60)}; fix: \`hydra memory forget ${chunks[1] ?? ""}\``;

const describeDrift = ({ index, name, missing, orphaned }: Drift): string =>
  `${index.padEnd(10)} ${oneLine(name)}: ${missing.length + orphaned.length === 0 ? "ok" : `${missing.length} missing, ${orphaned.length} that nothing is known of`}`;

const describeStale = (uri: string, why: "gone" | "newer"): string =>
  why === "gone"
    ? `stale      ${uri} is gone; fix: \`hydra memory forget ${uri}\``
    : `stale      ${uri} has changed; fix: \`hydra memory add ${uri}\``;

const unhealthy = ({ repaired }: Diagnosis): string =>
  repaired === null
    ? "fix: `hydra memory doctor --repair`"
    : "fix: start what is down, then `hydra memory doctor --repair` again";
