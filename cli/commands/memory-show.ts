// hydra memory show: lists what is known, or shows one entry of it.
import type { Command } from "commander";
import type { Shown } from "../../app/memory/show.ts";
import type { KnownDocument } from "../../core/knowledge.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine, stripControl } from "../view/text.ts";
import { withKnowledge } from "../with-knowledge.ts";

export const addMemoryShow = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("show")
    .description("list what is known, or show one entry of it")
    .argument("[name]", "a document's address or id, or a chunk's id");
  withJson(withPlace(command)).action(async (name: string | undefined, flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory show", allowOtherEmbedder: true },
        async (knowledge) => {
          const { signal } = edge;
          if (name === undefined) {
            const documents = await knowledge.library.documents({ signal });
            say(edge, flags.json, { data: { documents }, text: describeAll(documents) });
            return 0;
          }
          const { showEntry } = await import("../../app/memory/show.ts");
          const shown = await showEntry(knowledge, name, { signal });
          say(edge, flags.json, { data: shown, text: describeOne(shown) });
          return 0;
        },
      ),
    ),
  );
};

const describeAll = (documents: readonly KnownDocument[]): string =>
  documents.length === 0
    ? "nothing is known yet; `hydra memory add PATH` changes that"
    : documents
        .map(
          ({ id, kind, addedAt, uri }) =>
            `${id}  ${kind.padEnd(8)}  ${addedAt.slice(0, 10)}  ${oneLine(uri)}`,
        )
        .join("\n");

const describeOne = ({ document, chunks }: Shown): string =>
  [
    `${oneLine(document.title)}  (${document.kind}, ${oneLine(document.uri)}, added ${document.addedAt})`,
    ...chunks.map(({ id, headings, context, text }) =>
      [
        "",
        `${id}  ${oneLine(headings.join(" > "))}`,
        ...(context === "" ? [] : [`[${oneLine(context, 400)}]`]),
        stripControl(text),
      ].join("\n"),
    ),
  ].join("\n");
