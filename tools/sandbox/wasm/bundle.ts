// What a child runs, as single plain scripts: Node would spend more time on stripping types, finding packages and loading
// modules than on most programs.
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";

/** A module beside this one, without its ending, with all that it imports, as a CommonJS script. */
export const bundleChild = (name: string): Promise<string> => {
  const entry = new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
  return bundle({ entryPoints: [fileURLToPath(entry)], format: "cjs" });
};

/** Pyodide's two modules as an expression: a function of `require` that gives both their functions. */
export const bundlePyodide = (folder: string): Promise<string> =>
  bundle({
    stdin: {
      contents: `export { loadPyodide } from "./pyodide.mjs"; export { default as createPyodideModule } from "./pyodide.asm.mjs";`,
      resolveDir: folder,
    },
    format: "iife",
    globalName: "pyodide",
    banner: { js: "(function (require) {" },
    footer: { js: "return pyodide; })" },
    external: ["ws"],
    minifyWhitespace: true,
    plugins: [fewerAddresses],
  });

/**
 * Pyodide gives each of its 7,000 functions an address, in case a library that is loaded later asks for it. Here none is loaded.
 * Those that it asks for itself are in its GOT; one that Python looks up by its name (`ctypes`) gets its address then.
 */
const fewerAddresses: Plugin = {
  name: "fewer-addresses",
  setup: (builder) =>
    builder.onLoad({ filter: /pyodide\.asm\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const all = "for(var symName in exports){if(isInternalSym(symName))";
      const wanted = "for(var symName in GOT){if(!(symName in exports)||isInternalSym(symName))";
      return { contents: text.replace(all, wanted) };
    }),
};

const bundle = async (options: BuildOptions): Promise<string> => {
  const { outputFiles } = await build({
    ...options,
    bundle: true,
    // A plain script has no import and no place of its own.
    supported: { "dynamic-import": false },
    define: { "import.meta.url": '"file:///child.js"' },
    write: false,
    platform: "node",
    target: "node24",
    charset: "ascii",
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles?.[0]?.text ?? "";
};
