// Which model of a server is meant where the settings name none: the only one, or the only one that sounds like this use.
import { HydraError } from "../core/errors.ts";
import { listModels } from "./server-client.ts";
import type { TextServer } from "./text-server.ts";

/** Null where the server does not list its models: then it has one. Throws `CONFIG_INVALID` where it could be any of several. */
export const servedName = async (
  server: TextServer,
  { sounds, signal }: { readonly sounds: RegExp; readonly signal: AbortSignal },
): Promise<string | null> => {
  const asking = { fetch: server.fetch, timeoutMs: Math.min(server.timeoutMs, 5_000), signal };
  const listed = await listModels(server, "openai", asking);
  if (listed === null || listed.length === 0) return null;
  const fitting = listed.length === 1 ? listed : listed.filter(({ id }) => sounds.test(id));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only.id;
  const names = listed
    .slice(0, 8)
    .map(({ id }) => id)
    .join(", ");
  throw new HydraError("CONFIG_INVALID", `${server.url} serves several models (${names}) and none is named`, {
    fix: `set ${server.setting}.model to one of them`,
  });
};
