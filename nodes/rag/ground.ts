// Each claim is held against what it cites: words and numbers first, then a model's judgement, which can only take away.
import { z } from "zod";
import { attempt } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { Claim, RagSlice } from "../../core/rag-state.ts";
import { groundPrompt } from "../../prompts/rag.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { fenced, readSources, type Source } from "./read.ts";
import { faultOf } from "./support.ts";

type GroundSlice = Pick<
  RagSlice,
  "thread" | "passages" | "strips" | "claims" | "standing" | "writtenBy" | "attempts"
>;

export const makeGround = (ports: Pick<RagPorts, "events" | "artifacts" | "chat">) =>
  step(ports, "ground", async (slice: GroundSlice, options) => {
    const sources = await readSources(slice, ports);
    const held = slice.claims.map((claim) => ({ ...claim, unsupported: faultIn(claim, sources) }));
    const judged =
      slice.writtenBy === "model" ? await judge(held, { slice, sources, chat: ports.chat, options }) : held;
    const worse = judged.every(({ unsupported }) => unsupported !== null);
    return { claims: worse ? [...slice.standing, ...judged] : judged };
  });

/** A source is what was shown of it: what was left out by refinement can't be cited. */
const faultIn = ({ text, cites }: Claim, sources: readonly Source[]): string | null =>
  faultOf(
    text,
    sources.filter(({ passage }) => cites.includes(passage.id)).map(({ sentences }) => sentences.join("\n")),
  );

const Judgement = z.object({ unsupported: z.array(z.number().int()) });

interface Judging {
  readonly slice: Pick<RagSlice, "thread" | "attempts">;
  readonly sources: readonly Source[];
  readonly chat: RagPorts["chat"];
  readonly options: Abort;
}

const judge = async (
  claims: readonly Claim[],
  { slice, sources, chat, options }: Judging,
): Promise<Claim[]> => {
  const open = claims.filter(({ unsupported }) => unsupported === null);
  if (chat === null || open.length === 0) return [...claims];
  const { thread, attempts } = slice;
  const ids = sources.map(({ passage }) => passage.id);
  const prompt = groundPrompt({
    claims: open.map(({ text, cites }) => ({
      origin: `the answer, citing ${cites.map((id) => `[${ids.indexOf(id) + 1}]`).join("")}`,
      readAt: "just now",
      text,
    })),
    sources: sources.map(fenced),
    secret: thread,
  });
  const request = { thread, key: `rag/ground/${attempts}`, role: "judge", temperature: 0 } as const;
  const answered = await attempt(() => chat.object({ ...request, ...prompt }, Judgement, options));
  if (!answered.ok) return [...claims];
  const refused = new Set(open.filter((_, at) => answered.value.unsupported.includes(at + 1)));
  return claims.map((claim) =>
    refused.has(claim) ? { ...claim, unsupported: "a model found that its source does not say it" } : claim,
  );
};
