// hydra memory add: files, folders and pages become what Hydra knows.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Added } from "../../app/memory/add.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { showProgress, withKnowledge } from "../with-knowledge.ts";

export const addMemoryAdd = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("add")
    .description("remember files, folders, pages and libraries: Markdown, HTML, text, PDF and source code")
    .argument(
      "<path|url...>",
      "a file, a folder (as version control keeps it), an http(s) address, or npm:NAME[@VERSION], pypi:NAME[==VERSION]",
    );
  withJson(withPlace(command)).action(async (sources: string[], flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory add" },
        async (knowledge, { settings, homes, folder }) => {
          const { addSources, refuseNothing } = await import("../../app/memory/add.ts");
          const { openSourceTools } = await import("../../app/wire/ingest.ts");
          const tools = openSourceTools(settings, { root: folder, home: homes.home });
          // Paths are meant from where the person stands; what they are called is told from the workspace.
          const named = sources.map((source) =>
            /^(?:[a-z][a-z\d+.-]*:\/\/|(?:npm|pypi):)/iu.test(source) ? source : resolve(edge.cwd, source),
          );
          const added = await following(edge, async (watch) =>
            addSources(knowledge, { sources: named, tools }, { signal: edge.signal, ...watch }),
          );
          refuseNothing(added);
          say(edge, flags.json, { data: { ...added, notes: knowledge.notes }, text: summaryOf(added) });
          return 0;
        },
      ),
    ),
  );
};

type Watch = Pick<
  Parameters<typeof import("../../app/memory/add.ts").addSources>[2],
  "onDocument" | "onProblem" | "onIndex"
>;

/** One line for each thing that can't be read, at once; how far it is, for a person at a terminal. */
export const following = async (edge: Edge, work: (watch: Watch) => Promise<Added>): Promise<Added> => {
  const { stderr } = edge;
  const onTerminal = stderr.isTTY === true;
  let open = false;
  const clear = (): void => {
    if (open) stderr.write("\n");
    open = false;
  };
  const indexed = showProgress(edge, "indexed");
  const added = await work({
    onDocument: (documents) => {
      if (!onTerminal) return;
      stderr.write(`\rread ${documents}`);
      open = true;
    },
    onProblem: ({ message, fix }) => {
      clear();
      stderr.write(`left out: ${clause(message)}. Fix: ${clause(fix)}.\n`);
    },
    onIndex: (progress) => {
      clear();
      indexed.onProgress(progress);
    },
  });
  clear();
  indexed.end();
  return added;
};

/** `12 documents added (80 chunks), 3 unchanged, 1 left out`, and what the indexes still owe. */
export const summaryOf = ({ added, unchanged, chunks, problems, passed, index }: Added): string => {
  const waiting = Object.entries(index.left).filter(([, left]) => left > 0);
  return [
    [
      `${count(added, "document")} added (${count(chunks, "chunk")})`,
      `${unchanged} unchanged`,
      `${problems.length} left out`,
      ...(passed === 0 ? [] : [`${passed} passed over (pictures, lock files and the like)`]),
    ].join(", "),
    ...index.down.map((line) => oneLine(line, 300)),
    ...waiting.map(
      ([name, left]) => `${left} still to be indexed (${name}); the next \`hydra memory add\` goes on`,
    ),
  ].join("\n");
};

/** Some failures end in a full stop, some do not. */
const clause = (text: string): string => oneLine(text, 300).replace(/\.+$/u, "");

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
