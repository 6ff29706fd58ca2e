/** How far each benchmark orders the models as the votes do. */

import type { Correlation, Gap, Tested } from "../../gap-types.js";
import { format } from "../format.js";
import { ALPHA, rowsFigure, type Row } from "./rows.js";

export type Statistic = "kendall" | "spearman" | "pearson";

export interface CorrelationsOptions {
  width?: number;
  /** Default `"kendall"`. */
  statistic?: Statistic;
}

const NAMES = { kendall: "Kendall’s τ", spearman: "Spearman’s ρ", pearson: "Pearson’s r" };

/** One statistic of a benchmark, whatever its letter. */
export function coefficient(
  correlation: Correlation,
  statistic: Statistic,
): { value: number } & Tested {
  const { kendall, spearman, pearson } = correlation;
  switch (statistic) {
    case "kendall":
      return { ...kendall, value: kendall.tau };
    case "spearman":
      return { ...spearman, value: spearman.rho };
    case "pearson":
      return { ...pearson, value: pearson.r };
  }
}

/** Strongest agreement on top. Filled: beyond chance after adjustment for the number of benchmarks. */
export function correlationsChart(
  gap: Gap,
  { width = 720, statistic = "kendall" }: CorrelationsOptions = {},
): HTMLElement {
  const what = NAMES[statistic];
  const rows = gap.correlations
    .map((correlation): Row => {
      const { value, p, pAdjusted, interval } = coefficient(correlation, statistic);
      const { benchmark, direction, n } = correlation;
      return {
        name: benchmark,
        at: value,
        ...(interval && { interval }),
        filled: pAdjusted < ALPHA,
        right: format.p(pAdjusted),
        words:
          `${benchmark}${direction === "lower" ? " (lower is better)" : ""}: ${what} ${format.rating(value)}` +
          (interval ? `, interval ${interval.map(format.rating).join(" to ")}` : "") +
          `, p ${format.p(p)}, adjusted ${format.p(pAdjusted)}, ${n} models`,
      };
    })
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => b.at - a.at);
  const agree = rows.filter(({ filled, at }) => filled && at > 0).length;
  const against = rows.filter(({ filled, at }) => filled && at < 0).length;
  const [best] = rows;
  const finding =
    agree + against === 0
      ? `None of ${rows.length} benchmarks orders the models as the votes do beyond chance`
      : `${agree} of ${rows.length} benchmarks ${agree === 1 ? "agrees" : "agree"} with the votes beyond chance` +
        (against > 0 ? `, ${against} ${against === 1 ? "runs" : "run"} against them` : "");
  return rowsFigure(rows, {
    width,
    domain: [-1, 1],
    label: `${what} with the votes${width < 520 ? "" : "’ ratings (1 = same order)"} →`,
    heading: "p adjusted",
    title: finding,
    summary:
      `${finding} (${what}, adjusted p below ${ALPHA}).` +
      (best ? ` ${best.name} is nearest with ${format.rating(best.at)}.` : ""),
    hint: "Filled: adjusted p below 0.05. Lines: bootstrap interval over the votes. Point at a benchmark, or use Tab and the arrow keys.",
  });
}
