// The curve of `hydra bench recall` as one SVG: search time over the number of chunks, both by their logarithm's steps.
import { chart, element, group, text } from "./figures/marks.ts";
import type { RecallPoint } from "./recall-bench.ts";

const frame = { left: 70, right: 620, top: 70, bottom: 330 };

export const recallPlot = (points: readonly RecallPoint[]): string => {
  const sizes = points.map(({ chunks }) => Math.log10(chunks));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const high = Math.max(...points.map(({ p95Ms }) => p95Ms), 1) * 1.1;
  const x = (chunks: number): number =>
    most > least
      ? frame.left + ((Math.log10(chunks) - least) / (most - least)) * (frame.right - frame.left)
      : (frame.left + frame.right) / 2;
  const y = (ms: number): number => frame.bottom - (ms / high) * (frame.bottom - frame.top);
  const curve = (of: "p50Ms" | "p95Ms", look: string): string[] => [
    element("polyline", {
      points: points.map((point) => `${x(point.chunks).toFixed(1)},${y(point[of]).toFixed(1)}`).join(" "),
      class: "curve",
      style: look,
    }),
    ...points.map((point) =>
      group(`${point.chunks} chunks: ${point[of]} ms`, [
        element("circle", { cx: x(point.chunks), cy: y(point[of]), r: 4, class: "dot strong" }),
      ]),
    ),
  ];
  const last = points.at(-1);
  return chart({
    width: 720,
    height: 390,
    title: "Search time over the size of memory",
    description: points
      .map(({ chunks, p50Ms, p95Ms }) => `${chunks}: p50 ${p50Ms}, p95 ${p95Ms} ms`)
      .join("; "),
    marks: [
      text(24, 34, "Search time over the size of memory (ms)", { size: 17, weight: 600 }),
      text(
        24,
        54,
        "synthetic chunks of 384 dimensions; words, vectors and graph; chunks on a logarithmic axis",
        {
          tone: "quiet",
        },
      ),
      ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
        element("line", {
          x1: frame.left,
          x2: frame.right,
          y1: y(share * high),
          y2: y(share * high),
          class: "grid",
        }),
        text(frame.left - 8, y(share * high) + 4, (share * high).toFixed(0), {
          anchor: "end",
          tone: "quiet",
        }),
      ]),
      ...points.map(({ chunks }) =>
        text(x(chunks), frame.bottom + 20, chunks.toLocaleString("en"), { anchor: "middle", tone: "quiet" }),
      ),
      ...curve("p50Ms", ""),
      ...curve("p95Ms", "stroke-dasharray:5 4"),
      ...(last === undefined
        ? []
        : [
            text(frame.right + 10, y(last.p50Ms) + 4, "p50"),
            text(frame.right + 10, y(last.p95Ms) + 4, "p95", { tone: "quiet" }),
          ]),
    ],
  });
};
