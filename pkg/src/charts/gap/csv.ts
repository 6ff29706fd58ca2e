/** The numbers behind the gap's charts as comma-separated text: RFC 4180. */

import type { Gap, Meta, ModelCoefficient, Permutation, Regression } from "../../gap-types.js";
import { coefficient } from "./correlations.js";

export type GapTable =
  | "permutation"
  | "global"
  | "alone"
  | "meta"
  | "r2"
  | "correlations"
  | "topK"
  | "components"
  | "selection"
  | "logistic"
  | "mixed"
  | "models";

type Cell = string | number | boolean | null | undefined;

/** One table of a gap, with a header line. Throws where the gap has no such part. */
export function gapCsv(gap: Gap, what: GapTable): string {
  const tables: Record<GapTable, () => Cell[][]> = {
    permutation: () => permutation((gap.mixed ?? gap.logistic)?.permutation),
    global: () => permutation(gap.global?.q),
    alone: () => alone(gap),
    meta: () => meta((gap.mixed ?? gap.logistic)?.meta),
    r2: () => r2(gap.mixed ?? gap.logistic),
    correlations: () => correlations(gap),
    topK: () => topK(gap),
    components: () => components(gap),
    selection: () => selection(gap),
    logistic: () => regression(gap.logistic, what),
    mixed: () => regression(gap.mixed, what),
    models: () => models(gap),
  };
  return tables[what]()
    .map((row) => `${row.map(field).join(",")}\r\n`)
    .join("");
}

function field(value: Cell): string {
  if (value === null || value === undefined) return "";
  const written = String(value);
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}

/** The statistic of the scores as they are, and of the deals: one row a percentile. */
function permutation(test: Permutation | undefined): Cell[][] {
  if (!test) throw new TypeError("this gap has no such test");
  const { statistic, value, p, permutations, exact, atLeast, quantiles } = test;
  return [
    ["row", "percent", statistic],
    ["as_they_are", "", value],
    ["p", "", p],
    ["at_least", "", atLeast],
    [exact ? "all_deals" : "random_deals", "", permutations],
    ...quantiles.map((quantile, percent): Cell[] => ["deals", percent, quantile]),
  ];
}

const COEFFICIENT = ["estimate", "se", "df", "t", "p", "lower", "upper", "sd"];

function coefficientCells(found: ModelCoefficient | undefined): Cell[] {
  if (!found) return COEFFICIENT.map(() => "");
  const { estimate, se, df, t, p, interval, sd } = found;
  return [estimate, se, df, t, p, ...interval, sd];
}

function alone({ global }: Gap): Cell[][] {
  if (!global) throw new TypeError("this gap has no table as a whole");
  return [
    ["benchmark", "permutation_p", "holm_p", "permutations", "at_least", ...COEFFICIENT],
    ...global.alone.map(({ benchmark, permutation: test, pAdjusted, coefficient: found }) => [
      benchmark,
      test.p,
      pAdjusted,
      test.permutations,
      test.atLeast,
      ...coefficientCells(found),
    ]),
  ];
}

function meta(found: Meta | undefined): Cell[][] {
  if (!found) throw new TypeError("this gap has no coefficients over models");
  return [
    ["benchmark", ...COEFFICIENT],
    ...found.coefficients.map((one) => [one.name, ...coefficientCells(one)]),
  ];
}

function r2(fit: Regression | undefined): Cell[][] {
  const { r2: shares, pseudoR2 } = fit ?? {};
  const either = shares ?? pseudoR2;
  if (!either) throw new TypeError("this gap has no R²");
  return [
    ["what", "r2"],
    [shares ? "marginal" : "mcfadden", shares ? shares.marginal : pseudoR2?.mcFadden],
    ["conditional", shares?.conditional],
    ["unrelated_median", either.unrelated],
    ["ceiling", either.ceiling],
  ];
}

function correlations({ correlations: all }: Gap): Cell[][] {
  const parts = ["kendall", "spearman", "pearson"] as const;
  const letters = { kendall: "kendall_tau", spearman: "spearman_rho", pearson: "pearson_r" };
  return [
    [
      "benchmark",
      "direction",
      "n",
      ...parts.flatMap((part) => [
        letters[part],
        `${part}_p`,
        `${part}_p_adjusted`,
        `${part}_lower`,
        `${part}_upper`,
      ]),
      ...parts.flatMap((part) => [
        `win_rate_${letters[part]}`,
        `win_rate_${part}_p`,
        `win_rate_${part}_p_adjusted`,
      ]),
    ],
    ...all.map((correlation): Cell[] => [
      correlation.benchmark,
      correlation.direction,
      correlation.n,
      ...parts.flatMap((part): Cell[] => {
        const found = coefficient(correlation, part);
        return [found?.value, found?.p, found?.pAdjusted, ...(found?.interval ?? ["", ""])];
      }),
      ...parts.flatMap((part): Cell[] => {
        const found = coefficient(correlation.winRates, part);
        return [found?.value, found?.p, found?.pAdjusted];
      }),
    ]),
  ];
}

