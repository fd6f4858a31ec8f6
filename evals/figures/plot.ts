// A result as one SVG: the solvers between single and oracle with their intervals, and whether stated chances hold.
// It brings its own background, so that it reads alike in light and dark viewers.
import { statingOf } from "./blocks.ts";
import { compare } from "./draws.ts";
import { chart, element, group, text } from "./marks.ts";
import { reliabilityPanel } from "./reliability-panel.ts";
import type { ChoiceResult, SolverFigures } from "./schema.ts";
import { percent, tame } from "./words.ts";

const left = { names: 208, from: 220, to: 500, values: 514, width: 650 };
const top = 104;
const lineHeight = 26;

export const plotOf = (result: ChoiceResult): string => {
  const solvers = Object.entries(result.solvers)
    .filter(([name]) => name !== "random3" || result.drawnBy.length > 1)
    .toSorted(([a, x], [b, y]) => x.passAt1.value - y.passAt1.value || compare(a, b));
  const height = Math.max(top + solvers.length * lineHeight + 76, 512);
  const stating = statingOf(result);
  const words = result.simulated ? "SIMULATED · " : "";
  const counted = `${result.tasks} tasks, ${result.seeds} seeds, ${result.draws} draws of ${result.k}`;
  return chart({
    width: 1_000,
    height,
    title: `${words}${tame(result.suite, 60)}: which of ${result.k} candidates is chosen, ${tame(result.models, 60)}`,
    description: [
      counted,
      ...solvers.map(([name, { passAt1 }]) => `${tame(name, 40)} ${percent(passAt1)}`),
      `expected calibration error of ${tame(stating?.[0] ?? "none", 40)}: ${stating?.[1].ece?.value ?? "none stated"}`,
    ].join("; "),
    marks: [
      text(24, 34, `${words}${tame(result.suite, 40)} · ${tame(result.models, 60)}`, {
        size: 17,
        weight: 600,
      }),
      text(24, 56, `${counted} · intake: ${tame(result.intake, 20)} · jurors: ${tame(result.jurors, 20)}`, {
        tone: "quiet",
      }),
      ...choicePanel(solvers, result.k),
      ...reliabilityPanel(stating, { x: left.width + 60, y: top, size: 260 }),
    ],
  });
};

const choicePanel = (solvers: readonly (readonly [string, SolverFigures])[], k: number): string[] => {
  const figures = solvers.map(([, { passAt1 }]) => passAt1);
  const low = Math.floor(Math.min(...figures.map((one) => one.low)) * 20) / 20;
  const high = Math.max(Math.ceil(Math.max(...figures.map((one) => one.high)) * 20) / 20, low + 0.05);
  const x = (share: number): number => left.from + ((share - low) / (high - low)) * (left.to - left.from);
  const bottom = top + solvers.length * lineHeight;
  const step = [0.05, 0.1, 0.2].find((one) => (high - low) / one <= 6) ?? 0.25;
  const ticks = Array.from({ length: 41 }, (_, index) => index * 0.05)
    .filter((tick) => tick >= low - 1e-9 && tick <= high + 1e-9)
    .filter((tick) => Math.abs(tick / step - Math.round(tick / step)) < 1e-6);
  return [
    text(24, 86, "Chance that the pick is right (pass@1), with 95% interval over tasks", { weight: 600 }),
    ...ticks.flatMap((tick) => [
      element("line", { x1: x(tick), x2: x(tick), y1: top, y2: bottom, class: "grid" }),
      text(x(tick), bottom + 18, `${Math.round(100 * tick)}%`, { anchor: "middle", tone: "quiet" }),
    ]),
    ...solvers
      .filter(([name]) => name === "single" || name === "oracle")
      .map(([, { passAt1 }]) =>
        element("line", {
          x1: x(passAt1.value),
          x2: x(passAt1.value),
          y1: top,
          y2: bottom,
          class: "reference",
        }),
      ),
    ...solvers.map(([name, { passAt1 }], index) => {
      const y = top + (index + 0.5) * lineHeight;
      const tone = toneOf(name);
      return group(`${tame(name, 40)}: ${percent(passAt1)}`, [
        text(left.names, y + 4, tame(name, 30), {
          anchor: "end",
          ...(name === "hydra" ? { weight: 700 } : {}),
        }),
        element("line", { x1: x(passAt1.low), x2: x(passAt1.high), y1: y, y2: y, class: `whisker ${tone}` }),
        element("circle", {
          cx: x(passAt1.value),
          cy: y,
          r: name === "hydra" ? 6 : 4.5,
          class: `dot ${tone}`,
        }),
        text(left.values, y + 4, percent(passAt1), { tone: "quiet" }),
      ]);
    }),
    text(
      24,
      bottom + 44,
      `dashed: single (a drawn candidate) and oracle (any of the ${k} is right). Whiskers share their tasks:`,
      { tone: "quiet", size: 11 },
    ),
    text(24, bottom + 59, "whether two solvers differ is told by the paired differences, not by overlap.", {
      tone: "quiet",
      size: 11,
    }),
  ];
};

const toneOf = (name: string): string => {
  if (name === "hydra") return "strong";
  return name === "single" || name === "oracle" ? "edge" : "plain";
};
