// `console` of the program and of its tests: text is captured, and in tests `console.assert` is an assertion.

export const format = (args: readonly unknown[]): string => {
  const [first, ...rest] = args;
  if (typeof first !== "string") return args.map((arg) => inspect(arg)).join(" ");
  const text = first.replaceAll(/%[sdifjoOc%]/gu, (mark) => {
    if (mark === "%%") return "%";
    if (rest.length === 0) return mark;
    const value = rest.shift();
    if (mark === "%c") return "";
    if (mark === "%d" || mark === "%i" || mark === "%f")
      return String(mark === "%i" ? Math.trunc(Number(value)) : Number(value));
    return mark === "%s" && typeof value === "string" ? value : inspect(value);
  });
  return [text, ...rest.map((arg) => (typeof arg === "string" ? arg : inspect(arg)))].join(" ");
};

/** As Node shows values, on one line up to 72 characters. */
export const inspect = (value: unknown, depth = 0): string => {
  if (typeof value === "string") return depth === 0 ? value : quoted(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "function")
    return value.name === "" ? "[Function (anonymous)]" : `[Function: ${value.name}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return depth === 0 ? String(value.stack ?? value) : `[${String(value)}]`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (depth > 3) return Array.isArray(value) ? "[Array]" : "[Object]";
  const inner = (each: unknown) => inspect(each, depth + 1);
  if (Array.isArray(value)) return wrapped("[", value.map(inner), { close: "]", depth });
  if (value instanceof Map)
    return wrapped(
      `Map(${value.size}) {`,
      [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`),
      { close: "}", depth },
    );
  if (value instanceof Set)
    return wrapped(`Set(${value.size}) {`, [...value].map(inner), { close: "}", depth });
  const entries = Object.entries(value).map(
    ([key, item]) => `${/^[\w$]+$/u.test(key) ? key : quoted(key)}: ${inner(item)}`,
  );
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor
    ?.name;
  return wrapped(name === "Object" ? "{" : `${name ?? "[Object: null prototype]"} {`, entries, {
    close: "}",
    depth,
  });
};

const quoted = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll("\n", "\\n")}'`;

const wrapped = (
  open: string,
  parts: readonly string[],
  { close, depth }: { close: string; depth: number },
): string => {
  if (parts.length === 0) return open + close;
  const space = open.endsWith("[") || open.endsWith("{") ? " " : "";
  const line = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (line.length <= 76 && parts.length <= 6 && !line.includes("\n")) return line;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${indent}${parts.join(`,\n${indent}`)}\n${"  ".repeat(depth)}${close}`;
};

const quiet = () => {};

export const makeConsole = (print: (text: string) => void, check?: (ok: boolean, text: string) => void) => {
  const counts = new Map<string, number>();
  let indent = "";
  const log = (...args: readonly unknown[]) =>
    print(`${indent}${format(args).replaceAll("\n", `\n${indent}`)}\n`);
  return {
    log,
    info: log,
    debug: log,
    dir: log,
    table: log,
    error: quiet,
    warn: quiet,
    trace: quiet,
    time: quiet,
    timeEnd: quiet,
    timeLog: quiet,
    group: (...args: readonly unknown[]) => {
      if (args.length > 0) log(...args);
      indent += "  ";
    },
    groupEnd: () => (indent = indent.slice(2)),
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      log(`${label}: ${counts.get(label)}`);
    },
    assert: (condition: unknown, ...args: readonly unknown[]) => check?.(Boolean(condition), format(args)),
  };
};
