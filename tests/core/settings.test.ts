// Precedence, names, and the one line that a person gets for each mistake.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isHydraError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { SettingSources } from "../../core/settings.ts";
import { parseSettings } from "../../core/settings.ts";

const parse = (sources: Partial<SettingSources> & { text?: string }) => {
  const { text, ...rest } = sources;
  return parseSettings({
    flags: {},
    env: {},
    yaml: text === undefined ? null : { text, path: "/project/hydra.yaml" },
    cwd: "/work",
    userDataDir: "/person",
    ...rest,
  });
};

const failure = (sources: Parameters<typeof parse>[0]) => {
  try {
    parse(sources);
  } catch (error) {
    if (isHydraError(error)) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

describe("precedence", () => {
  test("defaults stand where nobody said anything", () => {
    const settings = parse({});
    expect(settings.run.k).toBe(3);
    expect(settings.home).toBe(".hydra");
    expect(settings.data).toBe("/person");
    expect(settings.roles.default).toBeUndefined();
  });

  test("flags over environment over hydra.yaml over defaults", () => {
    const text = "run: {k: 4, parallel: 5}\nbudget: {tokens: 7, seconds: 8}\n";
    const env = { HYDRA_K: "5", HYDRA_BUDGET_TOKENS: "9" };
    const settings = parse({ text, env, flags: { k: "6" } });
    expect(settings.run).toEqual({ k: 6, parallel: 5 });
    expect(settings.budget).toEqual({ tokens: 9, seconds: 8, steps: 200 });
  });

  test("an empty variable is no setting", () => {
    expect(parse({ env: { HYDRA_K: "", HYDRA_MODEL: " " }, text: "run: {k: 4}" }).run.k).toBe(4);
  });

  test("folders start at whoever named them", () => {
    expect(parse({ text: "home: state\ndata: mine" })).toMatchObject({
      home: "/project/state",
      data: "/project/mine",
    });
    expect(parse({ text: "home: state", env: { HYDRA_HOME: "here" } }).home).toBe("/work/here");
    expect(parse({ env: { HYDRA_HOME: "/x" }, flags: { home: "y" } }).home).toBe("/work/y");
  });

  test("`none` lifts a limit", () => {
    expect(parse({ env: { HYDRA_BUDGET_SECONDS: "none" } }).budget.seconds).toBeNull();
    expect(parse({ flags: { budgetTokens: "none" } }).budget.tokens).toBeNull();
    expect(parse({ text: "budget:\n  steps: null\n" }).budget.steps).toBeNull();
  });

  test("a section whose lines are commented out means nothing", () => {
    const text = "run:\n  # k: 5\nroles:\n  qa:\n  judge: {model: m}\n";
    const settings = parse({ text });
    expect(settings.run.k).toBe(3);
    expect(settings.roles).toEqual({ judge: { model: "m" } });
  });
});

describe("models", () => {
  test("one endpoint and one model for all roles", () => {
    const settings = parse({
      env: { HYDRA_BASE_URL: "http://gpu:8080/v1", HYDRA_MODEL: "qwen", HYDRA_API_KEY: "secret" },
    });
    expect(settings.endpoints).toEqual({
      default: { url: "http://gpu:8080/v1", apiKey: "secret", dialect: "auto" },
    });
    expect(settings.roles).toEqual({ default: { endpoint: "default", model: "qwen" } });
  });

  const text = `
endpoints:
  small: {url: "http://small:1", apiKey: theirs}
  large: {url: "http://large:1"}
roles:
  default: {endpoint: small, model: s, temperature: 0.3}
  architect: {endpoint: large, model: l, contextTokens: 9000}
`;

  test("a server named for all roles replaces what the file says, and never gets another server's key", () => {
    const settings = parse({ text, flags: { baseUrl: "http://one:1", model: "m" } });
    expect(settings.endpoints["default"]).toEqual({ url: "http://one:1", dialect: "auto" });
    expect(settings.roles.default).toEqual({ endpoint: "default", model: "m", temperature: 0.3 });
    expect(settings.roles.architect).toEqual({ contextTokens: 9000 });
  });

  test("a flag's server takes the environment's key", () => {
    const settings = parse({ env: { HYDRA_API_KEY: "k" }, flags: { baseUrl: "http://one:1" } });
    expect(settings.endpoints["default"]).toMatchObject({ url: "http://one:1", apiKey: "k" });
  });

  test("one role can differ", () => {
    const env = {
      HYDRA_BASE_URL: "http://one:1",
      HYDRA_MODEL: "m",
      HYDRA_QA_BASE_URL: "http://two:1",
      HYDRA_QA_API_KEY: "k",
      HYDRA_WORKER_BACKEND_MODEL: "coder",
      HYDRA_JUDGE_TEMPERATURE: "0",
      HYDRA_JUDGE_CONTEXT: "4096",
      HYDRA_JUDGE_PARALLEL: "2",
    };
    const settings = parse({ env });
    expect(settings.roles).toEqual({
      default: { endpoint: "default", model: "m" },
      qa: { endpoint: "qa" },
      "worker-backend": { model: "coder" },
      judge: { endpoint: "judge", temperature: 0, contextTokens: 4096 },
    });
    expect(settings.endpoints).toEqual({
      default: { url: "http://one:1", dialect: "auto" },
      qa: { url: "http://two:1", apiKey: "k", dialect: "auto" },
      judge: { url: "http://one:1", parallel: 2, dialect: "auto" },
    });
  });

  test("the only endpoint of a file serves all roles", () => {
    expect(parse({ text: "endpoints: {gpu: {url: 'http://g:1'}}" }).roles.default).toEqual({
      endpoint: "gpu",
    });
  });

  test("a key without a server is said", () => {
    expect(failure({ env: { HYDRA_QA_API_KEY: "k" } })).toMatchObject({
      code: "CONFIG_INVALID",
      fix: "set HYDRA_QA_BASE_URL too",
    });
  });

  test("a role that names no known endpoint is said, with its line", () => {
    const error = failure({ text: "endpoints: {a: {url: 'http://a:1'}}\nroles:\n  qa: {endpoint: b}\n" });
    expect(error.message).toContain("/project/hydra.yaml:3");
    expect(error.message).toContain('"b"');
  });
});

describe("mistakes", () => {
  test.each([
    ["unknown key", "run:\n  k: 3\nbudgt: {}\n", "/project/hydra.yaml:3", "budget"],
    ["unknown nested key", "run:\n  kk: 3\n", "/project/hydra.yaml:2", "run.kk"],
    ["unknown role", "roles:\n  architekt: {}\n", "/project/hydra.yaml:2", "architect"],
    ["unknown endpoint field", "endpoints:\n  a:\n    uri: 'http://a'\n", "/project/hydra.yaml:3", "url"],
    ["not YAML", "run:\n  k: [1\n", "/project/hydra.yaml:", "YAML"],
    ["a tab", "run:\n\tk: 1\n", "/project/hydra.yaml:2", "YAML"],
    ["a key twice", "run: {k: 1}\nrun: {k: 2}\n", "/project/hydra.yaml:2", "YAML"],
    ["a list", "- a\n", "/project/hydra.yaml:1", "map"],
    ["wrong kind", "run:\n  k: many\n", "/project/hydra.yaml:2", "number"],
    ["out of range", "\nrun:\n  k: 99\n", "/project/hydra.yaml:3", "at most 9"],
    ["section of the wrong kind", "roles: 5\n", "/project/hydra.yaml:1", "object"],
    ["role of the wrong kind", "roles: {qa: 5}\n", "/project/hydra.yaml:1", "object"],
    ["not a URL", "endpoints: {a: {url: 'localhost:80'}}\n", "/project/hydra.yaml:1", "http://"],
    ["no url", "endpoints:\n  a: {apiKey: x}\n", "/project/hydra.yaml:2", "url"],
    ["choice", "sandbox: {tier: none}\n", "/project/hydra.yaml:1", "auto, docker, wasm"],
  ])("%s", (_, text, place, word) => {
    const error = failure({ text });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(place);
    expect(`${error.message} ${error.fix}`).toContain(word);
    expect(error.message).not.toContain("\n");
  });

  test("an alias bomb", () => {
    const text = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f"].map((n, i) => `${n}: &${n} [${Array(9).fill(`*${"abcdef"[i]}`).join(",")}]`).join("\n")}\n`;
    expect(failure({ text }).code).toBe("CONFIG_INVALID");
  });

  test("an unknown variable, with the nearest known one", () => {
    expect(failure({ env: { HYDRA_MODLE: "x" } })).toMatchObject({
      code: "CONFIG_INVALID",
      message: "HYDRA_MODLE is not a variable that Hydra knows (nearest: HYDRA_MODEL)",
      fix: "use HYDRA_MODEL, or unset HYDRA_MODLE",
    });
    expect(failure({ env: { HYDRA_CONSTRUCTOR: "x" } }).code).toBe("CONFIG_INVALID");
  });

  test("variables of tests, evaluations and the launcher are nobody's setting", () => {
    const env = { HYDRA_TEST_X: "1", HYDRA_EVAL_Y: "1", HYDRA_WIRE: "z", HYDRA_NODE: "n", HYDRA_DEBUG: "1" };
    expect(parse({ env }).run.k).toBe(3);
  });

  test("a flag and a variable are named as they were typed", () => {
    expect(failure({ flags: { budgetTokens: "lots" } }).message).toContain("--budget-tokens");
    expect(failure({ flags: { k: "0" } }).message).toBe("--k: run.k is 0 (at least 1 is needed)");
    expect(failure({ env: { HYDRA_SANDBOX: "vm" } }).message).toContain("HYDRA_SANDBOX");
    expect(failure({ flags: { model: " " } }).message).toContain("--model is empty");
  });

  test("a secret is not repeated", () => {
    const error = failure({ env: { HYDRA_POSTGRES_URL: "mysql://me:hunter2@db" } });
    expect(error.message).toContain("HYDRA_POSTGRES_URL");
    expect(error.message).not.toContain("hunter2");
  });
});

test("nearest finds a slip and no more than a slip", () => {
  expect(nearest("buget", ["budget", "run"])).toBe("budget");
  expect(nearest("BUDGET", ["budget"])).toBe("budget");
  expect(nearest("kangaroo", ["budget", "run"])).toBeNull();
  expect(nearest("x", [])).toBeNull();
  expect(nearest("rnu", ["run"])).toBe("run");
  expect(nearest("--nope", ["--home"])).toBeNull();
  expect(nearest("HYDRA_NONSENSE", ["HYDRA_CONTEXT"])).toBeNull();
});

test("the example file sets its one server, and each of its commented lines is a valid setting at its default", () => {
  const text = readFileSync(new URL("../../hydra.example.yaml", import.meta.url), "utf8");
  const { endpoints, roles, ...rest } = parse({ text });
  const { endpoints: none, roles: nobody, ...defaults } = parse({});
  expect([none, nobody]).toEqual([{}, {}]);
  expect(rest).toEqual(defaults);
  expect(endpoints).toEqual({ local: { url: "http://localhost:8080", dialect: "auto" } });
  expect(roles).toEqual({ default: { endpoint: "local" } });
  const uncommented = text.replaceAll(/^(\s*)# (?=[\w-]+: )/gmu, "$1").replace("  # judge:", "  judge:");
  const { sandbox, run, budget } = parse({ text: uncommented });
  expect({ sandbox: { ...sandbox, image: undefined }, run, budget }).toEqual({
    sandbox: { ...defaults.sandbox, image: undefined },
    run: defaults.run,
    budget: defaults.budget,
  });
});
