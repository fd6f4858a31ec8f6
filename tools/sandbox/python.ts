// Python tests: sources are read by Python itself, in a process without a candidate (harness/python/prepare.py).
import { readFile } from "node:fs/promises";
import type { TestCase } from "../../core/domain.ts";
import { judgeError, judgeSightings, judgeValue } from "./judge.ts";
import { type Dialect, planText, planUnsupported, type Preparation, whyUnprepared } from "./plan.ts";
import type { Duties, Report, Site } from "./protocol.ts";

const language = "python";
/** In this order they are one module. */
const parts = ["values", "names", "lacking", "pristine", "shims", "prepare", "candidate", "testfile", "run"];

export const readPythonHarness = async (): Promise<string> => {
  const folder = new URL("./harness/python/", import.meta.url);
  return (await Promise.all(parts.map((part) => readFile(new URL(`${part}.py`, folder), "utf8")))).join(
    "\n\n",
  );
};

export const makePythonDialect = (): Dialect => {
  let harness: Promise<string> | undefined;
  return {
    engine: "python",
    harness: () => (harness ??= readPythonHarness()),
    program: (files) => Promise.resolve({ files, error: null, locate: (_file, line) => line }),
    call: (expression) => Promise.resolve({ kind: "value", setup: "", call: expression }),
    prepare: (test) => Promise.resolve(prepare(test)),
  };
};

const prepare = ({ body }: TestCase): Preparation => {
  switch (body.kind) {
    case "io":
      return planText({ kind: "io", input: body.input }, body.output, "prints");
    case "assertion":
      return prepareSource({ kind: "assertion", source: body.source });
    case "file":
      return prepareSource({ kind: "file", path: body.path, source: body.content, names: [], skip: [] });
    case "example": {
      const item = { kind: "value", setup: body.setup ?? "", call: body.call } as const;
      if (body.compare === "raises" || body.compare === "prints")
        return planText(item, body.expected, body.compare);
      return prepareExample(item, body.expected, body.compare === "approx");
    }
    default:
      return planUnsupported("This kind of test is not known.");
  }
};

const prepareExample = (
  item: { kind: "value"; setup: string; call: string },
  expected: string,
  approximate: boolean,
): Preparation => ({
  item: { kind: "expected", setup: item.setup, source: expected },
  finish: (run) => {
    const value = run?.reports[0]?.value;
    if (value !== undefined && !/\["[xo]"/u.test(JSON.stringify(value))) {
      const how = { language, ...(approximate && { tolerance: 1e-6 }) } as const;
      return {
        kind: "run",
        item,
        names: [],
        judge: (report) => (report.value === undefined ? lost(report) : judgeValue(report.value, value, how)),
      };
    }
    const site: Site = { op: approximate ? "approx" : "==", line: 1, text: `${item.call} == ${expected}` };
    const source = `${item.setup}\n__both__(0, (${item.call}\n), (${expected}\n), "==")`;
    return { kind: "run", item: { kind: "script", source }, names: [], judge: judgeSites([site]) };
  },
});

const prepareSource = (item: Extract<Preparation["item"], { source: string }>): Preparation => ({
  item,
  finish: (run) => {
    const report = run?.reports[0];
    if (report?.source === undefined) return { kind: "unsupported", message: whyUnprepared(run) };
    const { source, table = [], names = [], duties = {}, lacking = {} } = report;
    const judge = judgeSites(table, duties);
    if (item.kind !== "file")
      return { kind: "run", item: { kind: "script", source }, names: [], lacking, judge };
    return { kind: "run", item: { ...item, source, names }, names, lacking, judge };
  },
});

const judgeSites =
  (table: readonly Site[], duties: Readonly<Record<string, Duties>> = {}) =>
  (report: Report) =>
    judgeSightings(report.sites, table, {
      language,
      error: report.error,
      duties: duties[report.name ?? "module"],
    });

const lost = (report: Report) =>
  report.error === undefined
    ? ({ status: "error", message: "The call returned nothing that can be read." } as const)
    : judgeError(report.error);
