/** The gap's figures, side by side. */

import { html, type TemplateResult } from "lit";
import type { Gap } from "mindgap";
import type { GapTable, Intervals } from "mindgap/charts";
import type { GapKind } from "mindgap/elements";
import { figure } from "../../shell/figure.js";

export interface Figure {
  kind: GapKind;
  table: GapTable;
  /** Across both columns. */
  wide?: boolean;
  intervals?: Intervals;
}

/** Those figures that there are. */
export function figures(gap: Gap, all: (Figure | false | undefined)[]): TemplateResult {
  return html`<div class="charts">
    ${all.filter((figure): figure is Figure => Boolean(figure)).map((figure) => one(gap, figure))}
  </div>`;
}

function one(gap: Gap, { kind, table, wide, intervals = "wald" }: Figure): TemplateResult {
  const content = (): TemplateResult =>
    html`<mindgap-chart kind=${kind} .gap=${gap} .intervals=${intervals}></mindgap-chart>`;
  const csv = async (): Promise<string> => {
    const { gapCsv } = await import("mindgap/charts");
    return gapCsv(gap, table);
  };
  return figure({ kind, content, wide, csv });
}
