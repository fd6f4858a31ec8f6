// spec.md, plan.md and tasks.md in the run's folder are the source of truth: a person's edits between steps are taken over.
import type { ArtifactId, Subtask } from "../../core/domain.ts";
import type { Ports } from "../../core/ports.ts";
import { parseTasks } from "./tasks-md.ts";

const documentNames = ["spec.md", "plan.md", "tasks.md"] as const;
type DocumentName = (typeof documentNames)[number];

type DocumentPorts = Pick<Ports, "folder" | "artifacts" | "events">;

interface DocumentState {
  readonly thread: string;
  readonly documents: Readonly<Record<string, ArtifactId>>;
}

interface ReadBack {
  readonly documents: Record<string, ArtifactId>;
  readonly edits: string[];
  /** Set where tasks.md was edited. */
  readonly subtasks?: Subtask[];
}

/** What of the documents differs from the state, as an update of it. Throws `BAD_INPUT` on a tasks.md that can't be read. */
export const readBack = async (ports: DocumentPorts, state: DocumentState): Promise<ReadBack> => {
  const documents: Record<string, ArtifactId> = {};
  let subtasks: Subtask[] | undefined;
  for (const name of documentNames) {
    const content = await ports.folder.read(state.thread, name);
    if (content === null) continue;
    const id = await ports.artifacts.put(content);
    if (id === state.documents[name]) continue;
    documents[name] = id;
    if (name === "tasks.md") subtasks = parseTasks(content);
    ports.events.emit(state.thread, { type: "edit-read", file: name });
  }
  return { documents, edits: Object.keys(documents), ...(subtasks === undefined ? {} : { subtasks }) };
};

/** Writes documents into the folder and the store; returns their ids for the state. */
export const writeDocuments = async (
  ports: DocumentPorts,
  thread: string,
  contents: Partial<Record<DocumentName, string>>,
): Promise<Record<string, ArtifactId>> => {
  const documents: Record<string, ArtifactId> = {};
  for (const [name, content] of Object.entries(contents)) {
    documents[name] = await ports.artifacts.put(content);
    await ports.folder.write(thread, name, content);
  }
  return documents;
};
