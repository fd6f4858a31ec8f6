// A web site on loopback for tests of the guard. Names resolve to public addresses, which are judged as such; only the connection
// itself is led to loopback, by the guard's option for tests.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { makeGuard } from "../../../tools/web/guard.ts";
import type { Guard, GuardSettings } from "../../../tools/web/guard.ts";

export const publicAddress = "93.184.215.14";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Site {
  readonly port: number;
  /** `http://NAME:PORT`; its path is put behind. */
  at(path: string, name?: string): string;
  /** `HOST/path` of each request. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** By path; a path that is not there is 404. */
export const openSite = async (routes: Readonly<Record<string, Answer>>): Promise<Site> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://site").pathname;
    asked.push(`${(request.headers.host ?? "").split(":")[0]}${path}`);
    const answer = routes[path];
    if (answer === undefined) response.writeHead(404, { "content-type": "text/html" }).end("not there");
    else answer(request, response);
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    at: (path, name = "site.example.com") => `http://${name}:${port}${path}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
};

export const guardTo = (settings: Partial<GuardSettings> = {}): Guard =>
  makeGuard({
    allow: [],
    resolve: async () => [publicAddress],
    rerouteForTests: () => "127.0.0.1",
    ...settings,
  });

export const text =
  (body: string | Uint8Array, type = "text/plain", headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": type, ...headers }).end(body);
  };

export const redirect =
  (to: string, status = 302): Answer =>
  (_, response) => {
    response.writeHead(status, { location: to }).end();
  };
