/** `<mindgap-chart kind="ranking">`: a chart as wide as its place. Plot is loaded when the first one is shown. */

import { html, LitElement, type PropertyValues } from "lit";
import type { Scale } from "../charts/format.js";
import type { Gap } from "../gap-types.js";
import type { Board, HeadToHead } from "../types.js";
import { sharedStyles } from "./styles.js";

/** Of a board. */
export type BoardKind = "ranking" | "ranks" | "head-to-head" | "distribution";
/** Of a gap: `effects` are the mixed regression's, `effects-plain` the plain one's. */
export type GapKind =
  | "correlations"
  | "scatter"
  | "top-k"
  | "scree"
  | "biplot"
  | "inflation"
  | "effects"
  | "effects-plain"
  | "r2";
export type ChartKind = BoardKind | GapKind;

export class MindgapChart extends LitElement {
  static override properties = {
    kind: {},
    scale: {},
    board: { attribute: false },
    record: { attribute: false },
    gap: { attribute: false },
    width: { state: true },
  };
  static override styles = sharedStyles;

  declare kind: ChartKind;
  declare scale: Scale;
  /** For the kinds of a board; the matrix takes its order from it. */
  declare board: Board | undefined;
  /** For the matrix. */
  declare record: HeadToHead | undefined;
  /** For the kinds of a gap. */
  declare gap: Gap | undefined;
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

  /** The chart as pixels, `scale` for each of the page's, on the page's paper. */
  async toPNG(scale = 2): Promise<Blob | undefined> {
    const shown = this.renderRoot.querySelector("svg.mindgap-plot");
    const text = this.toSVG();
    if (!shown || text === undefined) return undefined;
    const { width, height } = shown.getBoundingClientRect();
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const context = canvas.getContext("2d");
    if (!context) return undefined;
    context.fillStyle = paper(this);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) =>
      canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"),
    );
  }

  override render(): unknown {
    return html`<div class="place"></div>`;
  }

  protected override updated(_: PropertyValues): void {
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const draw = this.gap ? await this.#ofGap(this.gap) : await this.#ofBoard();
    const place = this.renderRoot.querySelector(".place");
    if (drawing !== this.#drawing || !place || this.width === 0) return;
    const chart = draw(this.width);
    place.replaceChildren(...(chart ? [chart] : []));
  }

  async #ofBoard(): Promise<Draw> {
    const charts = await import("../charts/leaderboard.js");
    const { board, record, scale, kind } = this;
    const drawn: Record<BoardKind, Draw> = {
      ranking: (width) => board && charts.rankingChart(board, { width, scale }),
      ranks: (width) => board?.rankShares && charts.ranksChart(board, { width }),
      distribution: (width) =>
        board?.samples?.length ? charts.distributionChart(board, { width, scale }) : undefined,
      "head-to-head": (width) =>
        record &&
        charts.headToHeadChart(record, { width, ...(board && { order: met(board, record) }) }),
    };
    return drawn[kind as BoardKind] ?? nothing;
  }

  async #ofGap(gap: Gap): Promise<Draw> {
    const charts = await import("../charts/gap/index.js");
    const { components, logistic, mixed, provenance } = gap;
    const threshold = Number(provenance.settings["mostInflation"]);
    const level = Number(provenance.settings["level"]);
    const drawn: Record<GapKind, Draw> = {
      correlations: (width) => charts.correlationsChart(gap, { width }),
      scatter: (width) => charts.scatterGrid(gap, { width }),
      "top-k": (width) => charts.topKChart(gap, { width }),
      scree: (width) => components && charts.screeChart(components, { width }),
      biplot: (width) => components && charts.biplotChart(components, { width }),
      inflation: (width) => charts.inflationChart(gap.selection, { width, threshold }),
      effects: (width) => mixed && charts.forestChart(mixed, { width, level }),
      "effects-plain": (width) => logistic && charts.forestChart(logistic, { width, level }),
      r2: (width) => mixed && charts.r2Chart(mixed, { width }),
    };
    return drawn[this.kind as GapKind] ?? nothing;
  }
}

/** A chart as wide as this, where there is something to draw. */
type Draw = (width: number) => HTMLElement | undefined;

function nothing(): undefined {
  return undefined;
}

/** What lies behind an element. */
function paper(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "white";
}

/** The board's order, without models that the record does not know. */
function met(board: Board, record: HeadToHead): string[] {
  const known = new Set(record.pairs.flatMap((pair) => [pair.a, pair.b]));
  return board.models.map((model) => model.name).filter((name) => known.has(name));
}
