// hydra eval fetch NAME: brings a public suite into the user's data folder, checked against its hash.
import { join } from "node:path";
import type { Command } from "commander";
import { HydraError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface FetchFlags extends PlaceOptions {
  readonly url?: string;
  readonly sha256?: string;
}

export const addEvalFetch = (evalCommand: Command, edge: Edge, act: Act): void => {
  const fetching = evalCommand
    .command("fetch")
    .argument("<name>", "humaneval, mbpp, humaneval-x-js, humanevalpack, or a name of your own with --url")
    .description("bring a public suite, checked by its sha256")
    .option("--url <url>", "where it is; default: the catalogue's address")
    .option("--sha256 <hash>", "of the file as it is served; default: the catalogue's");
  withJson(withPlace(fetching)).action(async (name: string, flags: FetchFlags) =>
    act(async () => fetchNamed(edge, name, flags)),
  );
};

const fetchNamed = async (edge: Edge, name: string, flags: FetchFlags): Promise<ExitCode> => {
  const { homes } = await look(edge, flags);
  const { catalogue } = await import("../../evals/suites/catalogue.ts");
  const { fetchSuite } = await import("../../evals/suites/fetch.ts");
  const known = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  const url = flags.url ?? known?.url;
  const sha256 = flags.sha256 ?? known?.sha256;
  if (url === undefined || sha256 === undefined) throw unknown(name, Object.keys(catalogue));
  const {
    path,
    bytes,
    known: there,
  } = await fetchSuite({ name, url, sha256 }, { folder: join(homes.data, "evals"), signal: edge.signal });
  const licence = known?.licence ?? null;
  say(edge, flags.json, {
    data: { name, path, bytes, sha256, url, licence, fetched: !there },
    text: `${name}: ${path} (${bytes} bytes, ${there ? "already there" : "fetched"}, sha256 as expected${licence === null ? "" : `; ${licence}`})`,
  });
  return 0;
};

const unknown = (name: string, names: readonly string[]): HydraError => {
  const close = nearest(name, names);
  return new HydraError("BAD_INPUT", `the catalogue has no suite ${name.slice(0, 60)}`, {
    fix:
      close === null
        ? `choose one of ${names.join(", ")}, or say where it is with --url URL --sha256 HASH`
        : `say \`hydra eval fetch ${close}\`, or where it is with --url URL --sha256 HASH`,
  });
};
