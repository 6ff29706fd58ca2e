/**
 * What the charts share: a figure that states its finding, and a line below it
 * that spells out whatever mark is pointed at or focused.
 */

import { plot, type PlotOptions } from "@observablehq/plot";

/** Colours come from the page: every one is a custom property with a fallback in `styles.ts`. */
export const colour = {
  ink: "currentColor",
  mute: "var(--_mute)",
  line: "var(--_line)",
  band: "var(--_band)",
  accent: "var(--_accent)",
  win: "var(--_win)",
  loss: "var(--_loss)",
  paper: "var(--_paper)",
};

export interface FigureOptions {
  /** Stated above the chart. */
  title: string;
  /** The finding in one sentence, for those who do not see the chart. */
  summary: string;
  /** How to read it. Shown until a mark is pointed at. */
  hint?: string;
  /** What can be pointed at, such as `a model`: told beside the hint, but not on paper. */
  point?: string;
  /** What the marks cannot say, below the chart. */
  notes?: string[];
  /** The chart's data, shown as a table to who asks for it. Default: what its marks say. */
  data?: () => DataTable;
}

export interface DataTable {
  columns: string[];
  rows: (string | number)[][];
}

/** Draws a plot into a figure. Marks with an `ariaLabel` can be reached by keyboard and explain themselves. */
export function figure(
  options: PlotOptions,
  { title, summary, hint, point, notes = [], data }: FigureOptions,
): HTMLElement {
  const chart = plot({ ...options, figure: false, className: "mindgap-plot", ariaLabel: summary });
  // Plot brings a <style> of its own, which a strict Content-Security-Policy
  // refuses; the same rules stand in styles.ts.
  for (const style of chart.querySelectorAll("style")) style.remove();
  chart.setAttribute("role", "group");
  // Plot names the layers that it draws in ("dot", "tick"): words of its own, on groups without a role.
  for (const layer of chart.querySelectorAll("g[aria-label]")) layer.removeAttribute("aria-label");

  const element = make("figure", { className: "mindgap-figure" });
  const detail = make("p", { className: "detail" });
  const explain = (words?: string) => {
    if (words !== undefined) return detail.replaceChildren(words);
    const how = point && `Point at ${point}, or use Tab and the arrow keys.`;
    const pointing = make("span", { className: "pointing", textContent: how ?? "" });
    detail.replaceChildren(hint ? `${hint} ` : "", pointing);
  };
  explain();
  detail.setAttribute("aria-live", "polite");
  const frame = make("div", { className: "frame" });
  frame.append(chart);
  element.append(make("figcaption", { textContent: title }), frame);
  if (notes.length > 0) {
    const list = make("ul", { className: "notes" });
    list.append(...notes.map((note) => make("li", { textContent: note })));
    element.append(list);
  }
  element.append(detail);
  const marks = explainMarks(chart, explain);
  if (marks.length > 0) element.append(asTable(title, data ?? (() => inWords(marks))));
  return element;
}

/** Every mark's words: what there is to read where a chart has no columns. */
function inWords(marks: Mark[]): DataTable {
  return {
    columns: ["What is drawn"],
    rows: marks.map((mark) => [mark.getAttribute("aria-label") ?? ""]),
  };
}

/** Models that a picture of all of them, or of all their pairs, shows unless asked for more. */
export const MOST = 60;

/** The first of them, and a note on the others. */
export function capped<T>(models: T[], most = MOST): { shown: T[]; notes: string[] } {
  if (models.length <= most) return { shown: models, notes: [] };
  return {
    shown: models.slice(0, most),
    notes: [`The first ${most} of ${models.length.toLocaleString("en")} models are drawn.`],
  };
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

/** Written when it is first opened. */
function asTable(title: string, data: () => DataTable): HTMLElement {
  const details = make("details", {});
  const place = make("div", { className: "data", tabIndex: 0 });
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", `Data: ${title}`);
  details.append(make("summary", { textContent: "Data as a table" }), place);
  details.addEventListener("toggle", () => {
    if (!details.open || place.firstChild) return;
    const { columns, rows } = data();
    const table = make("table", {});
    const head = table.createTHead().insertRow();
    head.append(...columns.map((column) => make("th", { scope: "col", textContent: column })));
    const body = table.createTBody();
    for (const [name = "", ...values] of rows) {
      const row = body.insertRow();
      row.append(make("th", { scope: "row", textContent: String(name) }));
      row.append(...values.map((value) => make("td", { textContent: String(value) })));
    }
    place.append(table);
  });
  return details;
}

type Mark = SVGElement;

/**
 * Tells a mark's words when it is pointed at or focused. The marks are one stop for Tab, and arrows
 * go to the next one in their direction. All of a chart's marks share its listeners.
 */
function explainMarks(chart: Element, tell: (words: string | undefined) => void): Mark[] {
  const marks = [...chart.querySelectorAll<Mark>("rect[aria-label], circle[aria-label]")];
  for (const [index, mark] of marks.entries()) {
    mark.setAttribute("role", "img");
    mark.setAttribute("tabindex", index === 0 ? "0" : "-1");
  }
  const known = new Set(marks);
  const show = (event: Event): void => {
    const mark = event.target as Mark;
    if (known.has(mark)) tell(mark.getAttribute("aria-label") ?? "");
  };
  chart.addEventListener("pointerover", show);
  chart.addEventListener("focusin", show);
  chart.addEventListener("pointerleave", () => tell(undefined));
  chart.addEventListener("keydown", (event) => {
    const mark = event.target as Mark;
    const direction = DIRECTIONS[(event as KeyboardEvent).key];
    if (!known.has(mark) || !direction) return;
    event.preventDefault();
    const next = nearest(marks, mark, direction) ?? follow(marks, mark, direction);
    mark.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  return marks;
}

type Direction = [right: number, down: number];

const DIRECTIONS: Record<string, Direction | undefined> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest mark in the same row or column, as the eye goes through a matrix. */
function nearest(marks: Mark[], from: Mark, [right, down]: Direction): Mark | undefined {
  const here = middle(from);
  let [best, least]: [Mark | undefined, number] = [undefined, Infinity];
  for (const mark of marks) {
    const { x, y } = middle(mark);
    const along = (x - here.x) * right + (y - here.y) * down;
    const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
    if (along > 0.5 && aside < 0.5 && along < least) [best, least] = [mark, along];
  }
  return best;
}

/** Where nothing lies in that direction: the next one in the chart's own order, round its ends. */
function follow(marks: Mark[], from: Mark, [right, down]: Direction): Mark {
  const next = (marks.indexOf(from) + right + down + marks.length) % marks.length;
  return marks[next] ?? from;
}

/** Within its own chart; facets are groups that are moved. */
function middle(mark: Mark): { x: number; y: number } {
  const { x, y, width, height } = mark.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

/** A name that fits: long ones lose their middle, where versions differ least. */
export function fit(name: string, length: number): string {
  if (name.length <= length) return name;
  const head = Math.ceil((length - 1) / 2);
  return `${name.slice(0, head)}…${name.slice(name.length - (length - 1 - head))}`;
}

/** Characters of a name, and the margin that holds them, on a chart this wide. */
export function names(all: string[], width: number): { length: number; margin: number } {
  const longest = Math.max(...all.map((name) => name.length), 1);
  const length = Math.min(longest, width < 480 ? 14 : 28);
  return { length, margin: 18 + length * 7 };
}
