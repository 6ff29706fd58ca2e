/** Models and benchmarks on the first two components: Gabriel (1971), "The biplot graphic display of matrices". */

import { arrow, axisX, axisY, dot, gridX, gridY, ruleX, ruleY } from "@observablehq/plot";
import type { Components } from "../../gap-types.js";
import { colour, figure, fit } from "../figure.js";
import { format } from "../format.js";
import { labelMarks, placeLabels, shortNames, type Box, type Segment } from "./labels.js";
import { spread } from "./scatter.js";

export interface BiplotOptions {
  width?: number;
}

interface Place {
  name: string;
  x: number;
  y: number;
  words: string;
}

/** Models near each other score alike; arrows that point the same way are benchmarks that say the same. */
export function biplotChart(
  components: Components,
  { width = 720 }: BiplotOptions = {},
): HTMLElement {
  const { models, benchmarks, scores, loadings, explained } = components;
  const [first = 0, second = 0] = explained;
  const pair = (row: number[] | undefined): [number, number] => [row?.[0] ?? 0, row?.[1] ?? 0];
  const points = models.map((name, m): Place => {
    const [x, y] = pair(scores[m]);
    return { name, x, y, words: `${name}: ${format.rating(x)} and ${format.rating(y)}` };
  });
  const directions = benchmarks.map((name, b) => ({ name, to: pair(loadings[b]) }));
  // Arrows have a unit of their own: the longest is as long as the models lie far.
  const far = Math.max(...points.map(({ x, y }) => Math.hypot(x, y)), 1e-9);
  const long = Math.max(...directions.map(({ to }) => Math.hypot(...to)), 1e-9);
  const stretch = (0.85 * far) / long;
  const tips = directions
    .map(({ name, to: [x, y] }): Place => ({
      name,
      x: x * stretch,
      y: y * stretch,
      words: `${name}: loadings ${format.rating(x)} and ${format.rating(y)}`,
    }))
    .sort((a, b) => Math.hypot(b.x, b.y) - Math.hypot(a.x, a.y));

  const all = [...points, ...tips, { x: 0, y: 0 }];
  const xs = spread(all.map(({ x }) => x));
  const ys = spread(all.map(({ y }) => y));
  const margin = { left: 44, right: 12, top: 26, bottom: 48 };
  const inner = width - margin.left - margin.right;
  // One unit is as long up as across, so that distances and angles mean something.
  const wanted = (inner * (ys[1] - ys[0])) / (xs[1] - xs[0]);
  const tall = Math.min(Math.max(wanted, inner * 0.55), Math.max(inner, 360), 640);
  const unit = Math.min(inner / (xs[1] - xs[0]), tall / (ys[1] - ys[0]));
  widen(xs, inner / unit);
  widen(ys, tall / unit);
  const frame: Box = {
    left: margin.left,
    right: margin.left + inner,
    top: margin.top,
    bottom: margin.top + tall,
  };
  const px = (x: number): number => frame.left + (x - xs[0]) * unit;
  const py = (y: number): number => frame.bottom - (y - ys[0]) * unit;

  const length = width < 480 ? 16 : 30;
  const r = points.length > 40 ? 3.5 : 5;
  const shortModels = new Map(models.map((name) => [name, fit(name, length)]));
  const shortBenchmarks = shortNames(benchmarks, length);
  const label = (short: Map<string, string>, { name, x, y }: Place, gap: number) => ({
    text: short.get(name) ?? name,
    x: px(x),
    y: py(y),
    gap,
    towards: Math.atan2(-y, x),
  });
  // Few models come before the arrows; of many, the arrows are what can be read.
  const few = points.length <= 20;
  const ofModels = points.map((d) => ({
    ...label(shortModels, d, r + 3),
    towards: 0,
    model: true,
  }));
  const ofTips = tips.map((d) => ({ ...label(shortBenchmarks, d, 5), model: false }));
  const placed = placeLabels(few ? [...ofModels, ...ofTips] : [...ofTips, ...ofModels], frame, {
    points: points.map(({ x, y }) => ({
      left: px(x) - r,
      right: px(x) + r,
      top: py(y) - r,
      bottom: py(y) + r,
    })),
    lines: tips.map(({ x, y }): Segment => [px(0), py(0), px(x), py(y)]),
  });
  const isModel = (d: object): boolean => (d as { model?: boolean }).model === true;
  const toX = (x: number): number => xs[0] + (x - frame.left) / unit;
  const toY = (y: number): number => ys[0] + (frame.bottom - y) / unit;
  const missing = points.length + tips.length - placed.length;
  const title = `Two components show ${format.percent(first + second)} of how ${models.length} models differ in ${benchmarks.length} benchmarks`;
  const hits = { fill: "transparent", stroke: "transparent", ariaLabel: "words" } as const;

  return figure(
    {
      width,
      height: margin.top + tall + margin.bottom,
      marginLeft: margin.left,
      marginRight: margin.right,
      marginTop: margin.top,
      marginBottom: margin.bottom,
      x: { domain: xs },
      y: { domain: ys },
      marks: [
        gridX({ stroke: colour.line, strokeOpacity: 1, ticks: 6 }),
        gridY({ stroke: colour.line, strokeOpacity: 1, ticks: 6 }),
        axisX({
          label: `First component (${format.percent(first)}) →`,
          ticks: 6,
          tickSize: 0,
          labelAnchor: "center",
          labelOffset: 38,
        }),
        axisY({
          label: `↑ Second component (${format.percent(second)})`,
          ticks: 6,
          tickSize: 0,
          labelAnchor: "top",
          labelOffset: 40,
        }),
        ruleX([0], { stroke: colour.mute, strokeOpacity: 0.6 }),
        ruleY([0], { stroke: colour.mute, strokeOpacity: 0.6 }),
        arrow(tips, {
          x1: 0,
          y1: 0,
          x2: "x",
          y2: "y",
          stroke: colour.loss,
          strokeWidth: 1.25,
          strokeOpacity: tips.length > 30 ? 0.5 : 0.8,
          headLength: 7,
        }),
        dot(points, { x: "x", y: "y", r, fill: colour.accent, stroke: colour.paper }),
        ...labelMarks(
          placed.filter((d) => !isModel(d)),
          toX,
          toY,
          colour.loss,
        ),
        ...labelMarks(placed.filter(isModel), toX, toY),
        dot(tips, { x: "x", y: "y", r: 7, ...hits, className: "tip" }),
        dot(points, {
          x: "x",
          y: "y",
          r: points.length > 40 ? 6 : 10,
          ...hits,
          className: "point",
        }),
      ],
    },
    {
      title,
      summary: `${title}. Models are points, benchmarks are arrows.`,
      hint:
        "Arrows that point the same way are benchmarks that say the same." +
        (missing > 0 ? ` ${missing} names found no room.` : ""),
      point: "a model or an arrow’s tip",
    },
  );
}

function widen(domain: [number, number], span: number): void {
  const more = Math.max(0, span - (domain[1] - domain[0])) / 2;
  domain[0] -= more;
  domain[1] += more;
}
