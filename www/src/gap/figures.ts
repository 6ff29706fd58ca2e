/** A figure with its downloads. */

import { html, type TemplateResult } from "lit";
import type { Gap } from "mindgap";
import type { GapTable, Intervals } from "mindgap/charts";
import type { GapKind, MindgapChart } from "mindgap/elements";
import { save, saveBlob } from "../downloads.js";

export interface Figure {
  kind: GapKind;
  table: GapTable;
  /** Across both columns. */
  wide?: boolean;
  intervals?: Intervals;
}

/** Those figures that there are, side by side. */
export function figures(gap: Gap, all: (Figure | false | undefined)[]): TemplateResult {
  return html`<div class="charts">
    ${all.filter((figure): figure is Figure => Boolean(figure)).map((figure) => one(gap, figure))}
  </div>`;
}

function one(gap: Gap, { kind, table, wide, intervals = "wald" }: Figure): TemplateResult {
  const chart = (event: Event): MindgapChart | null | undefined =>
    (event.target as Element).closest("article")?.querySelector<MindgapChart>("mindgap-chart");
  return html`<article class=${wide ? "figure wide" : "figure"} data-figure=${kind}>
    <mindgap-chart kind=${kind} .gap=${gap} .intervals=${intervals}></mindgap-chart>
    <p class="take">
      <button
        data-file="${kind}.svg"
        @click=${(event: Event) => save(`${kind}.svg`, "image/svg+xml", chart(event)?.toSVG() ?? "")}
      >
        SVG
      </button>
      <button
        data-file="${kind}.png"
        @click=${async (event: Event) => {
          const png = await chart(event)?.toPNG();
          if (png) saveBlob(`${kind}.png`, png);
        }}
      >
        PNG
      </button>
      <button
        data-file="${kind}.csv"
        @click=${async () => {
          const { gapCsv } = await import("mindgap/charts");
          save(`${kind}.csv`, "text/csv", gapCsv(gap, table));
        }}
      >
        CSV
      </button>
    </p>
  </article>`;
}
