// What a package says it needs, by the lines of its manifest, so that a part of a long one says as much as the whole.

interface Manifest {
  /** Null where this part does not say it. */
  readonly name: string | null;
  readonly needs: readonly string[];
}

/** Null where the file is no manifest that is known. */
export const manifestOf = (path: string, text: string): Manifest | null => {
  const file = path.split(/[\\/]/u).at(-1)?.toLowerCase() ?? "";
  const reader = readers.find(({ files }) => files.test(file));
  if (reader === undefined) return null;
  const needs = reader.needs.flatMap((pattern) =>
    [...text.slice(0, limitText).matchAll(pattern)].map(([, need = ""]) => need),
  );
  const [, name = null] = reader.name?.exec(text) ?? [];
  const others = needs.filter((need) => need !== name && !reader.not.has(need));
  return { name, needs: [...new Set(others)].slice(0, limitNeeds) };
};

const limitText = 50_000;
const limitNeeds = 60;

interface Reader {
  readonly files: RegExp;
  readonly name: RegExp | null;
  readonly needs: readonly RegExp[];
  /** Keys that look like a need. */
  readonly not: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
/** A version or a range of them, or a place that a package manager takes instead. */
const range = String.raw`(?:[\^~<>=*vx]{0,2}\s*\d[^"\n]*|\*|latest|(?:workspace|npm|file|link|git|github|https?)[:+][^"\n]*)`;

const readers: readonly Reader[] = [
  {
    files: /^package\.json$/u,
    name: /"name"\s*:\s*"([^"\n]{1,100})"/u,
    needs: [new RegExp(String.raw`^[ \t]*"([@\w][\w@./-]{0,100})"\s*:\s*"${range}"`, "gmu")],
    not: new Set([
      "version",
      "node",
      "npm",
      "pnpm",
      "yarn",
      "homepage",
      "url",
      "packageManager",
      "repository",
      "bugs",
      "license",
    ]),
  },
  {
    files: /^(?:requirements.*|constraints.*)\.(?:txt|in)$/u,
    name: null,
    needs: [/^([A-Za-z][\w.-]{0,80})[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?:[<>=!~;#@].*)?$/gmu],
    not: none,
  },
  {
    files: /^pyproject\.toml$/u,
    name: /^name\s*=\s*["']([^"'\n]{1,100})["']/mu,
    needs: [
      /["']([A-Za-z][\w.-]{0,80})(?:\[[^\]\n]*\])?\s*[<>=!~]=?[^"'\n]*["']/gu,
      /^([A-Za-z][\w-]{0,80})\s*=\s*(?:["'][\^~<>=*\d]|\{[^}\n]*version)/gmu,
      /^[ \t]+["']([A-Za-z][\w.-]{0,80})["'],?[ \t]*$/gmu,
    ],
    not: new Set(["version", "python", "requires-python", "target-version", "line-length"]),
  },
  {
    files: /^cargo\.toml$/u,
    name: /^\[package\][^[]*?^name\s*=\s*"([^"\n]{1,100})"/mu,
    needs: [
      /^([A-Za-z][\w-]{0,80})\s*=\s*(?:"[\^~<>=*\d][^"\n]*"|\{[^}\n]*(?:version|path|git|workspace)\s*=)/gmu,
    ],
    not: new Set(["version", "edition", "rust-version", "resolver"]),
  },
  {
    files: /^go\.mod$/u,
    name: /^module\s+(\S{1,200})/mu,
    needs: [/^(?:require\s+|\t)([\w.-]+\.[\w.-]+\/\S{1,150})\s+v\d/gmu],
    not: none,
  },
  {
    files: /^gemfile$|\.gemspec$/u,
    name: null,
    needs: [/(?:\bgem|add_(?:\w+_)?dependency)[\s(]+["']([\w.-]{1,80})["']/gu],
    not: none,
  },
  {
    files: /^composer\.json$/u,
    name: /"name"\s*:\s*"([^"\n]{1,100})"/u,
    needs: [new RegExp(String.raw`"([\w.-]{1,80}/[\w.-]{1,80})"\s*:\s*"${range}"`, "gu")],
    not: none,
  },
  { files: /^pom\.xml$/u, name: null, needs: [/<artifactId>([\w.-]{1,100})<\/artifactId>/gu], not: none },
  {
    files: /^build\.gradle(?:\.kts)?$/u,
    name: null,
    needs: [
      /\b(?:implementation|api|compileOnly|runtimeOnly|testImplementation)[\s(]+["']([\w.:-]{3,120}?)(?::[\d][^"':]*)?["']/gu,
    ],
    not: none,
  },
];
