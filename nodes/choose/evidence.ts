// What the vote may look at, and nothing else: statuses and returned values, no program text, no opinion but a review's.
// `buildEvidence` makes it from what the sandbox said, so that the vote itself stays pure and can be enumerated in tests.
import type { CheckResult } from "../../core/ports.ts";
import { hardOrigins } from "../../core/domain.ts";
import type { Duel, FileRefs, OutcomeStatus, Review, TestCase, TestOrigin } from "../../core/domain.ts";
import { comparable, type Value } from "../../core/values.ts";

export interface TrustedTest {
  readonly id: string;
  readonly origin: Exclude<TestOrigin, "qa">;
  /** Read from text or docstring: it may be wrong, so it ranks but never refutes alone. */
  readonly fallible: boolean;
  /** As people are shown it. */
  readonly text: string;
}

export interface UntrustedTest {
  readonly id: string;
  readonly block: number;
}

export interface CandidateEvidence {
  readonly id: string;
  /** Same content, same hash; the last resort between candidates that nothing else tells apart. */
  readonly hash: string;
  readonly unusable: string | null;
  /** In tokens of code: comments and the layout do not count. */
  readonly size: number;
  /** Of all that is written in it, in characters. */
  readonly length: number;
  /** Null where it never ran. */
  readonly status: CheckResult["status"] | null;
  /** By id of the trusted or untrusted test. */
  readonly outcomes: Readonly<Record<string, OutcomeStatus>>;
  /** Canonical value of each shared call; null where it can't be told. */
  readonly behaviour: readonly (string | null)[];
  readonly reviews: readonly Review[];
}

/** Stages of the vote that can be switched off, to measure what each is worth. */
export interface Stages {
  readonly duel: boolean;
  readonly untrusted: boolean;
  readonly agreement: boolean;
  readonly abstention: boolean;
}

export const allStages: Stages = { duel: true, untrusted: true, agreement: true, abstention: true };

export interface Evidence {
  readonly trusted: readonly TrustedTest[];
  readonly untrusted: readonly UntrustedTest[];
  readonly candidates: readonly CandidateEvidence[];
  readonly duel: Duel | null;
  readonly stages: Stages;
}

export interface Examined {
  readonly id: string;
  readonly files: FileRefs;
  readonly unusable: string | null;
  readonly size: number;
  readonly length: number;
  /** Null where it never ran. */
  readonly result: CheckResult | null;
  readonly reviews: readonly Review[];
}

interface Material {
  /** Trusted and untrusted ones, as they were run. */
  readonly tests: readonly TestCase[];
  /** `CheckJob.calls`, the same for every candidate. */
  readonly calls: readonly string[];
  readonly candidates: readonly Examined[];
  readonly duel: Duel | null;
  readonly stages?: Partial<Stages>;
}

/**
 * Untrusted tests and shared calls that repeat a trusted example are left out: a model that copies the docstring into its
 * tests is no second witness. A test file counts as the tests that it reported for any candidate.
 */
export const buildEvidence = (material: Material): Evidence => {
  const known = subjectsOf(material.tests);
  const fresh = withoutRepeats(material.tests);
  const results = material.candidates.map((candidate) => candidate.result);
  const expanded = fresh.map((test) => ({ test, ids: idsOf(test, results) }));
  const ownCalls = material.calls.flatMap((call, index) => (known.has(squeeze(call)) ? [] : [index]));
  return {
    trusted: expanded.flatMap(({ test, ids }) => {
      const { origin } = test;
      if (origin === "qa") return [];
      const fallible = !hardOrigins.includes(origin);
      return ids.map((id) => ({ id, origin, fallible, text: describe(test, id) }));
    }),
    untrusted: expanded.flatMap(({ test, ids }) =>
      test.origin === "qa" ? ids.map((id) => ({ id, block: test.block })) : [],
    ),
    candidates: material.candidates.map(({ files, result, ...rest }) => ({
      ...rest,
      hash: hashOf(files),
      status: result?.status ?? null,
      outcomes: outcomesOf(expanded, result),
      behaviour: ownCalls.map((index) => told(result?.calls[index])),
    })),
    duel: material.duel,
    stages: { ...allStages, ...material.stages },
  };
};

const told = (value: Value | undefined): string | null => (value === undefined ? null : comparable(value));

/** File paths with the content hashes of their bodies, in a fixed order. */
const hashOf = (files: FileRefs): string =>
  Object.entries(files)
    .map(([path, body]) => `${body} ${path}`)
    .toSorted()
    .join("\n");

const squeeze = (source: string): string => source.replaceAll(/\s+/gu, "");

const subjectOf = (test: TestCase): string | null =>
  test.body.kind === "example" ? squeeze(test.body.call) : null;

const subjectsOf = (tests: readonly TestCase[]): Set<string> =>
  new Set(tests.flatMap((test) => (test.origin === "qa" ? [] : (subjectOf(test) ?? []))));

/** Leaves out QA's tests that repeat a trusted example. */
export const withoutRepeats = (tests: readonly TestCase[]): TestCase[] => {
  const known = [...subjectsOf(tests)];
  return tests.filter((test) => test.origin !== "qa" || !known.some((call) => repeats(test, call)));
};

/** An example of the same call, or an assertion that starts with it, in either language's spelling. */
const repeats = (test: TestCase, call: string): boolean => {
  if (test.body.kind === "example") return squeeze(test.body.call) === call;
  if (test.body.kind !== "assertion") return false;
  return squeeze(test.body.source)
    .replace(/^(?:assert(?:\.\w+)?\(?|expect\()/u, "")
    .startsWith(call);
};

/** A file's tests are known by what it reported for any candidate; a file that reported nothing is one test. */
const idsOf = (test: TestCase, results: readonly (CheckResult | null)[]): string[] => {
  if (test.body.kind !== "file") return [test.id];
  const reported = results.flatMap((result) => result?.outcomes.map((outcome) => outcome.id) ?? []);
  const inner = [...new Set(reported.filter((id) => id.startsWith(`${test.id}::`)))];
  return inner.length === 0 ? [test.id] : inner.toSorted();
};

const outcomesOf = (
  expanded: readonly { test: TestCase; ids: readonly string[] }[],
  result: CheckResult | null,
): Record<string, OutcomeStatus> => {
  const reported = new Map(result?.outcomes.map((outcome) => [outcome.id, outcome.status]));
  return Object.fromEntries(
    expanded.flatMap(({ test, ids }) =>
      ids.map((id) => [id, reported.get(id) ?? reportedForWhole(reported.get(test.id))]),
    ),
  );
};

/** What a file as a whole reported says nothing good about a test in it that left no trace. */
const reportedForWhole = (status: OutcomeStatus | undefined): OutcomeStatus =>
  status === undefined || status === "passed" ? "missing" : status;

const describe = (test: TestCase, id: string): string => {
  const { body } = test;
  if (body.kind === "assertion") return body.source;
  if (body.kind === "io") return `input ${JSON.stringify(body.input)} → ${JSON.stringify(body.output)}`;
  if (body.kind === "file") return id;
  return body.compare === "raises"
    ? `${body.call} raises ${body.expected}`
    : `${body.call} → ${body.expected}`;
};
