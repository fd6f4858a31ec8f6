// The doctor names what is missing and the fix; init writes what was found.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DoctorProbes, machineProbes } from "../../app/doctor/probes.ts";
import { examine } from "../../app/doctor.ts";
import { initialise } from "../../app/init.ts";
import { exampleEndpoints, settingsFile } from "../../app/settings-file.ts";
import { HydraError } from "../../core/errors.ts";
import { parseSettings } from "../../core/settings.ts";
import { temporary } from "../support/temporary.ts";

const healthy: DoctorProbes = {
  nodeVersion: "24.21.0",
  sandbox: async () => ({ tier: "docker", detail: "engine 27" }),
  docker: async () => null,
  database: async () => "built in",
  models: async () => ({
    found: [
      {
        name: "ollama",
        url: "http://127.0.0.1:11434",
        dialect: "ollama",
        models: [],
        parallel: 1,
        apiKey: undefined,
      },
    ],
    probed: [{ name: "ollama", url: "http://127.0.0.1:11434", dialect: "ollama", outcome: "Ollama with m" }],
  }),
  embedder: async () => ({ kind: "semantic", found: "all-MiniLM-L6-v2, 384 dimensions" }),
  reranker: async () => "ms-marco in a process of Hydra's",
  git: async () => "git version 2",
  disk: async () => ({ path: "/", freeBytes: 50 * 2 ** 30 }),
};

const finding = async (name: string, change: Partial<DoctorProbes>) =>
  (await examine({ ...healthy, ...change })).find((one) => one.name === name);

const noModels = async () => ({
  found: [],
  probed: [{ name: "x", url: "http://127.0.0.1:8080", dialect: null, outcome: "nothing answers" }],
});

const wasm = async () => ({ tier: "wasm" as const, detail: "Pyodide" });

const dead = async () =>
  Promise.reject(new HydraError("SANDBOX_DOWN", "it is gone", { fix: "bring it back" }));

describe("doctor", () => {
  test("finds nothing to complain about on a healthy machine", async () => {
    const findings = await examine(healthy);
    expect(findings.map(({ state, fix }) => [state, fix])).toEqual(findings.map(() => ["ok", null]));
  });

  test("no model is missing, not broken", async () => {
    expect(await finding("models", { models: noModels })).toMatchObject({
      state: "missing",
      found: "http://127.0.0.1:8080: nothing answers",
      fix: expect.stringContaining("HYDRA_BASE_URL") as string,
    });
  });

  test("the built-in sandbox works; what Docker would add is said", async () => {
    expect(await finding("sandbox", { sandbox: wasm, docker: async () => "no socket" })).toMatchObject({
      state: "ok",
      found: "wasm (Pyodide); no Docker: no socket",
      fix: expect.stringContaining("start Docker") as string,
    });
    expect(await finding("sandbox", { sandbox: wasm })).toMatchObject({ fix: null });
  });

  test("without a model for them, memory is lexical and not reranked, and works", async () => {
    const lexical = async () => ({ kind: "lexical" as const, found: "hashed-words-1, 384 dimensions" });
    expect(await finding("embedder", { embedder: lexical })).toMatchObject({
      state: "missing",
      found: expect.stringMatching(/^lexical only/u) as string,
      fix: expect.stringContaining("HYDRA_EMBED_FILE") as string,
    });
    expect(await finding("reranker", { reranker: async () => null })).toMatchObject({
      state: "missing",
      fix: expect.stringContaining("HYDRA_RERANK_FILE") as string,
    });
  });

  test("looks at the embedder and the reranker of this machine by using them", async () => {
    const nothing = { text: "{}", path: "/h.yaml" };
    const settings = parseSettings({ flags: {}, env: {}, yaml: nothing, cwd: "/", userDataDir: "/d" });
    const probes = machineProbes(settings, temporary());
    expect(await probes.embedder()).toMatchObject({ kind: "lexical" });
    expect(await probes.reranker()).toBeNull();
    const away = { url: "http://127.0.0.1:9", timeoutMs: 1_000 };
    const lost = machineProbes(
      { ...settings, memory: { ...settings.memory, embed: away, rerank: away } },
      temporary(),
    );
    await expect(lost.embedder()).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
    await expect(lost.reranker()).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
  });

  test("what is dead is broken, with its own fix", async () => {
    const broken = { state: "broken", found: "it is gone", fix: "bring it back" };
    expect(await finding("sandbox", { sandbox: dead })).toMatchObject(broken);
    expect(await finding("database", { database: dead })).toMatchObject(broken);
    expect(await finding("embedder", { embedder: dead })).toMatchObject(broken);
    expect(await finding("reranker", { reranker: dead })).toMatchObject(broken);
  });

  test.each([
    ["node", { nodeVersion: "20.1.0" }, "broken"],
    ["git", { git: async () => null }, "missing"],
    ["disk", { disk: async () => ({ path: "/", freeBytes: 2 ** 30 }) }, "missing"],
    ["disk", { disk: async () => ({ path: "/", freeBytes: 1_000 }) }, "broken"],
  ])("%s", async (name, change, state) => {
    const found = await finding(name, change);
    expect(found?.state).toBe(state);
    expect(found?.fix).not.toBeNull();
  });
});

