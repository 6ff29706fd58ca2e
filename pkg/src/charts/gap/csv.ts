/** The numbers behind the gap's charts as comma-separated text: RFC 4180. */

import type { Gap, Regression } from "../../gap-types.js";
import { coefficient } from "./correlations.js";

export type GapTable =
  "correlations" | "topK" | "components" | "selection" | "logistic" | "mixed" | "models";

type Cell = string | number | boolean | null | undefined;

/** One table of a gap, with a header line. Throws where the gap has no such part. */
export function gapCsv(gap: Gap, what: GapTable): string {
  const tables: Record<GapTable, () => Cell[][]> = {
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
