/** Which benchmarks were dropped because others already tell what they tell, and in which order. */

import { axisX, barX, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import type { Selection } from "../../gap-types.js";
import { colour, figure } from "../figure.js";
import { format } from "../format.js";
import { shortNames } from "./labels.js";

export interface InflationOptions {
  width?: number;
  /** The largest factor that was left. Default 10. */
  threshold?: number;
}

interface Row {
  key: string;
  name: string;
  /** Factor when it was dropped, or the last. Infinite ones are drawn at the right edge. */
  factor: number;
  /** Factor before anything was dropped. */
  start: number;
  dropped: boolean;
  words: string;
}

/** Dropped ones first, in their order, then what was left. */
export function inflationChart(
  selection: Selection,
  { width = 720, threshold = 10 }: InflationOptions = {},
): HTMLElement {
  const { dropped, kept, merged, cap, arbitrary, stability } = selection;
  const members = new Map(merged.map((one) => [one.name, one]));
  const also = (name: string): string => {
    const one = members.get(name);
    return one ? ` (mean of ${one.members.join(", ")})` : "";
  };
  const times = (name: string): string => {
    const found = stability?.columns.find((one) => one.name === name);
    return found ? `; without one model kept ${found.kept} of ${stability?.models} times` : "";
  };
  const rows: Row[] = [
    ...dropped.map(({ name, inflation, before, why }, step): Row => ({
      key: `${step + 1}. ${name}`,
      name,
      factor: inflation ?? Infinity,
      start: before ?? Infinity,
      dropped: true,
      words: `Step ${step + 1}: ${name}${also(name)} dropped with factor ${format.inflation(inflation)}: ${why}${times(name)}`,
    })),
    ...[...kept]
      .sort((a, b) => b.inflation - a.inflation)
      .map(({ name, inflation, before }): Row => ({
        key: name,
        name,
        factor: inflation,
        start: before ?? Infinity,
        dropped: false,
        words: `${name}${also(name)} kept with factor ${format.inflation(inflation)}, before anything was dropped ${format.inflation(before)}${times(name)}`,
      })),
  ];
  const finite = rows.flatMap(({ factor, start }) => [factor, start]).filter(Number.isFinite);
  const most = Math.max(threshold * 2, ...finite) * 1.3;
  const endless = rows.some(
    ({ factor, start }) => !Number.isFinite(factor) || !Number.isFinite(start),
  );
  // Beyond the axis' last tick lies a strip for what has no finite factor.
  const end = endless ? most * most ** 0.1 : most;
  const at = (factor: number): number => (Number.isFinite(factor) ? Math.max(factor, 1) : end);
  const narrow = width < 520;
  const headings = { dropped: "Dropped, in this order", kept: "Kept" };
  const order = [
    ...(dropped.length > 0
      ? [headings.dropped, ...rows.filter((d) => d.dropped).map((d) => d.key)]
      : []),
    ...(kept.length > 0
      ? [headings.kept, ...rows.filter((d) => !d.dropped).map((d) => d.key)]
      : []),
  ];
  const longest = Math.max(...rows.map(({ key }) => key.length), 8);
  const length = Math.min(
    longest,
    narrow ? Math.floor((width - 90) / 7.1) : Math.max(28, Math.floor(width / 20)),
  );
  const short = shortNames(
    rows.map(({ key }) => key),
    length,
  );
  const left = narrow ? 12 : 14 + 7.1 * length;
  const height = narrow ? 34 : 24;
  const down = narrow ? 8 : 0;
  const ticks = [1, 2, 5, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e9, 1e12].filter((tick) => tick <= most);
  const nameMarks = narrow
    ? [
        text(rows, {
          x: 1,
          y: "key",
          text: ({ key }: Row) => short.get(key) ?? key,
          textAnchor: "start",
          dy: -8,
          fill: colour.ink,
          stroke: colour.paper,
          strokeWidth: 4,
        }),
      ]
    : [
        text(rows, {
          x: 1,
          y: "key",
          text: ({ key }: Row) => short.get(key) ?? key,
          textAnchor: "end",
          dx: -10,
          fill: colour.ink,
        }),
      ];
  const title =
    dropped.length === 0
      ? `${kept.length === 1 ? "The one benchmark stays" : `All ${kept.length} benchmarks stay`}: no variance inflation factor is above ${threshold}`
      : arbitrary
        ? `${dropped.length + kept.length} benchmarks are too many for so few models: which ${kept.length} are kept says little about them`
        : `${dropped.length} of ${dropped.length + kept.length} benchmarks were dropped, ${kept.length} kept: factors of at most ${threshold}, at most ${cap} of them`;

  return figure(
    {
      width,
      height: 76 + order.length * height,
      marginLeft: left,
      marginRight: narrow ? 14 : 60,
      marginTop: 24,
      marginBottom: 48,
      x: { type: "log", domain: [1, end] },
      y: { domain: order, axis: null, padding: 0 },
      marks: [
        gridX(ticks, { stroke: colour.line, strokeOpacity: 1 }),
        axisX(endless ? [...ticks, end] : ticks, {
          label: "Variance inflation factor (log scale) →",
          tickSize: 0,
          labelAnchor: "center",
          labelOffset: 38,
          tickFormat: (tick: number) =>
            tick === end
              ? "∞"
              : tick >= 1e6
                ? tick.toExponential(0).replace("e+", "e")
                : tick.toLocaleString("en"),
        }),
        ruleX([threshold], { stroke: colour.loss, strokeWidth: 1.5, strokeDasharray: "5 4" }),
        text([`at most ${threshold}`], {
          x: threshold,
          frameAnchor: "top",
          dy: -12,
          fill: colour.loss,
        }),
        text(
          order.filter((key) => key === headings.dropped || key === headings.kept),
          {
            x: 1,
            y: (key: string) => key,
            text: (key: string) => key,
            textAnchor: narrow ? "start" : "end",
            dx: narrow ? 0 : -10,
            dy: narrow ? 4 : 2,
            fill: colour.mute,
            fontWeight: 600,
          },
        ),
        ...nameMarks,
        ruleY(rows, {
          x1: ({ factor }: Row) => at(factor),
          x2: ({ start }: Row) => at(start),
          y: "key",
          dy: down,
          stroke: colour.mute,
          strokeOpacity: 0.5,
          strokeWidth: 1.5,
        }),
        dot(rows, {
          x: ({ start }: Row) => at(start),
          y: "key",
          r: 2.5,
          dy: down,
          fill: colour.mute,
        }),
        dot(rows, {
          x: ({ factor }: Row) => at(factor),
          y: "key",
          r: 4.5,
          dy: down,
          fill: ({ dropped: out }: Row) => (out ? colour.paper : colour.accent),
          stroke: ({ dropped: out }: Row) => (out ? colour.loss : colour.accent),
          strokeWidth: 1.5,
        }),
        text(rows, {
          x: end,
          y: "key",
          text: ({ factor }: Row) => format.inflation(factor),
          textAnchor: narrow ? "end" : "start",
          dx: narrow ? 0 : 12,
          dy: narrow ? -8 : 0,
          fill: ({ dropped: out }: Row) => (out ? colour.mute : colour.ink),
        }),
        barX(rows, {
          x1: 1,
          x2: end,
          y: "key",
          fill: "transparent",
          ariaLabel: "words",
          className: "row",
        }),
      ],
    },
    {
      title,
      summary: `${title}.${
        stability && dropped.length > 0
          ? ` Without one of the ${stability.models} models the same are kept ${stability.same} times.`
          : ""
      }${merged.length > 0 ? ` ${merged.length} were merged of several.` : ""}`,
      hint: "Small point: the factor before anything was dropped. Large: when dropped (hollow), or at last (filled).",
      point: "a row",
      notes: merged.map(
        ({ name, members: parts, correlation }) =>
          `“${name}” is the mean of ${parts.join(", ")}, which say the same (r ${format.rating(correlation)}).`,
      ),
    },
  );
}
