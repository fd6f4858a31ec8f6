// Which model servers there are: those that the configuration names, or else whoever answers on the usual ports. It says of
// every place what was found, for `hydra doctor` and the no-model screen.
import type { DialectName, HydraConfig } from "../core/config.ts";
import { dialects } from "./dialects.ts";
import type { ServedModel } from "./dialects/listing.ts";
import { askServer, baseUrl, identify, listModels, readSlots } from "./server-client.ts";
import type { Asking, Place } from "./server-client.ts";

export interface ServedEndpoint extends Place {
  /** The key in `endpoints` of hydra.yaml, or the dialect's name where it was found on its port. */
  readonly name: string;
  readonly dialect: DialectName;
  /** Null: it is there but does not list its models (it wants a key, or has no listing). */
  readonly models: readonly ServedModel[] | null;
  /** Requests at once. */
  readonly parallel: number;
}

export interface Probed {
  readonly name: string;
  readonly url: string;
  /** Null where there is no model server. */
  readonly dialect: DialectName | null;
  /** One line for people. */
  readonly outcome: string;
}

export interface Detected {
  readonly found: readonly ServedEndpoint[];
  readonly probed: readonly Probed[];
}

interface DetectOptions {
  readonly endpoints: HydraConfig["endpoints"];
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  /** For one question. Default: 1.5 s on loopback, 5 s for a configured endpoint. */
  readonly timeoutMs?: number;
  /** Where to look when no endpoint is configured. */
  readonly host?: string;
  readonly ports?: readonly number[];
}

/** Never throws for a server that is missing or odd: what is wrong stands in `probed`. */
export const detectEndpoints = async (options: DetectOptions): Promise<Detected> => {
  const configured = Object.entries(options.endpoints);
  const places: readonly Wanted[] =
    configured.length > 0
      ? configured.map(([name, endpoint]) => ({ ...endpoint, name, url: baseUrl(endpoint.url) }))
      : (options.ports ?? usualPorts).map((port) => ({
          name: null,
          url: `http://${options.host ?? "127.0.0.1"}:${port}`,
          dialect: "auto",
        }));
  const asking = {
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? (configured.length > 0 ? 5_000 : 1_500),
    signal: options.signal,
  };
  const looked = await Promise.all(places.map(async (place) => await look(place, asking)));
  return {
    found: looked.flatMap(({ found }) => found ?? []),
    probed: looked.map(({ probed }) => probed),
  };
};

export const usualPorts: readonly number[] = [
  ...new Set(Object.values(dialects).flatMap(({ port }) => port ?? [])),
];

interface Wanted extends Place {
  readonly name: string | null;
  readonly dialect: DialectName | "auto";
  readonly parallel?: number | undefined;
}

const look = async (
  place: Wanted,
  asking: Asking,
): Promise<{ readonly found: ServedEndpoint | null; readonly probed: Probed }> => {
  let reason = "";
  const first = await askServer(place, "/v1/models", {
    ...asking,
    why: (why) => {
      reason = why;
    },
  });
  const nothing = (outcome: string) => ({
    found: null,
    probed: { name: place.name ?? place.url, url: place.url, dialect: null, outcome },
  });
  if (first === null) return nothing(reason);
  if (first.status === 503)
    return nothing("a server that is still loading its model (503); try again in a moment");
  const dialect = place.dialect === "auto" ? await identify(place, asking) : place.dialect;
  if (dialect === null) {
    const locked = first.status === 401 || first.status === 403;
    if (place.name === null || !locked) {
      return nothing(`something answers (${first.status}), but it is no model server that Hydra knows`);
    }
  }
  return await inspect(place, dialect ?? "openai", asking);
};

const inspect = async (place: Wanted, dialect: DialectName, asking: Asking) => {
  const [models, slots] = await Promise.all([
    listModels(place, dialect, asking),
    place.parallel === undefined ? readSlots(place, dialect, asking) : null,
  ]);
  const name = place.name ?? dialect;
  const { label } = dialects[dialect];
  const listed = models?.find((model) => model.loaded && model.parallel !== null)?.parallel ?? null;
  const parallel = place.parallel ?? slots ?? listed ?? dialects[dialect].parallel;
  const outcome =
    models === null
      ? `${label}, but it does not list its models (does it want a key?)`
      : `${label} with ${models.length === 0 ? "no model" : models.map(describe).join(", ")}`;
  return {
    found: { name, url: place.url, apiKey: place.apiKey, dialect, models, parallel },
    probed: { name, url: place.url, dialect, outcome },
  };
};

const describe = ({ id, contextTokens }: ServedModel): string =>
  contextTokens === null ? id : `${id} (context ${contextTokens})`;
