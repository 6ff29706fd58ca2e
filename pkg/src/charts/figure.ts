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
  /** Shown until a mark is pointed at. */
  hint?: string;
  /** What the marks cannot say, below the chart. */
  notes?: string[];
}

/** Draws a plot into a figure. Marks with an `ariaLabel` can be reached by keyboard and explain themselves. */
export function figure(
  options: PlotOptions,
  { title, summary, hint = "", notes = [] }: FigureOptions,
): HTMLElement {
  const chart = plot({ ...options, figure: false, className: "mindgap-plot", ariaLabel: summary });
  // Plot brings a <style> of its own, which a strict Content-Security-Policy
  // refuses; the same rules stand in styles.ts.
  for (const style of chart.querySelectorAll("style")) style.remove();
  chart.setAttribute("role", "group");

  const element = document.createElement("figure");
  element.className = "mindgap-figure";
  const heading = document.createElement("figcaption");
  heading.textContent = title;
  const detail = document.createElement("p");
  detail.className = "detail";
  detail.setAttribute("aria-live", "polite");
  detail.textContent = hint;
  const frame = document.createElement("div");
  frame.className = "frame";
  frame.append(chart);
  element.append(heading, frame);
  if (notes.length > 0) {
    const list = document.createElement("ul");
    list.className = "notes";
    for (const note of notes) {
      const item = document.createElement("li");
      item.textContent = note;
      list.append(item);
    }
    element.append(list);
  }
  element.append(detail);

  const marks = [...chart.querySelectorAll<SVGElement>("rect[aria-label], circle[aria-label]")];
  for (const [index, mark] of marks.entries()) {
    const text = mark.getAttribute("aria-label") ?? "";
    mark.setAttribute("role", "img");
    // One stop for Tab; arrows go from mark to mark, as in any composite widget.
    mark.setAttribute("tabindex", index === 0 ? "0" : "-1");
    const show = (): void => void (detail.textContent = text);
    mark.addEventListener("pointerenter", show);
    mark.addEventListener("focus", show);
  }
  chart.addEventListener("pointerleave", () => void (detail.textContent = hint));
  chart.addEventListener("keydown", (event) => {
    const { key } = event as KeyboardEvent;
    const at = marks.indexOf(event.target as SVGElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = marks[(at + step + marks.length) % marks.length];
    marks[at]?.setAttribute("tabindex", "-1");
    next?.setAttribute("tabindex", "0");
    next?.focus();
  });
  return element;
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
