/** What benchmarks explain, beside what there is to explain and what unrelated benchmarks give. */

import type { Permutation, RatedRegression, Regression } from "../../gap-types.js";
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

/** The same of ratings that stand for votes: R² of least squares over models. */
function ofRatings({ r2, columns, permutation }: RatedRegression): Shares | undefined {
  if (!r2) return undefined;
  const { value, unrelated, reliability } = r2;
  return {
    own: value,
    what: "R² of least squares",
    n: columns.length,
    permutation,
    others: (benchmarks) => [
      [benchmarks, unrelated, DEALT],
      ["all but the ratings’ noise", reliability, "by the ratings’ errors"],
    ],
    label: ["Share of the variance (R²) →", "Share of the variance of the ratings (R²) →"],
    hint: "{dark}Unrelated scores explain something of a few models too.",
  };
}

interface Shares {
  own: number;
  what: string;
  n: number;
  permutation: Permutation | undefined;
  others: (unrelated: string, whose: string) => [string, number | undefined, string][];
  /** Of a narrow chart, and of a wide one. */
  label: [string, string];
  hint: string;
}

const DEALT = "the median over ways to deal the scores to the models";

/**
 * Nakagawa and Schielzeth's R² of the mixed regression, McFadden's of the plain one: a bar each for
 * these benchmarks, for as many unrelated ones, for the ratings themselves, and for benchmarks with the
 * models' identity. Throws for a regression that has neither.
 */
export function r2Chart(
  regression: Regression | RatedRegression,
  { width = 720, alpha = ALPHA, muted = false }: R2Options = {},
): HTMLElement {
  const shares = "columns" in regression ? ofRatings(regression) : ofVotes(regression);
  if (!shares) throw new TypeError("this regression has no R²");
  const { own, what, n, permutation, others, label, hint } = shares;
  const found = !muted && permutation !== undefined && permutation.p < alpha;
  const benchmarks = `benchmark${n === 1 ? "" : "s"}`;
  const all: [string, number | undefined, string][] = [
    [`${n === 1 ? "this" : `these ${n}`} ${benchmarks}`, own, what],
    ...others(`${n} unrelated ${benchmarks}`, n === 1 ? "it" : "these"),
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
  const dark = muted ? "" : `Dark: more than chance gives (permutation p below ${alpha}). `;
  return rowsFigure(rows, {
    width,
    domain: [0, Math.min(1, most * 1.12)],
    label: label[width < 520 ? 0 : 1],
    heading: "R²",
    bars: true,
    tone: muted ? "mute" : "accent",
    title,
    summary: `${title}.`,
    hint: hint.replace("{dark}", dark),
  });
}

function ofVotes({ r2, pseudoR2, permutation, fixed }: Regression): Shares | undefined {
  const shares = r2 ?? pseudoR2;
  if (!shares) return undefined;
  return {
    own: r2 ? r2.marginal : (pseudoR2?.mcFadden ?? 0),
    what: r2 ? "marginal R²" : "McFadden’s R²",
    n: fixed.filter(({ benchmark }) => benchmark).length,
    permutation,
    others: (unrelated, whose) => [
      [unrelated, shares.unrelated, DEALT],
      ["the ratings themselves", shares.ceiling, "no benchmark can be expected to do better"],
      [
        `${whose}, and which model it is`,
        r2?.conditional,
        "conditional R²; the rest is the chance in single votes",
      ],
    ],
    label: r2
      ? ["Share of the variance (R²) →", "Share of the variance of the log-odds of votes (R²) →"]
      : (Array<string>(2).fill("Share of the deviance of votes (McFadden’s R²) →") as [
          string,
          string,
        ]),
    hint: `${r2 ? "R² of Nakagawa and Schielzeth. " : ""}{dark}No benchmark can be expected to explain more than the ratings themselves, and unrelated scores explain something of a few models too.`,
  };
}
