/** `<mindgap-chart kind="ranking">`: a chart as wide as its place. Plot is loaded when the first one is shown. */

import { css, html, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import type { Scale } from "../charts/format.js";
import { alphaOf } from "../charts/gap/level.js";
import type { Intervals } from "../charts/gap/forest.js";
import type { Gap, Regression } from "../gap-types.js";
import type { Board, HeadToHead } from "../types.js";
import { MindgapElement } from "./element.js";

/** Of a board. */
export type BoardKind = "ranking" | "ranks" | "head-to-head" | "distribution" | "slope";
/**
 * Of a gap. With models as the sample: `permutation`, `global` (the same of all benchmarks), `r2`,
 * `alone`, `coefficients`. With votes or judges: `effects`, the mixed regression's, and `effects-plain`.
 */
export type GapKind =
  | "permutation"
  | "global"
  | "alone"
  | "coefficients"
  | "stability"
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

export class MindgapChart extends MindgapElement {
  static override properties: PropertyDeclarations = {
    kind: {},
    scale: {},
    intervals: {},
    board: { attribute: false },
    without: { attribute: false },
    record: { attribute: false },
    gap: { attribute: false },
    width: { state: true },
    all: { state: true },
  };

  static override styles = [
    ...MindgapElement.styles,
    css`
      button {
        color: var(--_accent);
        background: none;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        padding: 0.2rem 0.7rem;
        cursor: pointer;
      }
    `,
  ];

  declare kind: ChartKind;
  declare scale: Scale;
  /** Of `effects` and `effects-plain`. Default `"wald"`; where a regression has no such, it is Wald's. */
  declare intervals: Intervals;
  /** For the kinds of a board; the matrix takes its order from it. */
  declare board: Board | undefined;
  /** For `slope`: the board that the other one is held against. */
  declare without: Board | undefined;
  /** For the matrix. */
  declare record: HeadToHead | undefined;
  /** For the kinds of a gap. */
  declare gap: Gap | undefined;
  declare width: number;
  /** Draw all models, also where that takes a while. */
  declare all: boolean;

  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && Math.abs(width - this.width) > 4) this.width = width;
  });
  #drawing = 0;

  constructor() {
    super();
    this.kind = "ranking";
    this.scale = "rating";
    this.intervals = "wald";
    this.width = 0;
    this.all = false;
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
    const models = this.board?.models.length ?? 0;
    const capped = CAPPED.has(this.kind) && !this.all && models > MOST;
    return html`<div class="place"></div>
      ${capped ? html`<button @click=${() => (this.all = true)}>Draw all ${models.toLocaleString("en")} models</button>` : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    // One that nobody sees loads nothing.
    if (this.width === 0) return;
    const draw = this.gap ? await this.#ofGap(this.gap) : await this.#ofBoard();
    const place = this.renderRoot.querySelector(".place");
    if (drawing !== this.#drawing || !place) return;
    const chart = draw(this.width);
    const opened = place.querySelector("details")?.open ?? false;
    const focused = this.#focused(place);
    place.replaceChildren(...(chart ? [chart] : []));
    const data = place.querySelector("details");
    if (data && opened) data.open = true;
    if (focused) focusOn(place, focused);
  }

  /** The mark or the control that has the focus, by its words: it is another one after drawing. */
  #focused(place: Element): string | undefined {
    const active = (this.renderRoot as ShadowRoot).activeElement;
    if (!active || !place.contains(active)) return undefined;
    return active.getAttribute("aria-label") ?? active.tagName.toLowerCase();
  }

  async #ofBoard(): Promise<Draw> {
    const charts = await import("../charts/leaderboard.js");
    const { board, without, record, scale, kind } = this;
    const most = this.all ? { most: Infinity } : {};
    const drawn: Record<BoardKind, Draw> = {
      ranking: (width) => board && charts.rankingChart(board, { width, scale }),
      ranks: (width) => board?.rankShares && charts.ranksChart(board, { width, ...most }),
      distribution: (width) =>
        board?.samples?.length
          ? charts.distributionChart(board, { width, scale, ...most })
          : undefined,
      slope: (width) => without && board && charts.slopeChart(without, board, { width, ...most }),
      "head-to-head": (width) =>
        record &&
        charts.headToHeadChart(record, {
          width,
          ...most,
          ...(board && { order: met(board, record) }),
        }),
    };
    return drawn[kind as BoardKind] ?? nothingToDraw;
  }

  async #ofGap(gap: Gap): Promise<Draw> {
    const charts = await import("../charts/gap/index.js");
    const { components, logistic, mixed, rated, provenance, global, selection } = gap;
    const over = charts.overModels(gap);
    const unit = rated ? { unit: `points of ${rated.name ?? "the ratings"}` } : {};
    // No claim is made on benchmarks that might as well have been others.
    const muted = selection.arbitrary;
    const threshold = Number(provenance.settings["mostInflation"]);
    const level = Number(provenance.settings["level"]);
    const alpha = alphaOf(gap);
    const effects = (fit: Regression, width: number): HTMLElement => {
      const intervals = charts.hasIntervals(fit, this.intervals) ? this.intervals : "wald";
      return charts.forestChart(fit, { width, level, intervals });
    };
    const drawn: Record<GapKind, Draw> = {
      permutation: (width) =>
        over?.permutation && charts.permutationChart(over.permutation, { width }),
      global: (width) => global && charts.permutationChart(global.q, { width }),
      alone: (width) => global && charts.aloneChart(global, { width, alpha, ...unit }),
      coefficients: (width) =>
        over?.meta && charts.coefficientsChart(over.meta, { width, level, muted, ...unit }),
      stability: (width) => selection.stability && charts.stabilityChart(selection, { width }),
      correlations: (width) => charts.correlationsChart(gap, { width }),
      scatter: (width) => charts.scatterGrid(gap, { width }),
      "top-k": (width) => charts.topKChart(gap, { width }),
      scree: (width) => components && charts.screeChart(components, { width }),
      biplot: (width) => components && charts.biplotChart(components, { width }),
      inflation: (width) => charts.inflationChart(gap.selection, { width, threshold }),
      effects: (width) => mixed && effects(mixed, width),
      "effects-plain": (width) => logistic && effects(logistic, width),
      r2: (width) =>
        over && charts.benchmarksOf(over).length > 0 && (rated ? rated.r2 : true)
          ? charts.r2Chart(over, { width, alpha, muted })
          : undefined,
    };
    return drawn[this.kind as GapKind] ?? nothingToDraw;
  }
}

function focusOn(place: Element, words: string): void {
  const marks = [...place.querySelectorAll<SVGElement>("[role=img]")];
  const name = (label: string): string => label.slice(0, label.indexOf(":"));
  // Figures change with the settings; what they are of does not.
  const mark = marks.find((one) => name(one.getAttribute("aria-label") ?? "") === name(words));
  if (mark) {
    for (const other of marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
    mark.focus();
  } else if (/^[a-z]+$/.test(words)) place.querySelector<HTMLElement>(words)?.focus();
}

/** A chart as wide as this, where there is something to draw. */
type Draw = (width: number) => HTMLElement | undefined;

function nothingToDraw(): undefined {
  return undefined;
}

/** Kinds that draw the first models only, unless asked for all: see `capped` in the charts. */
const CAPPED = new Set<ChartKind>(["ranks", "distribution", "head-to-head", "slope"]);
const MOST = 60;

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
