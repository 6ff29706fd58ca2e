/** How far each benchmark orders the models as the votes do. */

import type { Correlation, Gap, Tested } from "../../gap-types.js";
import { format } from "../format.js";
import { alphaOf } from "./level.js";
import type { Row } from "./row.js";
import { rowsFigure } from "./rows.js";
import { target } from "./target.js";

export type Statistic = "kendall" | "spearman" | "pearson";

export interface CorrelationsOptions {
  width?: number;
  /** Default `"kendall"`. */
  statistic?: Statistic;
}

const NAMES = { kendall: "Kendall’s τ", spearman: "Spearman’s ρ", pearson: "Pearson’s r" };

/** One statistic of a benchmark, whatever its letter, where it has one. */
export function coefficient(
  { kendall, spearman, pearson }: Pick<Correlation, Statistic>,
  statistic: Statistic,
): ({ value: number } & Tested) | undefined {
  switch (statistic) {
    case "kendall":
      return kendall && { ...kendall, value: kendall.tau };
    case "spearman":
      return spearman && { ...spearman, value: spearman.rho };
    case "pearson":
      return pearson && { ...pearson, value: pearson.r };
  }
}

/** Strongest agreement on top. Filled: beyond chance after adjustment for the number of benchmarks. */
export function correlationsChart(
  gap: Gap,
  { width = 720, statistic = "kendall" }: CorrelationsOptions = {},
): HTMLElement {
  const what = NAMES[statistic];
  const whose = target(gap);
  const alpha = alphaOf(gap);
  const rows = gap.correlations
    .flatMap((correlation): Row[] => {
      const found = coefficient(correlation, statistic);
      if (!found) return [];
      const { value, p, pAdjusted, interval } = found;
      const { benchmark, direction, n } = correlation;
      const rate = coefficient(correlation.winRates, statistic);
      const row: Row = {
        name: benchmark,
        at: value,
        ...(interval && { interval }),
        filled: pAdjusted < alpha,
        right: format.p(pAdjusted),
        words:
          `${benchmark}${direction === "lower" ? " (lower is better)" : ""}: ${what} ${format.rating(value)}` +
          (interval ? `, interval ${interval.map(format.rating).join(" to ")}` : "") +
          `, p ${format.p(p)}, adjusted ${format.p(pAdjusted)}, ${n} models` +
          (rate
            ? `; with win rates ${format.rating(rate.value)}, adjusted p ${format.p(rate.pAdjusted)}`
            : ""),
      };
      return [row];
    })
    .sort((a, b) => b.at - a.at);
  const agree = rows.filter(({ filled, at }) => filled && at > 0).length;
  const against = rows.filter(({ filled, at }) => filled && at < 0).length;
  const [best] = rows;
  const finding =
    rows.length === 0
      ? "All models are rated alike: nothing can go with that"
      : agree + against === 0
        ? `None of ${rows.length} benchmarks orders the models as the ${whose} do beyond chance`
        : `${agree} of ${rows.length} benchmarks ${agree === 1 ? "agrees" : "agree"} with the ${whose} beyond chance` +
          (against > 0 ? `, ${against} ${against === 1 ? "runs" : "run"} against them` : "");
  return rowsFigure(rows, {
    width,
    domain: [-1, 1],
    label: `${what} with the ${gap.rated ? "ratings" : "votes"}${width < 520 ? "" : `${gap.rated ? "" : "’ ratings"} (1 = same order)`} →`,
    heading: "p adjusted",
    title: finding,
    summary:
      `${finding} (${what}, p below ${alpha} after correction for ${rows.length} tests).` +
      (best ? ` The highest is ${best.name} with ${format.rating(best.at)}.` : ""),
    hint: `Filled: adjusted p below ${alpha}, which is what beyond chance means here.${gap.rated ? "" : " Lines: bootstrap interval over the votes."}`,
    point: "a benchmark",
  });
}
