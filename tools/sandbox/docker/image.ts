// Which image the containers run: the one that was named, the one built from the shipped Dockerfile, or, where no registry
// can be reached, one imported from this machine's own files. Tags are content hashes, so an image is never stale.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type Docker from "dockerode";
import { sandboxDown, why, within } from "./engine.ts";
import { contentHash } from "./content-hash.ts";
import { collectHostFiles } from "./host-files.ts";
import { tarStream, textFile } from "./tar.ts";

export interface SandboxImage {
  readonly tag: string;
  /** Where it came from, for people. */
  readonly origin: string;
}

interface ImageOptions {
  /** An image that the user made; it is neither built nor pulled. */
  readonly image?: string | undefined;
  /** `host-files` does not try to build. */
  readonly source?: "any" | "host-files" | undefined;
  /** Where the hash of this machine's files is remembered. */
  readonly cacheFolder: string;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Finds, builds or imports the image. Throws `SANDBOX_DOWN` where none can be had. */
export const resolveImage = async (docker: Docker, options: ImageOptions): Promise<SandboxImage> => {
  if (options.image !== undefined) return named(docker, options.image);
  const failures: string[] = [];
  const sources = options.source === "host-files" ? [imported] : [built, imported];
  for (const source of sources) {
    try {
      return await source(docker, options);
    } catch (error) {
      failures.push(why(error));
    }
  }
  throw sandboxDown(`There is no image to run programs in: ${failures.join("; ")}.`, undefined, buildFix);
};

/** The tag of the image that is built from a Dockerfile with this text. */
export const builtTag = (dockerfile: string): string =>
  `${repository}:${createHash("sha256").update(dockerfile).digest("hex").slice(0, 12)}`;

const repository = "hydra-sandbox";
const buildMs = 15 * 60_000;
const importMs = 5 * 60_000;
const buildFix =
  "Let the engine reach a registry once, or build deploy/sandbox/Dockerfile elsewhere, load it and name it as sandbox.image; sandbox.tier wasm needs no image.";

const named = async (docker: Docker, tag: string): Promise<SandboxImage> => {
  if (await has(docker, tag)) return { tag, origin: "named by the configuration" };
  throw sandboxDown(
    `The image "${tag}" that sandbox.image names is not on the Docker engine.`,
    undefined,
    `Run \`docker pull ${tag}\` (or build it), or remove sandbox.image.`,
  );
};

type Source = (docker: Docker, options: ImageOptions) => Promise<SandboxImage>;

const built: Source = async (docker, { onProgress = quietly }) => {
  const dockerfile = await readFile(join(packageRoot(), "deploy", "sandbox", "Dockerfile"), "utf8");
  const tag = builtTag(dockerfile);
  const image = { tag, origin: "built from deploy/sandbox/Dockerfile" };
  if (await has(docker, tag)) return image;
  onProgress(`building the sandbox image ${tag}, once`);
  await within(buildMs, "build image", async () => {
    const context = tarStream([textFile("Dockerfile", dockerfile)]);
    await finished(docker, await docker.buildImage(context, { t: tag, forcerm: true }), onProgress);
  });
  return image;
};

const imported: Source = async (docker, { cacheFolder, onProgress = quietly }) => {
  if (process.platform !== "linux") throw new Error("files can be imported from a Linux machine only");
  const entries = await collectHostFiles();
  const hash = await contentHash(entries, join(cacheFolder, "host-image.json"));
  const tag = `${repository}:host-${hash.slice(0, 12)}`;
  const image = { tag, origin: "imported from this machine's files" };
  if (await has(docker, tag)) return image;
  onProgress(`importing the sandbox image ${tag} from this machine's files, once`);
  await within(importMs, "import image", async () => {
    const stream = await docker.importImage(tarStream(entries), {
      repo: repository,
      tag: tag.split(":")[1],
    });
    await finished(docker, stream, onProgress);
  });
  return image;
};

const quietly = () => {};

const has = async (docker: Docker, tag: string): Promise<boolean> => {
  const images = await within(10_000, "list images", () =>
    docker.listImages({ filters: { reference: [tag] } }),
  );
  return images.length > 0;
};

/** The engine reports a failed build inside the stream. */
const finished = (docker: Docker, stream: NodeJS.ReadableStream, onProgress: (line: string) => void) =>
  new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null) => (error === null ? resolve() : reject(error)),
      (event: { error?: string; stream?: string }) => {
        if (event.error !== undefined) reject(new Error(event.error));
        if (event.stream?.trim()) onProgress(event.stream.trim());
      },
    );
  });

/** The folder of our package.json, from a checkout as well as from a build. */
const packageRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};
