/** Rows of a point with its interval and a number at the right: what correlations, distances and effects are drawn as. */

import {
  axisX,
  barX,
  dot,
  gridX,
  ruleX,
  ruleY,
  text,
  tickX,
  type Markish,
} from "@observablehq/plot";
import { colour, figure, type DataTable, type FigureOptions } from "../figure.js";
import { format } from "../format.js";
import { shortNames } from "./labels.js";
import type { Row } from "./row.js";

/** What counts as beyond chance where no level is known. */
export const ALPHA = 0.05;

export interface RowsOptions extends FigureOptions {
  width: number;
  domain: [number, number];
  /** Of the horizontal axis. */
  label: string;
  /** Heads the numbers at the right. */
  heading: string;
  /** Where nothing is. Default 0. */
  zero?: number;
  /** Bars from zero instead of points. */
  bars?: boolean;
  /** `"mute"` where nothing shall stand out. Default `"accent"`. */
  tone?: "accent" | "mute";
}

/** In the order given. Where it is narrow, names stand above their lines instead of beside them. */
export function rowsFigure(rows: Row[], options: RowsOptions): HTMLElement {
  const { width, domain, label, heading, zero = 0, bars = false, tone = "accent" } = options;
  const strong = colour[tone];
  const narrow = width < 520;
  const longest = Math.max(...rows.map(({ name }) => name.length), 1);
  const aside =
    12 + 7 * Math.max(...rows.map(({ right }) => right.length), narrow ? 0 : heading.length);
  const length = Math.min(
    longest,
    narrow ? Math.floor((width - 24 - aside) / 7.1) : Math.max(28, Math.floor(width / 20)),
  );
  const short = shortNames(
    rows.map(({ name }) => name),
    length,
  );
  const margin = narrow ? 10 : 14 + 7.1 * length;
  const height = narrow ? 36 : rows.length > 60 ? 18 : 25;
  const down = narrow ? 9 : 0;
  const inside = (x: number): number => Math.min(Math.max(x, domain[0]), domain[1]);
  const low = ({ interval, at }: Row): number => inside(interval ? (interval[0] ?? domain[0]) : at);
  const high = ({ interval, at }: Row): number =>
    inside(interval ? (interval[1] ?? domain[1]) : at);
  const cut = (end: 0 | 1): Row[] =>
    rows.filter(({ interval }) => {
      const x = interval?.[end];
      return interval && (x === null || x === undefined || x < domain[0] || x > domain[1]);
    });
  const lead = narrow
    ? [
        text(rows, {
          x: domain[0],
          y: "name",
          text: ({ name }: Row) => short.get(name) ?? name,
          textAnchor: "start",
          dy: -8,
          fill: colour.ink,
          stroke: colour.paper,
          strokeWidth: 4,
        }),
      ]
    : [];
  const points: Markish[] = bars
    ? [
        barX(rows, {
          x1: zero,
          x2: "at",
          y: "name",
          fill: strong,
          fillOpacity: ({ filled }: Row) => (filled ? 0.85 : 0.4),
          insetTop: narrow ? 19 : 4,
          insetBottom: narrow ? 3 : 4,
        }),
        // Nothing would be seen of a bar that has no length.
        dot(
          rows.filter(({ at }) => at === zero),
          { x: "at", y: "name", r: 3, dy: down, fill: strong },
        ),
      ]
    : [
        dot(rows, {
          x: ({ at }: Row) => inside(at),
          y: "name",
          r: 4.5,
          dy: down,
          fill: ({ filled }: Row) => (filled ? strong : colour.paper),
          stroke: strong,
          strokeWidth: 1.5,
        }),
      ];

  return figure(
    {
      width,
      height: 72 + rows.length * height,
      marginLeft: margin,
      marginRight: narrow ? 10 : aside + 4,
      marginTop: 24,
      marginBottom: 48,
      x: { domain },
      y: {
        domain: rows.map(({ name }) => name),
        label: null,
        padding: 0,
        ...(narrow
          ? { axis: null }
          : { tickSize: 0, tickFormat: (name: string) => short.get(name) ?? name }),
      },
      marks: [
        gridX({ stroke: colour.line, strokeOpacity: 1, ticks: narrow ? 5 : 9 }),
        axisX({
          label,
          ticks: narrow ? 5 : 9,
          tickSize: 0,
          labelAnchor: "center",
          labelOffset: 38,
        }),
        ruleX([zero], { stroke: colour.mute, strokeWidth: 1.5 }),
        ...lead,
        ...(bars ? points : []),
        ruleY(
          rows.filter(({ interval }) => interval),
          {
            x1: low,
            x2: high,
            y: "name",
            dy: down,
            stroke: bars ? colour.ink : strong,
            strokeWidth: bars ? 1.5 : 2.5,
            strokeOpacity: bars ? 0.7 : 0.55,
          },
        ),
        tickX(
          rows.filter(({ chance }) => chance !== undefined),
          {
            x: "chance",
            y: "name",
            insetTop: narrow ? 18 : 3,
            insetBottom: narrow ? 2 : 3,
            stroke: colour.ink,
            strokeDasharray: "2 2",
          },
        ),
        ...([0, 1] as const).map((end) =>
          text(cut(end), {
            x: domain[end],
            y: "name",
            text: () => (end === 0 ? "◂" : "▸"),
            fill: strong,
            dy: down,
            fontSize: 14,
          }),
        ),
        ...(bars ? [] : points),
        text([heading], {
          frameAnchor: "top-right",
          textAnchor: narrow ? "end" : "start",
          dx: narrow ? 0 : 10,
          dy: -14,
          fill: colour.mute,
        }),
        text(rows, {
          x: domain[1],
          y: "name",
          text: "right",
          textAnchor: narrow ? "end" : "start",
          dx: narrow ? 0 : 10,
          dy: narrow ? -8 : 0,
          fill: ({ filled }: Row) => (filled ? colour.ink : colour.mute),
        }),
        // On top, unseen: the whole row answers to pointer and keyboard.
        barX(rows, {
          x1: domain[0],
          x2: domain[1],
          y: "name",
          fill: "transparent",
          ariaLabel: "words",
          className: "row",
        }),
      ],
    },
    { data: () => rowsTable(rows, heading), ...options },
  );
}

function rowsTable(rows: Row[], heading: string): DataTable {
  const end = (x: number | null | undefined): string =>
    x === null || x === undefined ? "" : format.rating(x);
  return {
    columns: ["Name", "Value", "From", "To", heading],
    rows: rows.map(({ name, at, interval, right }) => [
      name,
      format.rating(at),
      end(interval?.[0]),
      end(interval?.[1]),
      right,
    ]),
  };
}
