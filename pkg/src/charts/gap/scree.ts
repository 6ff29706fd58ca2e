/** How few directions the benchmarks vary in: the paper's Figure A.1. */

import { axisX, axisY, barY, dot, gridY, lineY, ruleY, text } from "@observablehq/plot";
import type { Components } from "../../gap-types.js";
import { colour, figure } from "../figure.js";
import { format } from "../format.js";

export interface ScreeOptions {
  width?: number;
}

interface Step {
  component: number;
  share: number;
  total: number;
}

const ENOUGH = 0.95;

/** A bar for each component's share, a line for what they reach together. */
export function screeChart(
  components: Components,
  { width = 720 }: ScreeOptions = {},
): HTMLElement {
  const { explained, reach95, benchmarks, models } = components;
  let sum = 0;
  const all = explained.map((share, index): Step => {
    sum += share;
    return { component: index + 1, share, total: sum };
  });
  // Beyond the rule nothing of note happens: the last bars are left out.
  const steps = all.slice(0, Math.max(reach95 + 3, 10));
  const room = (width - 72) / Math.max(steps.length, 1);
  const every = room >= 18 ? 1 : 5;
  const several = `${reach95} component${reach95 === 1 ? "" : "s"}`;
  const first = explained[0] ?? 0;

  return figure(
    {
      width,
      height: Math.min(360, Math.max(260, width * 0.5)),
      marginLeft: 52,
      marginRight: 20,
      marginTop: 18,
      marginBottom: 44,
      x: { domain: steps.map(({ component }) => component), padding: 0.2 },
      y: { domain: [0, 1] },
      marks: [
        gridY({ stroke: colour.line, strokeOpacity: 1, ticks: 5 }),
        axisY({
          ticks: 5,
          tickSize: 0,
          tickFormat: (y: number) => `${Math.round(100 * y)} %`,
          label: null,
        }),
        axisX({
          tickSize: 0,
          label: "Component",
          labelAnchor: "center",
          labelOffset: 36,
          tickFormat: (k: number) => (k === 1 || k % every === 0 ? `${k}` : ""),
        }),
        barY(steps, { x: "component", y: "share", fill: colour.accent, fillOpacity: 0.55 }),
        ruleY([ENOUGH], { stroke: colour.loss, strokeWidth: 1.5, strokeDasharray: "5 4" }),
        text(["95 %"], {
          frameAnchor: "left",
          y: ENOUGH,
          dx: 4,
          dy: -8,
          textAnchor: "start",
          fill: colour.loss,
          stroke: colour.paper,
          strokeWidth: 3,
        }),
        lineY(steps, { x: "component", y: "total", stroke: colour.accent, strokeWidth: 2 }),
        dot(steps, {
          x: "component",
          y: "total",
          r: room < 12 ? 2.5 : 4,
          fill: ({ component }: Step) => (component >= reach95 ? colour.accent : colour.paper),
          stroke: colour.accent,
          strokeWidth: 1.5,
        }),
        barY(steps, {
          x: "component",
          y1: 0,
          y2: 1,
          fill: "transparent",
          ariaLabel: ({ component, share, total }: Step) =>
            `Component ${component}: ${format.percent(share)} of the variance, ${format.percent(total)} with those before it`,
        }),
      ],
    },
    {
      title:
        `${several} hold 95 % of what ${benchmarks.length} benchmarks tell of ${models.length} models`.replace(
          /^1 component hold/,
          "1 component holds",
        ),
      summary: `The first component has ${format.percent(first)} of the variance; ${several} reach 95 %.`,
      hint:
        "Bars: share of the variance. Line: all up to there." +
        (all.length > steps.length
          ? ` ${all.length - steps.length} more components not shown.`
          : ""),
    },
  );
}
