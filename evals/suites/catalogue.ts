// Public suites that `hydra eval fetch` knows, pinned to a commit and a hash. Each was read at that commit before it was written here.

export interface PublicSuite {
  readonly url: string;
  /** Of the file as it is served, hex. */
  readonly sha256: string;
  readonly licence: string;
  readonly what: string;
}

export const catalogue: Readonly<Record<string, PublicSuite>> = {
  humaneval: {
    url: "https://raw.githubusercontent.com/openai/human-eval/6d43fb980f9fee3c892a914eda09951f772ad10d/data/HumanEval.jsonl.gz",
    sha256: "b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef",
    licence: "MIT, OpenAI",
    what: "164 Python functions",
  },
  mbpp: {
    url: "https://raw.githubusercontent.com/deepseek-ai/DeepSeek-Coder/2f9fd85927c669dae3c0fbb2d607274023af243e/Evaluation/MBPP/data/mbpp.jsonl",
    sha256: "ccf64ceae9c5403bf50a044cb6d505bfd2a2963ee58338ba268fd65beab92a9f",
    licence: "CC-BY-4.0, Google Research",
    what: "974 short Python tasks",
  },
  "humaneval-x-js": {
    url: "https://raw.githubusercontent.com/THUDM/CodeGeeX/2838420b7b4492cf3d16bce5320e26e65960c9e2/codegeex/benchmark/humaneval-x/js/data/humaneval_js.jsonl.gz",
    sha256: "fe5d467f2c1a027b3f6f18d3729aca01f6458c1de2e2d1292a019c5aa9bed424",
    licence: "Apache-2.0, THUDM",
    what: "164 JavaScript functions",
  },
  humanevalpack: {
    url: "https://raw.githubusercontent.com/bigcode-project/octopack/e17a8f6470264286bc6a52eb8263582083bf3bf6/evaluation/create/humaneval-x/data/js/data/humanevalpack.jsonl",
    sha256: "04c86c1fac5f33818d9187cba278ed1dfc66cc259372dd8342126aa580fb7569",
    licence: "MIT, BigCode",
    what: "164 JavaScript functions with planted mistakes",
  },
};
