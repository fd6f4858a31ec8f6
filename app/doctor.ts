// `hydra doctor`: what is here, what is missing, and the fix. It looks and changes nothing.
import type { DoctorProbes } from "./doctor/probes.ts";

export interface Finding {
  readonly name: "node" | "sandbox" | "database" | "models" | "embedder" | "reranker" | "git" | "disk";
  /** `missing`: Hydra works, with less. `broken`: it does not. */
  readonly state: "ok" | "missing" | "broken";
  readonly found: string;
  readonly fix: string | null;
}

const gibibyte = 2 ** 30;
const wantedBytes = 2 * gibibyte;
const neededBytes = gibibyte / 4;

export const examine = async (probes: DoctorProbes): Promise<Finding[]> =>
  Promise.all(
    [node, sandbox, database, models, embedder, reranker, git, disk].map(async (look) => await look(probes)),
  );

const node = async ({ nodeVersion }: DoctorProbes): Promise<Finding> => {
  const enough = Number(nodeVersion.split(".")[0]) >= 24;
  return {
    name: "node",
    state: enough ? "ok" : "broken",
    found: `Node ${nodeVersion}`,
    fix: enough ? null : "run `npm ci` where Hydra is installed: it brings the Node it needs",
  };
};

const sandbox = async (probes: DoctorProbes): Promise<Finding> => {
  try {
    const { tier, detail } = await probes.sandbox();
    const found = `${tier} (${detail})`;
    if (tier === "docker") return { name: "sandbox", state: "ok", found, fix: null };
    const why = await probes.docker();
    if (why === null) return { name: "sandbox", state: "ok", found, fix: null };
    const fix =
      "start Docker (or Podman with its socket) to run a workspace's own test command; without it the verdict on such a task is at most `probable`";
    return { name: "sandbox", state: "ok", found: `${found}; no Docker: ${why}`, fix };
  } catch (error) {
    return { name: "sandbox", state: "broken", ...explained(error) };
  }
};

const database = async ({ database }: DoctorProbes): Promise<Finding> => {
  try {
    return { name: "database", state: "ok", found: await database(), fix: null };
  } catch (error) {
    return { name: "database", state: "broken", ...explained(error) };
  }
};

const models = async ({ models }: DoctorProbes): Promise<Finding> => {
  const { found, probed } = await models();
  const lines = probed.map(({ url, outcome }) => `${url}: ${outcome}`);
  const fix =
    "start llama-server, Ollama, LM Studio, vLLM or TabbyAPI, or name a server with HYDRA_BASE_URL; `hydra demo` needs none";
  return {
    name: "models",
    state: found.length > 0 ? "ok" : "missing",
    found: lines.join("\n"),
    fix: found.length > 0 ? null : fix,
  };
};

const embedder = async ({ embedder }: DoctorProbes): Promise<Finding> => {
  const name = "embedder";
  try {
    const { kind, found } = await embedder();
    if (kind === "semantic") return { name, state: "ok", found, fix: null };
    const fix =
      "name a GGUF such as all-MiniLM-L6-v2 or bge-small-en-v1.5 with HYDRA_EMBED_FILE, or a server with HYDRA_EMBED_URL";
    return { name, state: "missing", found: `lexical only (${found}): memory finds words, not meaning`, fix };
  } catch (error) {
    return { name, state: "broken", ...explained(error) };
  }
};

const reranker = async ({ reranker }: DoctorProbes): Promise<Finding> => {
  const name = "reranker";
  const fix = "name a cross-encoder as .onnx with HYDRA_RERANK_FILE, or a server with HYDRA_RERANK_URL";
  try {
    const found = await reranker();
    if (found !== null) return { name, state: "ok", found, fix: null };
    return { name, state: "missing", found: "none: what memory finds is not reranked", fix };
  } catch (error) {
    return { name, state: "broken", ...explained(error) };
  }
};

const git = async ({ git }: DoctorProbes): Promise<Finding> => {
  const version = await git();
  const fix = "install git, so that `hydra apply` can tell what is uncommitted";
  return version === null
    ? { name: "git", state: "missing", found: "no git", fix }
    : { name: "git", state: "ok", found: version, fix: null };
};

const disk = async ({ disk }: DoctorProbes): Promise<Finding> => {
  const { path, freeBytes } = await disk();
  const found = `${(freeBytes / gibibyte).toFixed(1)} GiB free at ${path}`;
  if (freeBytes >= wantedBytes) return { name: "disk", state: "ok", found, fix: null };
  const fix = "free some space, or choose another disk with HYDRA_HOME";
  return { name: "disk", state: freeBytes >= neededBytes ? "missing" : "broken", found, fix };
};

const explained = (error: unknown): { found: string; fix: string } => ({
  found: error instanceof Error ? error.message : String(error),
  fix:
    error instanceof Error && "fix" in error && typeof error.fix === "string"
      ? error.fix
      : "report it, with the output of this command",
});