const init = async (folder: string, force = false) =>
  initialise({
    folder,
    home: join(folder, ".hydra"),
    data: join(folder, "data"),
    force,
    detect: healthy.models,
  });

const parse = (text: string) =>
  parseSettings({ flags: {}, env: {}, yaml: { text, path: "/h.yaml" }, cwd: "/", userDataDir: "/d" });

describe("init", () => {
  test("makes both homes and a hydra.yaml that is read back", async () => {
    const folder = temporary();
    const made = await init(folder);
    expect(existsSync(made.home)).toBe(true);
    expect(existsSync(made.data)).toBe(true);
    expect(made.found).toEqual(["http://127.0.0.1:11434: Ollama with m"]);
    const yaml = { text: readFileSync(made.settings, "utf8"), path: made.settings };
    const settings = parseSettings({ flags: {}, env: {}, yaml, cwd: folder, userDataDir: "/d" });
    expect(settings.endpoints["ollama"]?.url).toBe("http://127.0.0.1:11434");
    expect(settings.roles.default?.endpoint).toBe("ollama");
  });

  test("writes over nothing without --force", async () => {
    const folder = temporary();
    writeFileSync(join(folder, "hydra.yaml"), "run: {k: 2}\n");
    await expect(init(folder)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(readFileSync(join(folder, "hydra.yaml"), "utf8")).toBe("run: {k: 2}\n");
    expect(existsSync(join(folder, ".hydra"))).toBe(false);
    await init(folder, true);
    expect(readFileSync(join(folder, "hydra.yaml"), "utf8")).toContain("ollama");
  });

  test("without a server the file changes nothing", () => {
    const nothing = parseSettings({ flags: {}, env: {}, yaml: null, cwd: "/", userDataDir: "/d" });
    expect(parse(settingsFile([]))).toEqual(nothing);
    expect(settingsFile([])).not.toMatch(/# +#/u);
  });

  test("the first model of the first server is proposed", () => {
    const text = settingsFile([{ name: "a", url: "http://a:1", models: ["x: y", "z"] }]);
    const yaml = { text, path: "/h.yaml" };
    expect(parseSettings({ flags: {}, env: {}, yaml, cwd: "/", userDataDir: "/d" }).roles.default).toEqual({
      endpoint: "a",
      model: "x: y",
    });
  });

  test("hydra.example.yaml is what it writes", () => {
    const example = readFileSync(new URL("../../hydra.example.yaml", import.meta.url), "utf8");
    expect(settingsFile(exampleEndpoints)).toBe(example);
  });
});
