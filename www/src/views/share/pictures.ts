/** Charts drawn out of sight, for a report or a file: as wide as a page, dark on white. */

import type { Gap } from "mindgap";
import type { ChartKind, MindgapChart } from "mindgap/elements";
import type { Scale } from "mindgap/charts";
import type { Board, HeadToHead } from "../../types.js";

export interface Results {
  board: Board;
  record?: HeadToHead | undefined;
  gap?: Gap | undefined;
  /** The board without control, where the other one is controlled. */
  without?: Board | undefined;
  scale: Scale;
}

/** Longest that one chart may take; a report can do without it. */
const PATIENCE = 10_000;

/** The SVG of each chart that these results have. */
export async function pictures(
  kinds: ChartKind[],
  results: Results,
): Promise<Partial<Record<ChartKind, string>>> {
  const sheet = document.createElement("div");
  sheet.className = "offscreen";
  sheet.setAttribute("aria-hidden", "true");
  document.body.append(sheet);
  try {
    const drawn = await Promise.all(kinds.map((kind) => picture(sheet, kind, results)));
    return Object.fromEntries(drawn.flatMap((svg, at) => (svg ? [[kinds[at], svg]] : [])));
  } finally {
    sheet.remove();
  }
}

async function picture(
  sheet: Element,
  kind: ChartKind,
  { board, record, gap, without, scale }: Results,
): Promise<string | undefined> {
  const chart: MindgapChart = document.createElement("mindgap-chart");
  const ofBoard = ["ranking", "distribution", "ranks", "head-to-head", "slope"].includes(kind);
  Object.assign(
    chart,
    { kind, scale, theme: "light" },
    ofBoard ? { board, record, without } : { gap },
  );
  sheet.append(chart);
  const until = performance.now() + PATIENCE;
  let svg = chart.toSVG();
  while (!svg && performance.now() < until) {
    await new Promise(requestAnimationFrame);
    svg = chart.toSVG();
  }
  return svg;
}