function topK({ correlations: all }: Gap): Cell[][] {
  return [
    ["benchmark", "k", "distance", "lower", "upper", "chance", "p", "p_adjusted", "largest"],
    ...all.map(({ benchmark, topK: { k, distance, interval, chance, p, pAdjusted, largest } }) => [
      benchmark,
      k,
      distance,
      interval?.[0],
      interval?.[1],
      chance,
      p,
      pAdjusted,
      largest,
    ]),
  ];
}

/** One row per eigenvalue's role, benchmark and model; one column per component. */
function components({ components: all }: Gap): Cell[][] {
  if (!all) throw new TypeError("this gap has no components");
  const { explained, eigenvalues, benchmarks, loadings, models: names, scores } = all;
  return [
    ["row", "name", ...explained.map((_, k) => `component_${k + 1}`)],
    ["explained", "", ...explained],
    ["eigenvalue", "", ...eigenvalues.slice(0, explained.length)],
    ...benchmarks.map((name, b): Cell[] => ["loading", name, ...(loadings[b] ?? [])]),
    ...names.map((name, m): Cell[] => ["score", name, ...(scores[m] ?? [])]),
  ];
}

/** Infinite factors are written `Inf`. */
function selection({ selection: { merged, dropped, kept, stability } }: Gap): Cell[][] {
  const factor = (inflation: number | undefined): Cell =>
    inflation === undefined || !Number.isFinite(inflation) ? "Inf" : inflation;
  const times = (name: string): Cell =>
    stability?.columns.find((column) => column.name === name)?.kept;
  return [
    [
      "benchmark",
      "outcome",
      "step",
      "inflation",
      "inflation_before",
      "kept_without_one_model",
      "merged_into",
      "merged_correlation",
      "why",
    ],
    ...merged.flatMap(({ name, members, correlation }) =>
      members.map((member): Cell[] => [member, "merged", "", "", "", "", name, correlation, ""]),
    ),
    ...dropped.map(({ name, inflation, before, why }, step): Cell[] => [
      name,
      "dropped",
      step + 1,
      factor(inflation),
      factor(before),
      times(name),
      "",
      "",
      why,
    ]),
    ...kept.map(({ name, inflation, before }): Cell[] => [
      name,
      "kept",
      "",
      factor(inflation),
      factor(before),
      times(name),
      "",
      "",
      "",
    ]),
  ];
}

function regression(fit: Regression | undefined, what: GapTable): Cell[][] {
  if (!fit) throw new TypeError(`this gap has no ${what} regression`);
  return [
    [
      "term",
      "estimate",
      "se",
      "z",
      "p",
      "lower",
      "upper",
      "profile_lower",
      "profile_upper",
      "clustered_se",
      "clustered_df",
      "clustered_p",
      "clustered_lower",
      "clustered_upper",
      "judges_se",
      "judges_lower",
      "judges_upper",
      "judges_replicates",
    ],
    ...fit.fixed.map((effect): Cell[] => [
      effect.name,
      effect.estimate,
      effect.se,
      effect.z,
      effect.p,
      ...effect.interval,
      effect.profile?.[0],
      effect.profile?.[1],
      effect.clustered?.se,
      effect.clustered?.df,
      effect.clustered?.p,
      effect.clustered?.interval[0],
      effect.clustered?.interval[1],
      effect.judges?.se,
      effect.judges?.interval[0],
      effect.judges?.interval[1],
      effect.judges?.replicates,
    ]),
  ];
}

/** With every benchmark's scores: what the scatter plots show. */
function models({ models: all, correlations: benchmarks }: Gap): Cell[][] {
  return [
    [
      "model",
      "scores_name",
      "group",
      "rating",
      "lower",
      "upper",
      "win_rate",
      ...benchmarks.map(({ benchmark }) => benchmark),
    ],
    ...all.map(({ name, scoresName, group, rating, interval, winRate }, m): Cell[] => [
      name,
      scoresName,
      group,
      rating,
      ...interval,
      winRate,
      ...benchmarks.map(({ scores }) => scores[m]),
    ]),
  ];
}
