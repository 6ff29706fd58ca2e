/** What benchmarks explain, beside what there is to explain and what unrelated benchmarks give. */

import type { Regression } from "../../gap-types.js";
import { format } from "../format.js";
import type { Row } from "./row.js";
import { ALPHA, rowsFigure } from "./rows.js";

export interface R2Options {
  width?: number;
  /** Below which p of the permutation the benchmarks' bar stands out. Default 0.05. */
  alpha?: number;
  /** Nothing stands out: no claim is made on these benchmarks. Default false. */
  muted?: boolean;
}

/**
 * Nakagawa and Schielzeth's R² of the mixed regression, McFadden's of the plain one: a bar each for
 * these benchmarks, for as many unrelated ones, for the ratings themselves, and for benchmarks with the
 * models' identity. Throws for a regression that has neither.
 */
export function r2Chart(
  regression: Regression,
  { width = 720, alpha = ALPHA, muted = false }: R2Options = {},
): HTMLElement {
  const { r2, pseudoR2, permutation, fixed } = regression;
  const shares = r2 ?? pseudoR2;
  if (!shares) throw new TypeError("this regression has no R²");
  const own = r2 ? r2.marginal : (pseudoR2?.mcFadden ?? 0);
  const n = fixed.filter(({ benchmark }) => benchmark).length;
  const found = !muted && permutation !== undefined && permutation.p < alpha;
  const benchmarks = `benchmark${n === 1 ? "" : "s"}`;
  const all: [string, number | undefined, string][] = [
    [`${n === 1 ? "this" : `these ${n}`} ${benchmarks}`, own, r2 ? "marginal R²" : "McFadden’s R²"],
    [
      `${n} unrelated ${benchmarks}`,
      shares.unrelated,
      "the median over ways to deal the scores to the models",
    ],
    ["the ratings themselves", shares.ceiling, "no benchmark can be expected to do better"],
    [
      `${n === 1 ? "it" : "these"}, and which model it is`,
      r2?.conditional,
      "conditional R²; the rest is the chance in single votes",
    ],
  ];
  const rows = all.flatMap(([name, share, why], at): Row[] => {
    if (share === undefined) return [];
    const right = format.percent(share);
    return [
      {
        name,
        at: Math.max(share, 0),
        filled: at === 0 && found,
        right,
        words: `${name}: ${right} (${why})`,
      },
    ];
  });
  const beside = rows.slice(1, 3).map(({ name, right }) => `${name} ${right}`);
  const title = `${n === 1 ? "This" : `These ${n}`} ${benchmarks} explain${n === 1 ? "s" : ""} ${format.percent(own)}${beside.length > 0 ? `; ${beside.join(", ")}` : ""}`;
  const most = Math.max(...rows.map(({ at }) => at), 0.05);
  return rowsFigure(rows, {
    width,
    domain: [0, Math.min(1, most * 1.12)],
    label: r2
      ? width < 520
        ? "Share of the variance (R²) →"
        : "Share of the variance of the log-odds of votes (R²) →"
      : "Share of the deviance of votes (McFadden’s R²) →",
    heading: "R²",
    bars: true,
    tone: muted ? "mute" : "accent",
    title,
    summary: `${title}.`,
    hint: `${r2 ? "R² of Nakagawa and Schielzeth. " : ""}${muted ? "" : `Dark: more than chance gives (permutation p below ${alpha}). `}No benchmark can be expected to explain more than the ratings themselves, and unrelated scores explain something of a few models too.`,
  });
}
