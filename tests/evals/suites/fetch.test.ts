// Fetching against a server on this machine: what comes is checked, and nothing else is put in place.
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Edge } from "../../../cli/edge.ts";
import { addEvalFetch } from "../../../cli/commands/eval-fetch.ts";
import { catalogue } from "../../../evals/suites/catalogue.ts";
import { fetchSuite } from "../../../evals/suites/fetch.ts";

const body = Buffer.from('{"task_id": "T/1"}\n');
const sha256 = createHash("sha256").update(body).digest("hex");
let server: Server;
let base = "";
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    if (request.url === "/moved/suite.jsonl") response.writeHead(302, { location: "/suite.jsonl" }).end();
    else if (request.url === "/suite.jsonl") response.end(body);
    else if (request.url === "/slow.jsonl") response.write(body);
    else if (request.url === "/broken.jsonl") {
      response.writeHead(200, { "content-length": "1000" });
      response.write(body);
      setImmediate(() => response.destroy());
    } else response.writeHead(404).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

let folder = "";
const signal = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-fetch-"));
  asked = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const fetchIt = (path: string, more: object = {}) =>
  fetchSuite({ name: "mine", url: `${base}${path}`, sha256 }, { folder, signal, ...more });

describe("a public suite", () => {
  it("is followed to where it moved, checked, put in place, and not asked for twice", async () => {
    const first = await fetchIt("/moved/suite.jsonl");
    expect(first).toEqual({ path: join(folder, "mine", "mine.jsonl"), bytes: body.length, known: false });
    expect(await readFile(first.path)).toEqual(body);
    expect(asked).toBe(2);
    expect((await fetchIt("/moved/suite.jsonl")).known).toBe(true);
    expect(asked).toBe(2);
    expect(await readdir(folder)).toEqual(["mine"]);
  });

  it("is fetched again where the file was changed", async () => {
    const { path } = await fetchIt("/suite.jsonl");
    await writeFile(path, "other");
    expect((await fetchIt("/suite.jsonl")).known).toBe(false);
    expect(await readFile(path)).toEqual(body);
  });

  it.each([
    ["is not there", "/nowhere.jsonl", {}, "answers 404"],
    ["breaks off", "/broken.jsonl", {}, "can't be had"],
    ["is too slow", "/slow.jsonl", { timeoutMs: 300 }, "within 0.3 s"],
    ["is too large", "/suite.jsonl", { limitBytes: 5 }, "larger than 5 bytes"],
  ])("that %s is one clear line, and nothing is left", async (_, path, more, message) => {
    await expect(fetchIt(path, more)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(message),
    });
    expect(await readdir(join(folder, "mine"))).toEqual([]);
    expect(await readdir(folder)).toEqual(["mine"]);
  });

  it("with another hash is refused with the hash it has", async () => {
    const wanted = { name: "mine", url: `${base}/suite.jsonl`, sha256: "0".repeat(64) };
    await expect(fetchSuite(wanted, { folder, signal })).rejects.toMatchObject({
      message: expect.stringContaining(sha256),
    });
    expect(await readdir(join(folder, "mine"))).toEqual([]);
  });

  it("ends when the person stops it", async () => {
    const controller = new AbortController();
    const waiting = fetchIt("/slow.jsonl", { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(waiting).rejects.toMatchObject({ code: "ABORTED" });
  });

  it.each([
    [{ name: "../up" }, "can't be a suite's name"],
    [{ sha256: "abc" }, "is no sha256"],
    [{ url: "file:///etc/passwd" }, "no http or https address"],
    [{ url: "nothing" }, "no http or https address"],
  ])("%j is refused before anything is asked", async (more, message) => {
    const wanted = { name: "mine", url: `${base}/suite.jsonl`, sha256, ...more };
    await expect(fetchSuite(wanted, { folder, signal })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(message),
    });
    expect(asked).toBe(0);
  });
});

describe("hydra eval fetch", () => {
  const run = async (...argv: string[]) => {
    let printed = "";
    const edge = {
      env: { HYDRA_DATA: folder },
      cwd: folder,
      userDataDir: folder,
      signal,
      stdout: { write: (text: string) => (printed += text) },
    } as unknown as Edge;
    const program = new Command();
    addEvalFetch(program, edge, async (action) => void (await action()));
    await program.parseAsync(["fetch", ...argv], { from: "user" });
    return printed;
  };

  it("takes an address and a hash, and says what came", async () => {
    const printed = await run("mine", "--url", `${base}/suite.jsonl`, "--sha256", sha256, "--json");
    expect(JSON.parse(printed)).toMatchObject({
      name: "mine",
      path: join(folder, "evals", "mine", "mine.jsonl"),
      fetched: true,
      sha256,
    });
  });

  it("holds a catalogue's suite from elsewhere to the catalogue's hash", async () => {
    await expect(run("humaneval", "--url", `${base}/suite.jsonl`)).rejects.toMatchObject({
      message: expect.stringContaining(catalogue["humaneval"]?.sha256 ?? "no hash"),
    });
  });

  it("says what to do with a name that it does not know", async () => {
    await expect(run("humanevall")).rejects.toMatchObject({
      code: "BAD_INPUT",
      fix: expect.stringContaining("hydra eval fetch humaneval`"),
    });
    await expect(run("constructor", "--url", `${base}/suite.jsonl`)).rejects.toMatchObject({
      fix: expect.stringContaining("--sha256"),
    });
  });
});
