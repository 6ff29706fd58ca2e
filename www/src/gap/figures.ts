/** Each figure with what it says in words, and its downloads. */

import { html, nothing, type TemplateResult } from "lit";
import type { Gap } from "mindgap";
import type { GapTable } from "mindgap/charts";
import type { GapKind, MindgapChart } from "mindgap/elements";
import { save, saveBlob } from "../downloads.js";

interface Figure {
  kind: GapKind;
  table: GapTable;
  /** Across both columns. */
  wide?: boolean;
  reading?: string[];
}

export function figures(gap: Gap): TemplateResult {
  const { readings, components, logistic, mixed, correlations, selection } = gap;
  const any = correlations.length > 0;
  const all: (Figure | false | undefined)[] = [
    any && { kind: "correlations", table: "correlations", reading: readings.correlations },
    any && { kind: "top-k", table: "topK", reading: readings.topK },
    any && { kind: "scatter", table: "correlations", wide: true },
    components && { kind: "scree", table: "components", reading: readings.components },
    components && { kind: "biplot", table: "components" },
    selection.kept.length > 0 && {
      kind: "inflation",
      table: "selection",
      wide: true,
      reading: readings.selection,
    },
    mixed && { kind: "effects", table: "mixed", reading: mixed.reading },
    logistic && { kind: "effects-plain", table: "logistic", reading: logistic.reading },
    mixed && { kind: "r2", table: "mixed", wide: true },
  ];
  return html`<div class="charts">
    ${all.map((figure) => (figure ? one(gap, figure) : nothing))}
  </div>`;
}

function one(gap: Gap, { kind, table, wide, reading }: Figure): TemplateResult {
  const chart = (event: Event): MindgapChart | null | undefined =>
    (event.target as Element).closest("article")?.querySelector<MindgapChart>("mindgap-chart");
  return html`<article class=${wide ? "figure wide" : "figure"} data-figure=${kind}>
    <mindgap-chart kind=${kind} .gap=${gap}></mindgap-chart>
    ${reading && reading.length > 0 ? html`<p class="reading">${reading.join(" ")}</p>` : nothing}
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
