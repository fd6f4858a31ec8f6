// The little of SVG that the plot needs: escaped text, rounded numbers, one style sheet.

interface Chart {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly marks: readonly string[];
}

/** Title and description are what a screen reader says. */
export const chart = ({ width, height, title, description, marks }: Chart): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(description)}</desc>`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...marks,
    "</svg>",
    "",
  ].join("\n");

export const element = (name: string, attributes: Readonly<Record<string, number | string>>): string =>
  `<${name}${attributesOf(attributes)}/>`;

/** Marks with a name that shows when they are pointed at. */
export const group = (name: string, marks: readonly string[]): string =>
  ["<g>", `<title>${escape(name)}</title>`, ...marks, "</g>"].join("\n");

interface TextLook {
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly weight?: number;
  readonly tone?: "quiet";
}

export const text = (x: number, y: number, words: string, look: TextLook = {}): string => {
  const { anchor = "start", size = 12, weight = 400, tone = "loud" } = look;
  const attributes = { x, y, class: tone, "text-anchor": anchor, "font-size": size, "font-weight": weight };
  return `<text${attributesOf(attributes)}>${escape(words)}</text>`;
};

const style = [
  "text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif}",
  ".loud{fill:#1b1f24}.quiet{fill:#57606a}",
  ".grid{stroke:#e4e7eb}.axis{stroke:#8c959f}",
  ".reference{stroke:#57606a;stroke-dasharray:4 4}",
  ".whisker{stroke-width:2.5;stroke-linecap:round}",
  ".whisker.strong{stroke:#0550ae}.whisker.plain{stroke:#7aa7d9}.whisker.edge{stroke:#8c959f}",
  ".dot.strong{fill:#0550ae}.dot.plain{fill:#4184c9}.dot.edge{fill:#57606a}",
  ".bar{fill:#c8d9ee}.curve{fill:none;stroke:#0550ae;stroke-width:2}",
].join("");

const attributesOf = (attributes: Readonly<Record<string, number | string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? short(value) : escape(value)}"`)
    .join("");

const short = (value: number): string => String(Math.round(value * 100) / 100);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (words: string): string => words.replaceAll(/[&<>"']/gu, (sign) => entities[sign] ?? "");
