// What JavaScript's processes start from: the child with its packages as one plain script, and the engine.
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleChild } from "./bundle.ts";
import type { ChildCommand } from "./child.ts";
import type { Launcher } from "./launcher.ts";
import { folderOf, versionOf } from "./packages.ts";
import { ensurePrepared } from "./prepared.ts";

const engine = "@jitl/quickjs-wasmfile-release-sync";

/** How a process for one program is started. Throws `SANDBOX_DOWN`. */
export const quickjsCommand = (launcher: Launcher, cacheDir: string) => {
  let prepared: Promise<string> | undefined;
  return async (memoryBytes: number): Promise<ChildCommand> => {
    prepared ??= prepare(cacheDir);
    prepared.catch(() => (prepared = undefined));
    const folder = await prepared;
    const script = join(folder, "child.cjs");
    return launcher.command({ script, args: [folder], readable: [folder], memoryBytes });
  };
};

const prepare = async (cacheDir: string): Promise<string> => {
  const script = await bundleChild("quickjs-child");
  return ensurePrepared({
    cacheDir,
    name: "quickjs",
    version: [versionOf(engine), script].join("\n"),
    make: async (folder) => {
      await writeFile(join(folder, "child.cjs"), script);
      const wasm = join(folderOf(engine), "dist", "emscripten-module.wasm");
      await copyFile(wasm, join(folder, "quickjs.wasm"));
    },
  });
};
