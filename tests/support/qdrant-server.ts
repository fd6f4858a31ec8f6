// Not Qdrant: a small server on loopback that answers in the shapes recorded from a real Qdrant 1.18.3, and compares every
// point with the query. What it can't tell: HNSW, order of equals, segments, limits of a real server.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import {
  type Collection,
  ensurePoint,
  idOf,
  nearest,
  Point,
  Query,
  Refused,
  Scroll,
  Shape,
} from "./qdrant-points.ts";

export interface QdrantFake {
  readonly url: string;
  /** Every request, as METHOD PATH. */
  readonly asked: readonly string[];
  /** What the next requests get instead of an answer: a status with its error, or silence. Null: answers again. */
  answer(instead: { readonly status: number; readonly error: string } | "silence" | null): void;
  close(): Promise<void>;
}

export const openQdrantFake = async ({ apiKey }: { readonly apiKey?: string } = {}): Promise<QdrantFake> => {
  const collections = new Map<string, Collection>();
  const asked: string[] = [];
  let instead: Parameters<QdrantFake["answer"]>[0] = null;

  const server = createServer((request, response) => {
    void respond(request, response);
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked.push(`${request.method} ${request.url}`);
    const body = await bodyOf(request);
    if (instead === "silence") return;
    const send = (status: number, content: object): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ ...content, time: 0.001 }));
    };
    try {
      if (instead !== null) throw new Refused(instead.status, instead.error);
      if (apiKey !== undefined && request.headers["api-key"] !== apiKey) {
        throw new Refused(401, "Must provide an API key or an Authorization bearer token");
      }
      const result = route(collections, { method: request.method ?? "", url: request.url ?? "", body });
      send(200, { result, status: "ok" });
    } catch (error) {
      const { status, message } =
        error instanceof Refused ? error : new Refused(400, `Format error in JSON body: ${String(error)}`);
      send(status, { status: { error: message } });
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    asked,
    answer: (next) => {
      instead = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

const route = (collections: Map<string, Collection>, { method, url, body }: Asked): unknown => {
  const [, name = "", rest = ""] = /^\/collections\/([^/?]+)(\/[^?]*)?/u.exec(url) ?? [];
  if (name === "") throw new Refused(404, "");
  const collection = collections.get(name);
  if (method === "DELETE" && rest === "") return collections.delete(name);
  if (method === "PUT" && rest === "") {
    if (collection !== undefined)
      throw new Refused(409, `Wrong input: Collection \`${name}\` already exists!`);
    collections.set(name, { ...Shape.parse(body), points: new Map() });
    return true;
  }
  if (collection === undefined) throw new Refused(404, `Not found: Collection \`${name}\` doesn't exist!`);
  const { points, vectors, sparse_vectors } = collection;
  const done = { operation_id: 1, status: "completed" };
  switch (`${method} ${rest}`) {
    case "GET ":
      return { status: "green", points_count: points.size, config: { params: { vectors, sparse_vectors } } };
    case "PUT /index":
      return done;
    case "PUT /points": {
      const given = z.object({ points: z.array(Point) }).parse(body).points;
      for (const point of given) ensurePoint(point, collection);
      for (const point of given) points.set(point.id, point);
      return done;
    }
    case "POST /points/delete":
      for (const id of z.object({ points: z.array(z.string()) }).parse(body).points) points.delete(idOf(id));
      return done;
    case "POST /points/count":
      return { count: points.size };
    case "POST /points/scroll": {
      const { offset = "", limit } = Scroll.parse(body);
      const ids = [...points.keys()].filter((id) => id >= offset).toSorted();
      const page = ids.slice(0, limit).map((id) => ({ id, payload: points.get(id)?.payload }));
      return { points: page, next_page_offset: ids[limit] ?? null };
    }
    case "POST /points/query":
      return { points: nearest(collection, Query.parse(body)) };
    default:
      throw new Refused(404, "");
  }
};

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const text = (await Array.fromAsync(request)).map(String).join("");
  return text === "" ? null : JSON.parse(text);
};
