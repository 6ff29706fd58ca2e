/** How much of the votes benchmarks explain, how much the models' identity adds, and what is left. */

import { barX, text } from "@observablehq/plot";
import type { Regression } from "../../gap-types.js";
import { colour, figure } from "../figure.js";
import { format } from "../format.js";

export interface R2Options {
  width?: number;
}

interface Part {
  label: string;
  from: number;
  to: number;
  fill: string;
  ink: string;
}

/** Nakagawa and Schielzeth's R² as one bar. Throws for a regression without: the plain logit has none. */
export function r2Chart(regression: Regression, { width = 720 }: R2Options = {}): HTMLElement {
  const { r2 } = regression;
  if (!r2) throw new TypeError("only the mixed regression has a marginal and a conditional R²");
  const marginal = Math.min(Math.max(r2.marginal, 0), 1);
  const conditional = Math.min(Math.max(r2.conditional, marginal), 1);
  const parts: Part[] = [
    {
      label: "benchmarks (marginal R²)",
      from: 0,
      to: marginal,
      fill: colour.accent,
      ink: colour.paper,
    },
    {
      label: "model identity (conditional − marginal)",
      from: marginal,
      to: conditional,
      fill: `color-mix(in oklab, ${colour.accent} 40%, ${colour.paper})`,
      ink: colour.ink,
    },
    {
      label: "unexplained",
      from: conditional,
      to: 1,
      fill: `color-mix(in oklab, ${colour.mute} 30%, ${colour.paper})`,
      ink: colour.ink,
    },
  ];
  const share = ({ from, to }: Part): number => to - from;
  const words = (part: Part): string => `${part.label}: ${format.percent(share(part))}`;
  const inner = width - 4;
  const left = 2;
  const bar = 40;
  const line = 20;
  const title =
    `Benchmarks explain ${format.percent(marginal)} of the variance of votes; ` +
    `which model it is adds ${format.percent(conditional - marginal)}`;

  return figure(
    {
      width,
      height: bar + 12 + parts.length * line,
      marginLeft: left,
      marginRight: 2,
      marginTop: 2,
      marginBottom: 10 + parts.length * line,
      x: { domain: [0, 1], axis: null },
      y: { axis: null },
      marks: [
        barX(parts, {
          x1: "from",
          x2: "to",
          fill: "fill",
          insetLeft: 0.5,
          insetRight: 0.5,
          ariaLabel: words,
        }),
        text(
          parts.filter((part) => share(part) * inner > 52),
          {
            x: ({ from, to }: Part) => (from + to) / 2,
            text: (part: Part) => format.percent(share(part)),
            fill: "ink",
            pointerEvents: "none",
          },
        ),
        ...parts.flatMap((part, index) => [
          text([part], {
            frameAnchor: "bottom-left",
            text: () => "■",
            fill: "fill",
            stroke: colour.mute,
            strokeWidth: 0.5,
            fontSize: 14,
            dy: 12 + index * line,
            lineAnchor: "middle",
          }),
          text([part], {
            frameAnchor: "bottom-left",
            text: words,
            fill: colour.ink,
            dx: 16,
            dy: 12 + index * line,
            lineAnchor: "middle",
          }),
        ]),
      ],
    },
    {
      title,
      summary: `${title}; ${format.percent(1 - conditional)} is unexplained.`,
      hint: "R² of Nakagawa and Schielzeth, on the scale of the log-odds.",
    },
  );
}
