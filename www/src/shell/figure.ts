/** A chart with its downloads, drawn when it comes near the screen. */

import { html, nothing, type TemplateResult } from "lit";
import type { MindgapChart } from "mindgap/elements";
import { download } from "../export/download.js";

export interface FigureProps {
  kind: string;
  /** What is drawn: a `<mindgap-chart>`, or a word where there is none yet. */
  content: () => unknown;
  /** Across both columns. */
  wide?: boolean | undefined;
  /** It answers settings of before. */
  waiting?: boolean | undefined;
  csv?: (() => Promise<string>) | undefined;
  seen?: (() => void) | undefined;
  /** There is nothing to download yet. */
  coming?: boolean | undefined;
}

export function figure(props: FigureProps): TemplateResult {
  const { kind, content, wide, waiting, csv, seen, coming = false } = props;
  const chart = (event: Event): MindgapChart | null | undefined =>
    (event.target as Element).closest("article")?.querySelector<MindgapChart>("mindgap-chart");
  const svg = (event: Event): void => download(`${kind}.svg`, chart(event)?.toSVG() ?? "");
  const png = async (event: Event): Promise<void> => {
    const image = await chart(event)?.toPNG();
    if (image) download(`${kind}.png`, image);
  };
  return html`<article
    class="figure ${wide ? "wide" : ""} ${waiting ? "waiting" : ""}"
    data-figure=${kind}
  >
    <mindgap-seen .content=${content} @seen=${seen ?? nothing}></mindgap-seen>
    <p class="take" role="group" aria-label="Download this figure">
      <button data-file="${kind}.svg" ?disabled=${coming} @click=${svg}>SVG</button>
      <button data-file="${kind}.png" ?disabled=${coming} @click=${png}>PNG</button>
      ${
        csv
          ? html`<button
              data-file="${kind}.csv"
              @click=${async () => download(`${kind}.csv`, await csv())}
            >
              CSV
            </button>`
          : nothing
      }
    </p>
  </article>`;
}
