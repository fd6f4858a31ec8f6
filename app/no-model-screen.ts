// What a person sees where no model answers: what was probed, and the ways on.
import type { HydraError } from "../core/errors.ts";
import type { Probed } from "../models/detect.ts";

/** Null where the failure is another one, or does not say what was probed. */
export const noModelScreen = ({ code, details }: HydraError): string | null =>
  code === "NO_MODEL" && Array.isArray(details["probed"]) ? screen(details["probed"] as Probed[]) : null;

const screen = (probed: readonly Probed[]): string =>
  [
    "No model was found, so there is nobody to ask.",
    "",
    "Probed:",
    ...probed.map(({ url, outcome }) => `  ${url}  ${outcome}`),
    "",
    "Ways on:",
    "  start a server    llama-server -m model.gguf --port 8080, or ollama serve, LM Studio, vLLM, TabbyAPI",
    "  name a server     hydra run … --base-url http://HOST:PORT --model NAME   (or HYDRA_BASE_URL, HYDRA_MODEL)",
    "  write it down     hydra init, then edit hydra.yaml",
    "  see what is here  hydra doctor",
    "  watch it work     hydra demo   (a scripted model; everything else is real)",
  ].join("\n");
