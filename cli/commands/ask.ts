// hydra ask: a question answered from what is known, each sentence with its source; or that it is not known.
import type { Command } from "commander";
import type { Asked } from "../../app/memory/ask.ts";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import { countOf } from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";
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
  const { settings, homes } = await look(edge, flags);
  const { openAnswerer, openAskWeb } = await import("../../app/wire/ask.ts");
  const { makeScriptedAnswerer } = await import("../../app/demo/scripted-answerer.ts");
  const { ask } = await import("../../app/memory/ask.ts");
  const web = flags.web ? openAskWeb(settings) : null;
  const chat = flags.demo === true ? makeScriptedAnswerer() : await openAnswerer(settings);
  const knowledge = await edge.openKnowledge({
    settings,
    home: homes.home,
    data: homes.data,
    holder: "hydra ask",
    signal,
  });
  try {
    const { retriever, notes } = knowledge;
    const asked = await ask({ question, limit, mayUseWeb: flags.web, signal }, { retriever, chat, web });
    const data = { ...asked, notes: [...asked.notes, ...notes] };
    say(edge, flags.json, { data, text: describe(data) });
    return asked.outcome === "answered" ? 0 : 1;
  } finally {
    await knowledge.close();
  }
};

const questionLimit = 4_000;

/** All of it was written by others: nothing may steer the terminal. */
const describe = (asked: Asked): string =>
  [
    ...(asked.label === "" ? [] : [`(${asked.label})`]),
    asked.outcome === "answered" ? stripControl(asked.answer) : "Not in what I know.",
    ...(asked.citations.length === 0 ? [] : ["", "Sources"]),
    ...asked.citations.map(({ number, uri, headings, outside, readAt }) =>
      oneLine(
        `[${number}] ${[uri, ...headings].join(" › ")}${outside ? ` (from the web, read ${readAt.slice(0, 10)})` : ""}`,
      ),
    ),
    ...(asked.removed.length === 0 ? [] : ["", "Left out of the answer"]),
    ...asked.removed.map(({ text, reason }) => oneLine(`- ${text} (${reason})`)),
    ...(asked.outcome === "answered"
      ? []
      : ["", `Looked at${asked.lookedAt.length === 0 ? ": nothing" : ""}`]),
    ...(asked.outcome === "answered" ? [] : asked.lookedAt.map((place) => oneLine(`- ${place}`))),
    ...(asked.notes.length === 0 ? [] : ["", "Notes"]),
    ...asked.notes.map((note) => oneLine(`- ${note}`)),
  ].join("\n");
