// hydra ask: a question answered from what is known, each sentence with its source; or that it is not known.
import type { Command } from "commander";
import type { Asked } from "../../app/memory/ask.ts";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import { countOf } from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withModels, withPlace } from "../options.ts";
import { withKnowledge } from "../with-knowledge.ts";
import { oneLine, stripControl } from "../view/text.ts";

interface AskFlags extends PlaceOptions, LimitOptions {
  readonly limit: string;
  readonly web: boolean;
  readonly demo?: boolean;
}

export const addAsk = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("ask")
    .description("answer a question from what is known, with its sources; exit code 1 where it is not known")
    .argument("<question...>", "in quotes, or as words")
    .option("--limit <n>", "passages that are looked at", "8")
    .option("--no-web", "do not ask the web, whatever is configured")
    .option("--demo", "answered by the scripted model, which says so");
  withJson(withPlace(withModels(command))).action(async (words: string[], flags: AskFlags) =>
    act(async () => askQuestion(edge, words.join(" ").trim(), flags)),
  );
};

const askQuestion = async (edge: Edge, question: string, flags: AskFlags): Promise<ExitCode> => {
  const { signal } = edge;
  if (question === "" || question.length > questionLimit)
    throw new HydraError("BAD_INPUT", `the question has ${question.length} characters`, {
      fix: `ask something in 1 to ${questionLimit} characters`,
    });
  const limit = countOf(flags.limit, "--limit", 50);
  const { openAnswerer, openAskWeb } = await import("../../app/wire/ask.ts");
  const { makeScriptedAnswerer } = await import("../../app/demo/scripted-answerer.ts");
  const { ask } = await import("../../app/memory/ask.ts");
  return withKnowledge(edge, { flags, name: "hydra ask" }, async ({ retriever, notes }, { settings }) => {
    const web = flags.web ? openAskWeb(settings) : null;
    const chat = flags.demo === true ? makeScriptedAnswerer() : await openAnswerer(settings);
    const asked = await ask({ question, limit, mayUseWeb: flags.web, signal }, { retriever, chat, web });
    const data = { ...asked, notes: [...asked.notes, ...notes] };
    say(edge, flags.json, { data, text: describe(data) });
    return asked.outcome === "answered" ? 0 : 1;
  });
};

const questionLimit = 4_000;

/** All of it was written by others: nothing may steer the terminal. */
const describe = (asked: Asked): string => {
  const { label, outcome, answer, citations, removed, notes } = asked;
  return [
    ...(label === "" ? [] : [`(${label})`]),
    ...(outcome === "answered" ? [stripControl(answer)] : ["Not in what I know.", ...lookedAt(asked)]),
    ...titled("Sources", citations.map(sourceLine)),
    ...titled(
      "Left out of the answer",
      removed.map(({ text, reason }) => `- ${text} (${reason})`),
    ),
    ...titled(
      "Notes",
      notes.map((note) => `- ${note}`),
    ),
  ].join("\n");
};

const lookedAt = ({ lookedAt: places }: Asked): string[] =>
  places.length === 0
    ? ["Nothing was found to look at: `hydra memory add PATH` makes documents known."]
    : titled(
        "Looked at",
        places.map((place) => `- ${place}`),
      );

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => oneLine(line))];

const sourceLine = ({ number, uri, headings, outside, readAt }: Asked["citations"][number]): string =>
  `[${number}] ${[uri, ...headings].join(" › ")}${outside ? ` (from the web, read ${readAt.slice(0, 10)})` : ""}`;
