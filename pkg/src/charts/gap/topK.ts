/** How far each benchmark's first models are from the votes' first: the paper's Figure A.3. */

import type { Gap } from "../../gap-types.js";
import { format } from "../format.js";
import { rowsFigure, type Row } from "./rows.js";

export interface TopKChartOptions {
  width?: number;
}

/** Nearest on top. */
export function topKChart(gap: Gap, { width = 720 }: TopKChartOptions = {}): HTMLElement {
  const rows = gap.correlations
    .filter(({ topK }) => Number.isFinite(topK.distance))
    .sort((a, b) => a.topK.distance - b.topK.distance)
    .map(({ benchmark, topK: { k, distance, interval } }): Row => {
      return {
        name: benchmark,
        at: distance,
        ...(interval && { interval }),
        filled: true,
        right: format.rating(distance),
        words:
          `${benchmark}: its first ${k} are ${format.rating(distance)} from the votes’ first ${k}` +
          (interval ? `, interval ${interval.map(format.rating).join(" to ")}` : ""),
      };
    });
  const k = gap.correlations[0]?.topK.k ?? 0;
  const [best] = rows;
  const nearest = rows.filter(({ at }) => best && at === best.at);
  const same = nearest.length;
  const who = same === 1 ? `${best?.name} comes` : `${same} benchmarks come`;
  const title = !best
    ? "No benchmark has a list to compare"
    : best.at === 0
      ? `${same} of ${rows.length} benchmarks ${same === 1 ? "has" : "have"} the votes’ first ${k} in the votes’ order`
      : `${who} nearest to the votes’ first ${k}: distance ${format.rating(best.at)}`;
  const last = rows.at(-1);
  return rowsFigure(rows, {
    width,
    domain: [0, 1],
    label:
      width < 520
        ? "Distance (0 same, 1 disjoint) →"
        : `Distance of the first ${k} (0 = the same, 1 = disjoint) →`,
    heading: "distance",
    bars: true,
    title,
    summary: `${title}.${last ? ` ${last.name} is farthest with ${format.rating(last.at)}.` : ""}`,
    hint: "Lines: bootstrap interval over the votes. Point at a benchmark, or use Tab and the arrow keys.",
  });
}
