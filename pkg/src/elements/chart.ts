/** `<mindgap-chart kind="ranking">`: a chart as wide as its place. Plot is loaded when the first one is shown. */

import { html, LitElement, type PropertyValues } from "lit";
import type { Scale } from "../charts/format.js";
import type { Board, HeadToHead } from "../types.js";
import { sharedStyles } from "./styles.js";

export type ChartKind = "ranking" | "ranks" | "head-to-head" | "distribution";

export class MindgapChart extends LitElement {
  static override properties = {
    kind: {},
    scale: {},
    board: { attribute: false },
    record: { attribute: false },
    width: { state: true },
  };
  static override styles = sharedStyles;

  declare kind: ChartKind;
  declare scale: Scale;
  /** For every kind; the matrix takes its order from it. */
  declare board: Board | undefined;
  /** For the matrix. */
  declare record: HeadToHead | undefined;
  declare width: number;

  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && Math.abs(width - this.width) > 4) this.width = width;
  });
  #drawing = 0;

  constructor() {
    super();
    this.kind = "ranking";
    this.scale = "rating";
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** The chart's SVG as a file would hold it: colours fixed to what is seen now. */
  toSVG(): string | undefined {
    const shown = this.renderRoot.querySelector("svg.mindgap-plot");
    if (!shown) return undefined;
    const copy = shown.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const [seen, written] = [[...shown.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
    for (const [index, element] of seen.entries()) {
      const style = getComputedStyle(element);
      for (const name of ["fill", "stroke"])
        written[index]?.setAttribute(name, style.getPropertyValue(name));
      written[index]?.removeAttribute("tabindex");
    }
    copy.setAttribute("font-family", "system-ui, sans-serif");
    copy.setAttribute("font-size", "12");
    return new XMLSerializer().serializeToString(copy);
  }

  override render(): unknown {
    return html`<div class="place"></div>`;
  }

  protected override updated(_: PropertyValues): void {
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const charts = await import("../charts/index.js");
    const place = this.renderRoot.querySelector(".place");
    if (drawing !== this.#drawing || !place || this.width === 0) return;
    const { board, record, scale, width } = this;
    const drawn = {
      ranking: () => board && charts.rankingChart(board, { width, scale }),
      ranks: () => board?.rankProbabilities && charts.ranksChart(board, { width }),
      distribution: () => board?.samples && charts.distributionChart(board, { width, scale }),
      "head-to-head": () =>
        record &&
        charts.headToHeadChart(record, { width, ...(board && { order: met(board, record) }) }),
    };
    const chart = drawn[this.kind]();
    place.replaceChildren(...(chart ? [chart] : []));
  }
}

/** The board's order, without models that the record does not know. */
function met(board: Board, record: HeadToHead): string[] {
  const known = new Set(record.pairs.flatMap((pair) => [pair.a, pair.b]));
  return board.models.map((model) => model.name).filter((name) => known.has(name));
}
