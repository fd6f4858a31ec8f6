import { expect, test } from "vitest";
import { HydraConfig } from "../../core/config.ts";
import { Role } from "../../core/domain.ts";
import { isHydraError } from "../../core/errors.ts";
import type { ServedEndpoint } from "../../models/detect.ts";
import type { ServedModel } from "../../models/dialects/listing.ts";
import { resolveRoles } from "../../models/roles.ts";

const model = (id: string, more: Partial<ServedModel> = {}): ServedModel => ({
  id,
  aliases: [],
  contextTokens: 8_192,
  loaded: true,
  parallel: null,
  chat: true,
  ...more,
});

const endpoint = (name: string, models: readonly ServedModel[] | null): ServedEndpoint => ({
  name,
  url: `http://127.0.0.1/${name}`,
  dialect: "openai",
  models,
  parallel: 1,
});

const resolve = (found: readonly ServedEndpoint[], config: unknown = {}) => {
  const probed = [
    { name: "dead", url: "http://127.0.0.1:9", dialect: null, outcome: "nothing listens there" },
  ];
  return resolveRoles(HydraConfig.parse(config), { found, probed });
};

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (isHydraError(error))
      return { code: error.code, said: `${error.message} ${error.fix}`, details: error.details };
    throw error;
  }
  throw new Error("it was expected to fail");
};

test("one endpoint with one model serves all roles without any configuration", () => {
  const seats = resolve([endpoint("main", [model("only")])]);
  expect(Object.keys(seats)).toEqual(Role.options);
  for (const seat of Object.values(seats))
    expect(seat).toMatchObject({ model: "only", endpoint: { name: "main" } });
});

test.each([
  ["loaded before not loaded", [model("big-70b", { loaded: false }), model("small-1b")], "small-1b"],
  ["a coder before a general one", [model("llama-3-8b"), model("qwen2.5-coder-7b")], "qwen2.5-coder-7b"],
  ["the larger one", [model("coder:1.5b"), model("coder:14b"), model("coder:500m")], "coder:14b"],
  ["never an embedder", [model("nomic-embed", { chat: false }), model("tiny")], "tiny"],
  ["the first of equals", [model("one"), model("two")], "one"],
])("among several: %s", (_why, models, chosen) => {
  expect(resolve([endpoint("main", models)]).qa.model).toBe(chosen);
});

test("a role's settings win over the default's, field by field", () => {
  const found = [endpoint("a", [model("m1")]), endpoint("b", [model("m2", { aliases: ["alias"] })])];
  const seats = resolve(found, {
    endpoints: { a: { url: "http://x" }, b: { url: "http://y" } },
    roles: {
      default: { endpoint: "a", temperature: 0.1, timeoutMs: 5_000 },
      judge: { endpoint: "b", model: "alias", contextTokens: 4_096, maxTokens: 64 },
    },
  });
  expect(seats.qa).toMatchObject({
    endpoint: { name: "a" },
    model: "m1",
    temperature: 0.1,
    contextTokens: null,
  });
  expect(seats.judge).toMatchObject({
    endpoint: { name: "b" },
    model: "alias",
    temperature: 0.1,
    timeoutMs: 5_000,
    contextTokens: 4_096,
    maxTokens: 64,
  });
});

test("a named model is found on whichever endpoint serves it", () => {
  const found = [endpoint("a", [model("m1")]), endpoint("b", [model("m2")])];
  expect(resolve(found, { roles: { default: { model: "m2" } } }).architect.endpoint.name).toBe("b");
});

test("an endpoint that does not list its models is believed where the model is named", () => {
  expect(resolve([endpoint("a", null)], { roles: { default: { model: "m" } } }).qa.model).toBe("m");
});

test.each([
  ["nothing found", [], {}, "NO_MODEL", /No model server/u],
  [
    "nothing configured that answers",
    [],
    { endpoints: { dead: { url: "http://x" } } },
    "NO_MODEL",
    /No configured endpoint.*nothing listens there/u,
  ],
  [
    "an unknown endpoint",
    [endpoint("a", [model("m")])],
    { roles: { qa: { endpoint: "x" } } },
    "CONFIG_INVALID",
    /roles\.qa\.endpoint.*“x”.*one of: a/u,
  ],
  [
    "a model that is not served",
    [endpoint("a", [model("m1"), model("m2")])],
    { roles: { default: { model: "m3" } } },
    "MODEL_MISSING",
    /“m3”.*one of: m1, m2/u,
  ],
  ["only embedders", [endpoint("a", [model("e", { chat: false })])], {}, "MODEL_MISSING", /no chat model/u],
  ["a listing behind a key", [endpoint("a", null)], {}, "MODEL_UNAUTHORISED", /apiKey/u],
  [
    "a configured endpoint that is not there",
    [endpoint("a", [model("m")])],
    { endpoints: { dead: { url: "http://127.0.0.1:9" } }, roles: { default: { endpoint: "dead" } } },
    "MODEL_UNREACHABLE",
    /“dead” \(http:\/\/127\.0\.0\.1:9\).*nothing listens/u,
  ],
] as const)("%s", (_what, found, config, code, says) => {
  const failure = codeOf(() => resolve(found, config));
  expect(failure.code).toBe(code);
  expect(failure.said).toMatch(says);
});

test("NO_MODEL carries what was probed", () => {
  expect(codeOf(() => resolve([])).details["probed"]).toMatchObject([{ outcome: "nothing listens there" }]);
});
