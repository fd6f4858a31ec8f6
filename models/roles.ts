// Who answers for each role: endpoint, model, temperature, context and deadlines, from the configuration and from what was
// found. Pure. One endpoint with one model for all roles is the simplest case and needs no configuration at all.
import type { HydraConfig, RoleSettings } from "../core/config.ts";
import { Role } from "../core/domain.ts";
import { HydraError } from "../core/errors.ts";
import type { Detected, ServedEndpoint } from "./detect.ts";
import type { ServedModel } from "./dialects/listing.ts";

/** A role's place at an endpoint. */
export interface Seat {
  readonly endpoint: ServedEndpoint;
  readonly model: string;
  /** Null: the request's own, or 0.2. */
  readonly temperature: number | null;
  /** Tokens; null: read from the server before the first call. */
  readonly contextTokens: number | null;
  readonly maxTokens: number;
  /** For one whole answer. */
  readonly timeoutMs: number;
}

export type Seats = Readonly<Record<Role, Seat>>;

/** Throws `NO_MODEL` (details.probed), `MODEL_UNREACHABLE`, `MODEL_UNAUTHORISED`, `MODEL_MISSING`, `CONFIG_INVALID`. */
export const resolveRoles = (config: Pick<HydraConfig, "endpoints" | "roles">, detected: Detected): Seats => {
  const seats = Role.options.map((role) => [role, seatOf(role, config, detected)] as const);
  return Object.fromEntries(seats) as Record<Role, Seat>;
};

const defaults = { maxTokens: 4_096, timeoutMs: 600_000 } as const;

const seatOf = (role: Role, config: Pick<HydraConfig, "endpoints" | "roles">, detected: Detected): Seat => {
  const settings: RoleSettings = { ...config.roles.default, ...definedOf(config.roles[role]) };
  const { endpoint, model } = choose(role, settings, { config, detected });
  return {
    endpoint,
    model: model.id,
    temperature: settings.temperature ?? null,
    contextTokens: settings.contextTokens ?? null,
    maxTokens: settings.maxTokens ?? defaults.maxTokens,
    timeoutMs: settings.timeoutMs ?? defaults.timeoutMs,
  };
};

interface World {
  readonly config: Pick<HydraConfig, "endpoints">;
  readonly detected: Detected;
}

const choose = (role: Role, settings: RoleSettings, world: World) => {
  const endpoints = endpointsFor(role, settings, world);
  const wanted = settings.model;
  if (wanted !== undefined) {
    const endpoint = endpoints.find(
      ({ models }) => models === null || models.some((model) => answersTo(model, wanted)),
    );
    if (endpoint === undefined) throw missing(role, wanted, endpoints);
    return { endpoint, model: { id: wanted } };
  }
  const offers = endpoints.flatMap((endpoint) =>
    (endpoint.models ?? []).filter((model) => model.chat).map((model) => ({ endpoint, model })),
  );
  const best = offers.toSorted((left, right) => compareModels(left.model, right.model))[0];
  if (best === undefined) throw nothingServed(role, endpoints);
  return best;
};

const endpointsFor = (role: Role, { endpoint: name }: RoleSettings, { config, detected }: World) => {
  const { found, probed } = detected;
  if (name === undefined) {
    if (found.length > 0) return found;
    throw nothingFound(probed, Object.keys(config.endpoints).length > 0);
  }
  const endpoint = found.find((candidate) => candidate.name === name);
  if (endpoint !== undefined) return [endpoint];
  const known = Object.hasOwn(config.endpoints, name);
  const place = probed.find((candidate) => candidate.name === name);
  if (known) {
    throw new HydraError(
      "MODEL_UNREACHABLE",
      `The endpoint “${name}” (${place?.url ?? "?"}) of the role ${role}: ${place?.outcome ?? "not asked"}.`,
      {
        fix: "Start that server or correct its url in hydra.yaml; `hydra doctor` shows what answers.",
        details: { probed },
      },
    );
  }
  const names = [...new Set([...Object.keys(config.endpoints), ...found.map((candidate) => candidate.name)])];
  throw new HydraError(
    "CONFIG_INVALID",
    `roles.${role}.endpoint names “${name}”, which is not under \`endpoints\`.`,
    {
      fix: `Add it under \`endpoints\` in hydra.yaml, or use one of: ${names.join(", ") || "none is configured"}.`,
    },
  );
};

const nothingFound = (probed: Detected["probed"], configured: boolean): HydraError => {
  const outcomes = probed.map(({ url, outcome }) => `${url}: ${outcome}`).join("; ");
  return new HydraError(
    "NO_MODEL",
    configured
      ? `No configured endpoint answers: ${outcomes}.`
      : "No model server was found on the usual ports.",
    {
      fix: "Start one (llama-server, Ollama, LM Studio, vLLM …) or name it under `endpoints` in hydra.yaml; `hydra demo` needs none.",
      details: { probed },
    },
  );
};

const answersTo = (model: ServedModel, name: string): boolean =>
  model.id === name || model.aliases.includes(name);

/** Loaded before not loaded, coders first, then the larger one by the size in its name; the listing's order decides a tie. */
const compareModels = (left: ServedModel, right: ServedModel): number =>
  Number(right.loaded) - Number(left.loaded) ||
  Number(isCoder(right)) - Number(isCoder(left)) ||
  billions(right) - billions(left);

const isCoder = ({ id }: ServedModel): boolean => /cod(e|er|ing)|devstral/iu.test(id);

/** Billions of parameters by the name; 0 where it does not say. */
const billions = ({ id }: ServedModel): number => {
  const size = /(?<![a-z\d])(\d+(?:\.\d+)?)\s?([bm])(?![a-z])/iu.exec(id);
  return size === null ? 0 : Number(size[1]) / (size[2]?.toLowerCase() === "m" ? 1_000 : 1);
};

const missing = (role: Role, wanted: string, endpoints: readonly ServedEndpoint[]): HydraError => {
  const served = endpoints.flatMap(({ models }) => (models ?? []).map((model) => model.id));
  const where = endpoints.map(({ url }) => url).join(", ");
  return new HydraError(
    "MODEL_MISSING",
    `The role ${role} wants the model “${wanted}”, which ${where} does not serve.`,
    {
      fix: `Use one of: ${served.join(", ") || "it serves none"}; or add “${wanted}” to the server.`,
      details: { served },
    },
  );
};

const nothingServed = (role: Role, endpoints: readonly ServedEndpoint[]): HydraError => {
  const where = endpoints.map(({ url }) => url).join(", ");
  if (endpoints.some(({ models }) => models === null)) {
    return new HydraError(
      "MODEL_UNAUTHORISED",
      `${where} does not list its models, so none could be chosen for ${role}.`,
      {
        fix: "Give the endpoint its `apiKey` in hydra.yaml, or name the role's `model` there.",
      },
    );
  }
  return new HydraError("MODEL_MISSING", `${where} serves no chat model for the role ${role}.`, {
    fix: "Load a chat model into the server (e.g. `ollama pull qwen2.5-coder:7b`).",
    details: { served: [] },
  });
};

const definedOf = <T extends object>(settings: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
