// The reliability curve: what share of the draws with a stated chance was right, with how many draws each bin holds.
import { element, group, text } from "./marks.ts";
import type { Bin, SolverFigures } from "./schema.ts";
import { percent, plain, tame } from "./words.ts";

interface Place {
  readonly x: number;
  readonly y: number;
  /** Of the square, in pixels. */
  readonly size: number;
}

export const reliabilityPanel = (
  stating: readonly [string, SolverFigures] | null,
  { x, y, size }: Place,
): string[] => {
  if (stating === null) return [text(x, y + 20, "No solver stated a chance.", { tone: "quiet" })];
  const [name, { reliability, ece, brier }] = stating;
  const bins = (reliability ?? []).filter(({ count }) => count > 0);
  const across = (share: number): number => x + share * size;
  const up = (share: number): number => y + (1 - share) * size;
  const points = bins.map((bin) => ({ bin, x: across(bin.chance ?? 0), y: up(bin.right?.value ?? 0) }));
  return [
    text(x - 40, y - 18, `Stated chance of ${tame(name, 24)} against share right`, { weight: 600 }),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      element("line", { x1: x, x2: x + size, y1: up(share), y2: up(share), class: "grid" }),
      text(x - 8, up(share) + 4, `${100 * share}%`, { anchor: "end", tone: "quiet", size: 11 }),
    ]),
    element("line", { x1: x, y1: y + size, x2: x + size, y2: y, class: "reference" }),
    element("polyline", {
      points: points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(" "),
      class: "curve",
    }),
    ...points.map((point) =>
      group(describe(point.bin), [
        element("line", {
          x1: point.x,
          x2: point.x,
          y1: up(point.bin.right?.low ?? 0),
          y2: up(point.bin.right?.high ?? 0),
          class: "whisker plain",
        }),
        element("circle", { cx: point.x, cy: point.y, r: 4.5, class: "dot strong" }),
      ]),
    ),
    ...countBars(bins, { x, y: y + size + 8, size }),
    text(x - 40, y + size + 114, `ECE ${plain(ece)} · Brier ${plain(brier)}`),
    text(x - 40, y + size + 131, "dashed: a chance that holds; ECE over the ten bins", {
      size: 11,
      tone: "quiet",
    }),
  ];
};

const barHeight = 36;

/** How many draws each bin holds, below the curve on the same axis. */
const countBars = (bins: readonly Bin[], { x, y, size }: Place): string[] => {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const bottom = y + 16 + barHeight;
  return [
    ...bins.flatMap(({ from, to, count }) => {
      const height = Math.max(1, (count / most) * barHeight);
      return [
        element("rect", {
          x: x + from * size + 1,
          y: bottom - height,
          width: (to - from) * size - 2,
          height,
          class: "bar",
        }),
        text(x + ((from + to) / 2) * size, bottom - height - 3, String(count), {
          anchor: "middle",
          tone: "quiet",
          size: 9,
        }),
      ];
    }),
    element("line", { x1: x, x2: x + size, y1: bottom, y2: bottom, class: "axis" }),
    ...[0, 0.5, 1].map((share) =>
      text(x + share * size, bottom + 15, `${100 * share}%`, { anchor: "middle", tone: "quiet", size: 11 }),
    ),
    text(x + size / 2, bottom + 29, "stated; bars: draws in each bin", {
      anchor: "middle",
      tone: "quiet",
      size: 11,
    }),
  ];
};

const describe = ({ from, to, count, chance, right }: Bin): string =>
  `stated ${from} to ${to}: ${count} draws, stated ${(100 * (chance ?? 0)).toFixed(1)} on average, right ${percent(right)} %`;
