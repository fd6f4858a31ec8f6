// An image without a registry: this machine's own Node and Python with the libraries they need, a shell and a few tools.
// For continuous integration and machines that reach no registry; Linux only.
import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type TarEntry, textFile } from "./tar.ts";

/** The image's entries; throws where this machine has no Python 3, shell or `ldd`. */
export const collectHostFiles = async (): Promise<readonly TarEntry[]> => {
  const python = await findPython();
  const files = new Map<string, string>();
  const add = async (path: string) => files.set(inImage(path), await realpath(path));

  files.set("usr/local/bin/node", await realpath(process.execPath));
  await add(python.executable);
  for (const tool of tools) await add(await locate(tool));
  for (const folder of [python.stdlib, ...python.packages]) {
    for (const path of await walk(folder)) await add(path);
  }
  const binaries = [...files].filter(([path]) => isBinary(path)).map(([, source]) => source);
  for (const library of await librariesOf(binaries)) await add(library);

  const content = [
    ...skeleton,
    ...pythonLinks(python.executable),
    ...(await Promise.all([...files].map(toEntry))),
  ];
  return [...foldersOf(content), ...content].sort((a, b) => (a.path < b.path ? -1 : 1));
};

const run = promisify(execFile);
const tools = ["sh", "cat", "cp", "env", "head", "ls", "mkdir", "mv", "rm", "sleep", "timeout"];
const leftOut =
  /^(?:test|tests|idlelib|tkinter|ensurepip|turtledemo|lib2to3|(?:site|dist)-packages|config-.*)$/u;

interface HostPython {
  readonly executable: string;
  readonly stdlib: string;
  /** Folders and modules of pytest, where there is one. */
  readonly packages: readonly string[];
}

const askPython = `
import sys, os, json, sysconfig, importlib.util
found = []
for name in ("pytest", "_pytest", "py", "pluggy", "iniconfig", "packaging", "attr", "attrs", "exceptiongroup", "tomli", "pygments"):
    spec = importlib.util.find_spec(name)
    if spec and spec.origin:
        found.append(os.path.dirname(spec.origin) if spec.submodule_search_locations else spec.origin)
print(json.dumps({"executable": os.path.realpath(sys.executable), "stdlib": sysconfig.get_path("stdlib"), "packages": found}))
`;

const findPython = async (): Promise<HostPython> => {
  for (const name of ["/usr/bin/python3", "python3"]) {
    const answer = await run(name, ["-c", askPython], { timeout: 20_000 }).catch(() => null);
    if (answer !== null) return JSON.parse(answer.stdout) as HostPython;
  }
  throw new Error("this machine has no python3");
};

const locate = async (tool: string): Promise<string> => {
  for (const folder of ["/usr/bin", "/bin"]) {
    const path = join(folder, tool);
    if ((await stat(path).catch(() => null)) !== null) return path;
  }
  throw new Error(`this machine has no ${tool}`);
};

const walk = async (path: string): Promise<string[]> => {
  const info = await stat(path).catch(() => null);
  if (info === null) return [];
  if (!info.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => !leftOut.test(name) && !name.includes(".opt-"));
  return (await Promise.all(names.map((name) => walk(join(path, name))))).flat();
};

const isBinary = (path: string): boolean => /\.so(?:\.[\d.]+)?$|(?:^|\/)bin\/[^/]+$/u.test(path);

/** The shared libraries of all of them; a static binary has none and is no error. */
const librariesOf = async (binaries: readonly string[]): Promise<string[]> => {
  const listed = await run("ldd", [...binaries], { timeout: 60_000, maxBuffer: 64 << 20 }).catch(
    (error: unknown) => error as { stdout?: string },
  );
  const paths = (listed.stdout ?? "").matchAll(/(?:=> |^\t)(\/\S+) \(0x/gmu);
  return [...new Set([...paths].map((match) => match[1] ?? ""))];
};

/** In the image `/lib`, `/lib64` and `/bin` are links into `/usr`, as Debian has them. */
const inImage = (path: string): string => path.replace(/^\/(lib|lib64|bin|sbin)\//u, "/usr/$1/").slice(1);

const skeleton: readonly TarEntry[] = [
  ...["tmp", "work"].map((path) => ({ kind: "folder", path, mode: 0o1777 }) as const),
  ...["bin", "lib", "lib64", "sbin"].map((path) => ({ kind: "link", path, to: `usr/${path}` }) as const),
  textFile("etc/passwd", "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/tmp:/bin/sh\n"),
  textFile("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
  textFile("usr/local/bin/pytest", '#!/bin/sh\nexec python3 -m pytest "$@"\n', 0o755),
  textFile("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
];

/** Every folder above an entry, readable by all. */
const foldersOf = (entries: readonly TarEntry[]): TarEntry[] => {
  const paths = new Set<string>();
  for (const entry of entries) {
    for (let path = dirname(entry.path); path !== "."; path = dirname(path)) paths.add(path);
  }
  return [...paths].map((path) => ({ kind: "folder", path, mode: 0o755 }));
};

const pythonLinks = (executable: string): TarEntry[] =>
  ["python", "python3"].map((name) => ({ kind: "link", path: `usr/local/bin/${name}`, to: executable }));

const toEntry = async ([path, source]: [string, string]): Promise<TarEntry> => {
  const info = await stat(source);
  const mode = (info.mode & 0o111) === 0 ? 0o644 : 0o755;
  // byte code is valid only beside a source of the same time
  const modified = Math.floor(info.mtimeMs / 1000);
  return { kind: "file", path, mode, bytes: info.size, modified, read: () => createReadStream(source) };
};
