// What the graphs do about failing nodes, in one place: only broken infrastructure that may heal is tried again.
import type { RetryPolicy } from "@langchain/langgraph";
import { isHydraError } from "../core/errors.ts";

/** LangGraph's own default retries nearly every error; ours asks the error. */
export const transient: RetryPolicy = {
  maxAttempts: 3,
  initialInterval: 500,
  backoffFactor: 3,
  jitter: false,
  // It would be said on stdout, where programs read.
  logWarning: false,
  retryOn: (error: unknown) =>
    isHydraError(error) && (error.code === "SANDBOX_DOWN" || error.code === "DATABASE_DOWN"),
};
