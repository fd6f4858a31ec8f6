// An error as a report carries it.
import { errorMessage, errorName } from "./encode.ts";
import { UnavailableModule } from "./modules.ts";

const { stringify: quote } = JSON;

/** JSON text of the `error` field, with the innermost place in one of the given files. */
export const outcomeOf = (error: unknown, paths: readonly string[]): string => {
  const name = errorName(error);
  const frames = stackOf(error).matchAll(/([^\s()]+?):(\d+)(?::\d+)?\)?$/gmu);
  const frame = [...frames].find(([, file]) => paths.includes(file ?? ""));
  const module = error instanceof UnavailableModule ? quote(error.module) : "null";
  const place =
    frame === undefined ? '"file":null,"line":null' : `"file":${quote(frame[1])},"line":${frame[2]}`;
  const fields = [
    `"type":${quote(name)}`,
    `"mro":${quote([name, ...classesOf(error)])}`,
    `"message":${quote(errorMessage(error))}`,
  ];
  return `,"error":{${fields.join(",")},${place},"module":${module}}`;
};

const stackOf = (error: unknown): string =>
  error instanceof Error && typeof error.stack === "string" ? error.stack : "";

const classesOf = (error: unknown): string[] => {
  const names: string[] = [];
  for (let kind = error; typeof kind === "object" && kind !== null; kind = Object.getPrototypeOf(kind)) {
    const { name } = (kind as { constructor?: { name?: unknown } }).constructor ?? {};
    if (typeof name === "string" && names.length < 30) names.push(name);
  }
  return names;
};
