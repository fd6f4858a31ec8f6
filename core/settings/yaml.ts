// hydra.yaml as a plain object, with the line of every key at hand for error messages.
import { LineCounter, isMap, isNode, isScalar, parseDocument } from "yaml";
import type { Document } from "yaml";
import { configInvalid } from "./explain.ts";

export interface YamlSettings {
  /** The file's content, the caller's to change. */
  readonly value: Record<string, unknown>;
  /** `path:line` of the value at a path, or of the nearest thing above it. */
  locate(path: readonly PropertyKey[]): string;
  /** `path:line` of a key below a path. */
  locateKey(path: readonly PropertyKey[], key: string): string;
}

/** Throws `CONFIG_INVALID` with file and line where the text is not YAML or not a map. */
export const readYaml = (source: { readonly text: string; readonly path: string } | null): YamlSettings => {
  if (source === null) return { value: {}, locate: () => "hydra.yaml", locateKey: () => "hydra.yaml" };
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false });
  const end = source.text.trimEnd().length;
  const at = (offset: number) => `${source.path}:${lines.linePos(Math.min(offset, end)).line}`;
  const [error] = document.errors;
  if (error !== undefined) {
    throw configInvalid(
      `${at(error.pos[0])}: not valid YAML (${error.message.split("\n")[0] ?? ""})`,
      "correct this line",
    );
  }
  const value = asObject(document, source.path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw configInvalid(`${source.path}:1: not a map of settings`, "write lines such as `run:` and `  k: 3`");
  }
  return {
    value: withoutEmptySections(value as Record<string, unknown>),
    locate: (path) => at(offsetOf(document, path)),
    locateKey: (path, key) => at(offsetOfKey(document, path, key)),
  };
};

/** A section whose lines are all commented out reads as null and means nothing. */
const withoutEmptySections = (value: Record<string, unknown>): Record<string, unknown> => {
  const filled = Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
  const { roles } = filled;
  if (typeof roles === "object" && !Array.isArray(roles)) {
    filled["roles"] = Object.fromEntries(Object.entries(roles ?? {}).filter(([, role]) => role !== null));
  }
  return filled;
};

/** Aliases that multiply are refused by the library; its error becomes ours. */
const asObject = (document: Document, path: string): unknown => {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw configInvalid(`${path}: not usable (${String(error)})`, "write the values out instead of aliases");
  }
};

const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

const offsetOfKey = (document: Document, path: readonly PropertyKey[], key: string): number => {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(node)
    ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
};
