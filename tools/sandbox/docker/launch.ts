// How a program gets into a container whose root is read-only: the container waits in a tiny shell for one script on its
// standard input; the script takes file bodies from the same stream and then runs the program.
import { posix } from "node:path";
import type { SourceFile } from "../../../core/domain.ts";
import { HydraError } from "../../../core/errors.ts";

/** What a waiting container runs: first line the script's length in bytes, then the script. */
export const waitingCommand = ["sh", "-c", 'IFS= read -r n && eval "$(head -c "$n")"'];

export interface Launch {
  /** Absolute paths, or paths below /work. */
  readonly files: readonly SourceFile[];
  readonly command: readonly string[];
  /** What the program reads; null gives it /dev/null. */
  readonly stdin: string | null;
  /** The program ends by itself after this long, even when nobody is left to kill it. */
  readonly seconds: number;
  /** Printed on standard error, and nothing is run, where the image lacks the command. */
  readonly missingMark: string;
}

const killed = 137;
const oomNoticeSeconds = 0.5;

/** The bytes to write into a waiting container. */
export const encodeLaunch = (launch: Launch): Buffer => {
  const bodies = launch.files.map((file) => Buffer.from(file.content, "utf8"));
  const folders = new Set(launch.files.map((file) => posix.dirname(target(file.path))));
  const input = launch.stdin === null ? "</dev/null" : "";
  const script = [
    "set -e",
    ...(folders.size === 0 ? [] : [`mkdir -p -- ${[...folders].map(quote).join(" ")}`]),
    ...launch.files.map(
      (file, index) => `head -c ${bodies[index]?.length ?? 0} >${quote(target(file.path))}`,
    ),
    ...present(launch.command).map(
      (check) => `${check} >/dev/null || { echo ${quote(launch.missingMark)} >&2; exit 127; }`,
    ),
    "set +e",
    // the shell itself would write "Killed" where the program's errors go
    "exec 3>&2 2>/dev/null",
    `(timeout -s KILL ${Math.ceil(launch.seconds)} ${launch.command.map(quote).join(" ")} ${input} 2>&3 3>&-)`,
    "code=$?",
    // a killed program: the engine hears of lost memory only while the container lives
    `[ "$code" -ne ${killed} ] || sleep ${oomNoticeSeconds}`,
    'exit "$code"',
  ].join("\n");
  const source = Buffer.from(`${script}\n`, "utf8");
  return Buffer.concat([
    Buffer.from(`${source.length}\n`),
    source,
    ...bodies,
    Buffer.from(launch.stdin ?? "", "utf8"),
  ]);
};

/** Shell checks that the command is there: its program, and the module of `python -m module`. */
const present = ([program = "", flag, module]: readonly string[]): string[] => {
  const checks = [`command -v ${quote(program)}`];
  if (/^python3?$/u.test(program) && flag === "-m" && module !== undefined) {
    const find = "import sys, importlib.util as u; sys.exit(u.find_spec(sys.argv[1].split('.')[0]) is None)";
    checks.push(`${program} -c ${quote(find)} ${quote(module)}`);
  }
  return checks;
};

const target = (path: string): string => {
  const absolute = posix.resolve("/work", path);
  if (path.includes("\0") || !/^\/(?:work|tmp)\/./u.test(absolute)) {
    throw new HydraError("BAD_INPUT", `The file "${path}" lies outside of the sandbox's workspace.`, {
      fix: "Give paths relative to the workspace, without `..`.",
    });
  }
  return absolute;
};

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
