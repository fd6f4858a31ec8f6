// TypeScript and ES modules to CommonJS by esbuild, one file at a time, with the way back from lines that ran to lines that
// were written.
import { SourceMap } from "node:module";
import { build, type Loader, type Plugin, transform, type TransformFailure } from "esbuild";

export interface Transformed {
  readonly code: string;
  /** The author's line behind a line of `code`. */
  locate(line: number): number;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly line: number | null;
}

const loaders: Record<string, Loader> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".jsx": "jsx",
};
/** Known to harness/javascript/modules.ts: the module awaits at its top level. */
const asyncMark = "/*async*/";

export const toCommonJs = async (source: string, path: string): Promise<Transformed | SyntaxProblem> => {
  const loader = loaders[/\.\w+$/u.exec(path)?.[0] ?? ""] ?? "js";
  const common = {
    loader,
    sourcefile: path,
    sourcemap: "external",
    target: "es2023",
    logLevel: "silent",
  } as const;
  try {
    const { code, map } = await transform(source, { ...common, format: "cjs" });
    return located(code, map);
  } catch (error) {
    const problem = problemOf(error);
    return problem.message.includes("op-level await") ? asynchronous(source, { path, loader }) : problem;
  }
};

export const isProblem = (result: object): result is SyntaxProblem => "message" in result;

/** esbuild has no CommonJS with top-level await; its ES module output is regular enough to be finished here. */
const asynchronous = async (
  source: string,
  { path, loader }: { path: string; loader: Loader },
): Promise<Transformed | SyntaxProblem> => {
  try {
    const { outputFiles } = await build({
      stdin: { contents: source, loader, sourcefile: path, resolveDir: "/" },
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "es2023",
      sourcemap: "external",
      outfile: "out.js",
      logLevel: "silent",
      plugins: [everythingExternal],
    });
    const code = outputFiles.find((file) => file.path.endsWith(".js"))?.text ?? "";
    const map = outputFiles.find((file) => file.path.endsWith(".map"))?.text ?? "";
    return located(
      asyncMark + code.replace(importPattern, requireCall).replace(exportPattern, exportCall),
      map,
    );
  } catch (error) {
    return problemOf(error);
  }
};

const everythingExternal: Plugin = {
  name: "everything-external",
  setup: (context) =>
    context.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === "entry-point" ? null : { path, external: true },
    ),
};

const importPattern =
  /^import (?:([\w$]+)(?:, | ))?(?:\* as ([\w$]+) )?(?:\{([^}]*)\} )?(?:from )?("[^"]+");$/gmu;
const exportPattern = /^export \{([^}]*)\};$/gmu;

const requireCall = (
  all: string,
  main: string | undefined,
  space: string | undefined,
  ...rest: unknown[]
): string => {
  const [names, from] = rest as [string | undefined, string];
  const lines = "\n".repeat(all.split("\n").length - 1);
  const parts = [
    main === undefined ? "" : `const ${main} = ((m) => m.default ?? m)(require(${from}));`,
    space === undefined ? "" : `const ${space} = require(${from});`,
    names === undefined
      ? ""
      : `const {${names.replaceAll(" as ", ": ").replaceAll("\n", " ")}} = require(${from});`,
  ];
  return (parts.join("") || `require(${from});`) + lines;
};

const exportCall = (_: string, names: string): string => {
  const pairs = names.split(",").map((name) => name.trim().split(" as "));
  return `Object.assign(exports, {${pairs.map(([own, as]) => `${as ?? own}: ${own}`).join(", ")}});`;
};

const located = (code: string, map: string): Transformed => {
  let parsed: SourceMap | undefined;
  return {
    code,
    locate: (line) => {
      parsed ??= new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
      const entry = parsed.findEntry(line - 1, 1_000);
      return "originalLine" in entry && typeof entry.originalLine === "number"
        ? entry.originalLine + 1
        : line;
    },
  };
};

const problemOf = (error: unknown): SyntaxProblem => {
  const first = (error as Partial<TransformFailure>).errors?.[0];
  return { message: first?.text ?? String(error), line: first?.location?.line ?? null };
};
