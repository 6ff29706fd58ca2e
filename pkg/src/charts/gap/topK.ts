/** How far each benchmark's first models are from the votes' first, and from what chance gives: the paper's Figure A.3. */

import type { Gap } from "../../gap-types.js";
import { format } from "../format.js";
import { alphaOf } from "./level.js";
import { target } from "./target.js";
import type { Row } from "./row.js";
import { rowsFigure } from "./rows.js";

export interface TopKChartOptions {
  width?: number;
}

/** Nearest on top. Dark: nearer than chance after adjustment for the number of benchmarks. */
export function topKChart(gap: Gap, { width = 720 }: TopKChartOptions = {}): HTMLElement {
  const alpha = alphaOf(gap);
  const whose = `${target(gap)}’`;
  const lists = gap.correlations
    .map(({ benchmark, topK }) => ({ benchmark, ...topK }))
    .sort((a, b) => a.distance - b.distance);
  const rows = lists.map(({ benchmark, k, distance, interval, chance, p, pAdjusted }): Row => {
    return {
      name: benchmark,
      at: distance,
      ...(interval && { interval }),
      filled: pAdjusted < alpha,
      chance,
      right: format.p(pAdjusted),
      words:
        `${benchmark}: its first ${k} are ${format.rating(distance)} from the ${whose} first ${k}` +
        (interval ? `, interval ${interval.map(format.rating).join(" to ")}` : "") +
        `; chance ${format.rating(chance)}, p ${format.p(p)}, adjusted ${format.p(pAdjusted)}`,
    };
  });
  const k = lists[0]?.k ?? 0;
  const near = lists.filter(({ pAdjusted }) => pAdjusted < alpha).length;
  const title =
    rows.length === 0
      ? "No benchmark has a list to compare"
      : near === 0
        ? `None of ${rows.length} benchmarks comes nearer to the ${whose} first ${k} than chance`
        : `${near} of ${rows.length} benchmarks ${near === 1 ? "comes" : "come"} nearer to the ${whose} first ${k} than chance`;
  const [first, last] = [rows[0], rows.at(-1)];
  return rowsFigure(rows, {
    width,
    domain: [0, 1],
    label:
      width < 520
        ? "Distance (0 same, 1 reverse) →"
        : `Distance of the first ${k} (0 = the same, 1 = the reverse order) →`,
    heading: "p adjusted",
    bars: true,
    title,
    summary:
      `${title} (p below ${alpha} after correction for ${rows.length} tests).` +
      (first && last
        ? ` The nearest is ${first.name} with ${format.rating(first.at)}, the farthest ${last.name} with ${format.rating(last.at)}.`
        : ""),
    hint: `Dark: adjusted p below ${alpha}. Dashed: what unrelated scores have on average.${gap.rated ? "" : " Lines: bootstrap interval over the votes."}`,
    point: "a benchmark",
  });
}
