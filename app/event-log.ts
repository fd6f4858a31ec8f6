// events.jsonl in the run's folder: every event but the ticking of tokens, one JSON object a line, numbered on over restarts.
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventRecord } from "../core/events.ts";

/** Numbers a record and writes it down. */
export type EventLog = (record: EventRecord) => EventRecord;

/**
 * A log that can't be written (a full disk) is given up silently: an event reports, it never decides. The database, whose
 * writes matter, will name the cause.
 */
export const openEventLog = (folder: string): EventLog => {
  const path = join(folder, "events.jsonl");
  const before = readIfThere(path);
  let seq = before.split("\n").filter((line) => line !== "").length;
  let prefix = before === "" || before.endsWith("\n") ? "" : "\n";
  return (record) => {
    if (record.event.type === "model-progress") return { ...record, seq };
    const numbered = { ...record, seq: seq++ };
    try {
      appendFileSync(path, `${prefix}${JSON.stringify(numbered)}\n`);
      prefix = "";
    } catch {
      return numbered;
    }
    return numbered;
  };
};

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
