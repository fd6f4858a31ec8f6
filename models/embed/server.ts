// Vectors from any server with `/v1/embeddings` (llama-server, Ollama, vLLM, LM Studio, LiteLLM, and whoever follows OpenAI).
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Embedder, EmbedderIdentity } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { batches, cutToFit } from "../cut-to-fit.ts";
import { at, listAt } from "../dialects/json.ts";
import { servedName } from "../served-name.ts";
import { postText, type TextServer } from "../text-server.ts";
import { prefixOf } from "./prefixes.ts";
import { checkDims, readable, unitVector } from "./vectors.ts";

interface ServedEmbedder extends Abort {
  readonly model?: string | undefined;
  readonly queryPrefix?: string | undefined;
  readonly passagePrefix?: string | undefined;
  /** The identity of last time: with it the embedder opens though its server is away. */
  readonly remembered?: EmbedderIdentity | null | undefined;
}

/** A batch that a slow processor answers within the deadline. */
const limits = { limitTexts: 32, limitChars: 16_000 };

/** Throws as `postText` does. */
export const openServedEmbedder = async (server: TextServer, options: ServedEmbedder): Promise<Embedder> => {
  const identity = await identify(server, options);
  const who = `${identity.model} at ${server.url}`;
  return {
    identity,
    kind: "semantic",
    embed: async (texts, { as, signal }) => {
      const vectors: Float32Array[] = [];
      const inputs = texts.map((text) => identity.prefix[as] + readable(text));
      for (const batch of batches(inputs, limits)) {
        const made = await cutToFit(
          batch,
          async (some) => await request(server, some, { ...identity, signal }),
        );
        checkDims(made, identity.dims, who);
        vectors.push(...made);
      }
      return vectors;
    },
    close: async () => undefined,
  };
};

const identify = async (server: TextServer, options: ServedEmbedder): Promise<EmbedderIdentity> => {
  const { signal, remembered } = options;
  try {
    const named =
      options.model ??
      (await servedName(server, { sounds: /embed|\bbge\b|\be5\b|\bgte\b|minilm/iu, signal }));
    const model = named ?? "default";
    const [vector] = await request(server, ["How long is a vector?"], { model, signal });
    const prefix = prefixOf(model, options);
    return { model, dims: vector?.length ?? 0, pooling: "unknown", prefix, normalised: true };
  } catch (error) {
    const away =
      isHydraError(error) && (error.code === "MODEL_UNREACHABLE" || error.code === "MODEL_TIMED_OUT");
    if (!away || !remembered || remembered.model !== (options.model ?? remembered.model)) throw error;
    return { ...remembered, prefix: prefixOf(remembered.model, options) };
  }
};

const request = async (
  server: TextServer,
  input: readonly string[],
  { model, signal }: { readonly model: string; readonly signal: AbortSignal },
): Promise<readonly Float32Array[]> => {
  const body = await postText(server, "/v1/embeddings", { body: { model, input }, signal });
  const who = `${model} at ${server.url}`;
  const entries = listAt(body, "data");
  if (entries.length !== input.length) {
    throw new HydraError(
      "OUTPUT_INVALID",
      `${who} gave ${entries.length} vectors for ${input.length} texts`,
      { fix: "check that the server is an OpenAI-compatible embedding server, and its log" },
    );
  }
  const places = entries.map((entry, place) => at(entry, "index") ?? place);
  if (
    new Set(places).size !== input.length ||
    places.some((place) => typeof place !== "number" || !(place in input))
  ) {
    throw new HydraError("OUTPUT_INVALID", `${who} gave vectors whose \`index\` fits no text`, {
      fix: "look into the server's log, or try another server",
    });
  }
  return input.map((_, place) => {
    const numbers = at(entries[places.indexOf(place)], "embedding");
    return unitVector(typeof numbers === "string" ? fromBase64(numbers) : flat(numbers, who), who);
  });
};

/** Little-endian floats: what some servers send unasked. */
const fromBase64 = (text: string): Float32Array => {
  const bytes = Buffer.from(text, "base64");
  return Float32Array.from({ length: bytes.length >> 2 }, (_, at) => bytes.readFloatLE(at * 4));
};

const flat = (numbers: unknown, who: string): readonly unknown[] => {
  if (Array.isArray(numbers) && !Array.isArray(numbers[0])) return numbers;
  const tokens = Array.isArray(numbers);
  throw new HydraError(
    "OUTPUT_INVALID",
    `${who} gave ${tokens ? "a vector for each token instead of one for the text" : "something that is no vector"}`,
    {
      fix: tokens
        ? "start the server with a pooling, such as `--pooling mean`"
        : "look into the server's log",
    },
  );
};
