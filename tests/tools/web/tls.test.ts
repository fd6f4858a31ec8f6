// A pinned connection is still a checked one: the certificate has to be trusted, and to be the name's, not the address's.
// The key is for site.example.com, was made for this test, and keeps no secret.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { guardTo } from "./site.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const certificate = fixture("site-certificate.pem");
const server = createServer({ key: fixture("site-key.pem"), cert: certificate }, (request, response) => {
  const { servername } = request.socket as TLSSocket & { servername: string };
  response.writeHead(200, { "content-type": "text/plain" }).end(`asked as ${servername}`);
});
const usual = getCACertificates("default");

beforeAll(async () => {
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
});
afterEach(() => {
  setDefaultCACertificates(usual);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const { signal } = new AbortController();
const fetched = async (name: string) => {
  const { port } = server.address() as AddressInfo;
  return guardTo().fetch(`https://${name}:${port}/`, { signal, accept: ["text/*"] });
};

it("a trusted certificate of the name is taken, and the server is asked by its name", async () => {
  setDefaultCACertificates([...usual, certificate]);
  const { bytes } = await fetched("site.example.com");
  expect(new TextDecoder().decode(bytes)).toBe("asked as site.example.com");
});

it("a trusted certificate of another name is not taken", async () => {
  setDefaultCACertificates([...usual, certificate]);
  await expect(fetched("other.example.com")).rejects.toThrow("not trusted (ERR_TLS_CERT_ALTNAME_INVALID)");
});

it("a certificate that nobody trusts is not taken", async () => {
  await expect(fetched("site.example.com")).rejects.toThrow("not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)");
});
