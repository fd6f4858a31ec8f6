// A query and a text as one input of a cross-encoder, by the tokenizer that lies beside the model: `tokenizer.json`, or the
// `vocab.txt` of an uncased BERT.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HydraError } from "../../core/errors.ts";
import { at } from "../dialects/json.ts";

export interface Pair {
  readonly ids: readonly number[];
  /** 0 for the query's part, 1 for the text's. */
  readonly segments: readonly number[];
}

export interface PairEncoder {
  encode(query: string, text: string): Pair;
}

/** Of a BERT, and enough for a chunk with its query. */
const limitTokens = 512;

/** Throws `CONFIG_INVALID` where there is no tokenizer that can be read. */
export const openPairEncoder = async (modelFile: string): Promise<PairEncoder> => {
  const folder = dirname(modelFile);
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const read = async (name: string) => await readFile(join(folder, name), "utf8").catch(() => null);
  const [json, vocabulary, config] = await Promise.all(
    ["tokenizer.json", "vocab.txt", "tokenizer_config.json"].map(read),
  );
  if (json == null && vocabulary == null) {
    throw new HydraError("CONFIG_INVALID", `there is no tokenizer.json and no vocab.txt in ${folder}`, {
      fix: "put the model's tokenizer.json beside the .onnx file",
    });
  }
  try {
    const settings = JSON.parse(config ?? "{}") as object;
    const tokenizer = new Tokenizer(
      json == null ? wordPieces(vocabulary ?? "") : (JSON.parse(json) as object),
      settings,
    );
    const most = Number(at(settings, "model_max_length") ?? limitTokens);
    const encode = (query: string, text: string): Pair => {
      const pair = tokenizer.encode(query, { text_pair: text, return_token_type_ids: true });
      return { ids: pair.ids, segments: pair.token_type_ids };
    };
    return fitting(encode, Math.min(limitTokens, most >= 16 ? most : limitTokens));
  } catch (error) {
    throw new HydraError("CONFIG_INVALID", `the tokenizer in ${folder} can't be read: ${reasonOf(error)}`, {
      fix: "fetch the model's tokenizer.json again",
      cause: error,
    });
  }
};

/** The text gives way, and the query only where it is longer than half of the room. */
export const fitting = (encode: PairEncoder["encode"], limit: number): PairEncoder => ({
  encode: (query, text) => {
    let short = query;
    while (short.length > 1 && encode(short, "").ids.length > limit / 2) {
      short = short.slice(0, short.length / 2).toWellFormed();
    }
    // Characters that can't be within the limit cost time and nothing else.
    const { ids, segments } = encode(short, text.slice(0, limit * longestToken).toWellFormed());
    if (ids.length <= limit) return { ids, segments };
    // The last token ends the pair.
    const cut = <T>(all: readonly T[]): T[] => [...all.slice(0, limit - 1), ...all.slice(-1)];
    return { ids: cut(ids), segments: cut(segments) };
  },
});

/** Characters that one token hardly ever exceeds. */
const longestToken = 32;

/** The pipeline of an uncased BERT, as `tokenizer.json` would say it. */
const wordPieces = (vocabulary: string): object => {
  const words = vocabulary.split(/\r?\n/u);
  if (words.at(-1) === "") words.pop();
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].filter((word) => word in vocab);
  if (!special.includes("[CLS]") || !special.includes("[SEP]"))
    throw new Error("vocab.txt has no [CLS] and [SEP]");
  const idOf = (word: string) => ({ id: word, ids: [vocab[word]], tokens: [word] });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [mark("[CLS]", 0), part("A", 0), mark("[SEP]", 0)],
      pair: [mark("[CLS]", 0), part("A", 0), mark("[SEP]", 0), part("B", 1), mark("[SEP]", 1)],
      special_tokens: { "[CLS]": idOf("[CLS]"), "[SEP]": idOf("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab,
    },
  };
};

const part = (id: "A" | "B", type_id: number) => ({ Sequence: { id, type_id } });
const mark = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
