// `--models scripted`: a model that knows nothing of any task, for trying the plumbing of an evaluation. Three canned
// programs for whatever functions a request names, one canned test, no opinion. It never poses as a model.
import { approachNames, Role } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { ChatModel, ChatRequest } from "../../core/ports.ts";

/** Throws `OUTPUT_INVALID` for whatever is no draft and no block of tests. */
export const makeScriptedStub = (): ChatModel => ({
  identity: { kind: "scripted", roles: Object.fromEntries(Role.options.map((role) => [role, model])) },
  text: async (request, { signal }) => {
    signal.throwIfAborted();
    return { text: answer(request), model, usage: { prompt: 0, completion: 0 } };
  },
  object: async (request, _schema, { signal }) => {
    signal.throwIfAborted();
    throw silent(request);
  },
});

const model = "scripted:stub";

const answer = (request: ChatRequest): string => {
  const text = request.sections.map((section) => section.text).join("\n");
  const python = /```python|\(python\)|\bpython assertions\b/u.test(text);
  const names = namesIn(text);
  const approach = /\/draft\/([a-z]+)/u.exec(request.key)?.[1];
  const place = approachNames.findIndex((name) => name === approach);
  if (place >= 0) return fenced(names.map((name) => program(name, place, python)).join("\n"), python);
  if (!/\/tests\/\d+$/u.test(request.key)) throw silent(request);
  const name = names.at(-1) ?? "solution";
  return fenced(python ? `assert ${name}(1) == 1` : `assert.deepStrictEqual(${name}(1), 1);`, python);
};

/** Functions that the request defines or, where it defines none, asserts about. */
const namesIn = (text: string): string[] => {
  const defined = /\bdef ([A-Za-z_]\w*) ?\(|\bfunction ([\w$]+) ?\(|\bconst ([\w$]+) = (?:async )?\(/gu;
  const asserted = /\bassert ([A-Za-z_]\w*)\(|\bassert\.\w+\(([\w$]+)\(/gu;
  const found = [defined, asserted].map((shape) =>
    [...text.matchAll(shape)].map((match) => match.slice(1).find((name) => name !== undefined) ?? ""),
  );
  const names = new Set(found.find((list) => list.length > 0));
  return names.size === 0 ? ["solution"] : [...names];
};

/** Returns nothing, returns its first argument, raises. */
const program = (name: string, place: number, python: boolean): string => {
  const [nothing, first, raised] = python
    ? ["return None", "return arguments[0] if arguments else None", 'raise ValueError("scripted")']
    : ["return undefined;", "return given[0];", 'throw new Error("scripted");'];
  const body = [nothing, first, raised][place] ?? "";
  return python
    ? `def ${name}(*arguments):\n    ${body}\n`
    : `export function ${name}(...given) {\n  ${body}\n}\n`;
};

const fenced = (code: string, python: boolean): string =>
  `\`\`\`${python ? "python" : "javascript"}\n${code.trimEnd()}\n\`\`\``;

const silent = ({ key }: ChatRequest): HydraError =>
  new HydraError("OUTPUT_INVALID", `the scripted stub has no answer to ${key}`, {
    fix: "nothing is to be done: the run goes on without this answer",
    details: { key },
  });
