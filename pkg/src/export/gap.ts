/** The gap's figures as tables: what stands behind each of its charts. */

import { format } from "../charts/format.js";
import type {
  Correlation,
  FixedEffect,
  Gap,
  Global,
  ModelCoefficient,
  Permutation,
  RatedRegression,
  Regression,
  Selection,
  Tested,
} from "../gap-types.js";
import type { Interval } from "../types.js";
import { overModels } from "../charts/gap/target.js";
import { csvOf } from "./csv.js";
import type { Cell, Table, TableColumn } from "./table.js";

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

interface Field<Row> extends TableColumn {
  of: (row: Row) => Cell;
}

/** What each table is made of; `undefined` where the gap has no such part. */
const TABLES: Record<GapTable, (gap: Gap) => Table | undefined> = {
  permutation: (gap) =>
    permutation("Benchmarks of the regression, dealt anew", overModels(gap)?.permutation),
  global: (gap) => permutation("All benchmarks, dealt anew", gap.global?.q),
  alone: ({ global }) => global && tableOf("Each benchmark by itself", aloneFields(), global.alone),
  meta: (gap) => {
    const meta = overModels(gap)?.meta;
    const fields = [text<ModelCoefficient>("name", "Benchmark", ({ name }) => name)];
    return (
      meta &&
      tableOf(
        "Over models",
        [...fields, ...ofModels<ModelCoefficient>((row) => row)],
        meta.coefficients,
      )
    );
  },
  r2: (gap) => r2(overModels(gap)),
  correlations: (gap) =>
    tableOf(
      `Correlations with the ${gap.rated ? "ratings" : "votes"}`,
      correlationFields().filter(({ key }) => !gap.rated || !key.startsWith("winRate")),
      gap.correlations,
    ),
  topK: (gap) => tableOf("First models of either list", topKFields(), gap.correlations),
  components,
  selection: ({ selection }) =>
    tableOf("Selection of benchmarks", selectionFields(selection), selectionRows(selection)),
  logistic: ({ logistic }) => regression("Plain regression of the votes", logistic),
  mixed: ({ mixed }) => regression("Mixed regression of the votes", mixed),
  models,
};

/** The tables that a gap has. */
export function gapTables(gap: Gap): GapTable[] {
  const all = Object.keys(TABLES) as GapTable[];
  return all.filter((what) => (TABLES[what](gap)?.rows.length ?? 0) > 0);
}

/** One table of a gap. Throws where the gap has no such part. */
export function gapTable(gap: Gap, what: GapTable): Table {
  const table = TABLES[what](gap);
  if (!table) throw new TypeError(`this gap has no ${what} table`);
  return table;
}

/** One table of a gap as CSV, names in it harmless. */
export function gapCsv(gap: Gap, what: GapTable): string {
  return csvOf(gapTable(gap, what));
}

function tableOf<Row>(title: string, fields: Field<Row>[], rows: readonly Row[]): Table {
  return {
    title,
    columns: fields.map(({ of: _, ...column }) => column),
    rows: rows.map((row) => fields.map(({ of }) => of(row))),
  };
}

function text<Row>(key: string, label: string, of: (row: Row) => string | undefined): Field<Row> {
  return { key, label, kind: "text", of };
}

type NumberWriter = (x: number) => string;

function number<Row>(
  key: string,
  label: string,
  of: (row: Row) => number | undefined,
  write: NumberWriter = format.rating,
): Field<Row> {
  return { key, label, write, of };
}

function ends<Row>(
  key: string,
  label: string,
  of: (row: Row) => Interval | undefined,
  write: NumberWriter = format.rating,
): Field<Row> {
  return { key, label, kind: "interval", write, of };
}

/** Only where there is space for everything. */
function detail<Row>(field: Field<Row>): Field<Row> {
  return { ...field, detail: true };
}

const whole: NumberWriter = (x) => x.toLocaleString("en");

/** The statistic of the scores as they are, and of the deals: one row a percentile. */
function permutation(title: string, test: Permutation | undefined): Table | undefined {
  if (!test) return undefined;
  const { statistic, value, p, permutations, exact, atLeast, quantiles } = test;
  const digits: NumberWriter = (x) => String(Number(x.toPrecision(4)));
  return {
    title,
    columns: [
      { key: "row", label: "Row", kind: "text" },
      { key: "percent", label: "Percent" },
      { key: statistic, label: statistic, write: digits },
    ],
    rows: [
      ["asTheyAre", undefined, value],
      ["p", undefined, p],
      ["atLeast", undefined, atLeast],
      [exact ? "allDeals" : "randomDeals", undefined, permutations],
      ...quantiles.map((quantile, percent): Cell[] => ["deals", percent, quantile]),
    ],
  };
}

/** A coefficient over models, where a row has one. */
function ofModels<Row>(found: (row: Row) => ModelCoefficient | undefined): Field<Row>[] {
  return [
    number("estimate", "Estimate", (row) => found(row)?.estimate),
    number("se", "Standard error", (row) => found(row)?.se),
    detail(number("df", "df", (row) => found(row)?.df, whole)),
    detail(number("t", "t", (row) => found(row)?.t)),
    number("p", "p", (row) => found(row)?.p, format.p),
    ends("interval", "Interval", (row) => found(row)?.interval),
    detail(number("sd", "Standard deviation", (row) => found(row)?.sd)),
  ];
}

function aloneFields(): Field<Global["alone"][number]>[] {
  return [
    text("benchmark", "Benchmark", ({ benchmark }) => benchmark),
    number("permutationP", "Permutation p", (row) => row.permutation.p, format.p),
    number("pAdjusted", "After Holm", ({ pAdjusted }) => pAdjusted, format.p),
    detail(number("permutations", "Deals", (row) => row.permutation.permutations, whole)),
    detail(number("atLeast", "At least as good", (row) => row.permutation.atLeast, whole)),
    ...ofModels<Global["alone"][number]>(({ coefficient }) => coefficient),
  ];
}

function r2(fit: Regression | RatedRegression | undefined): Table | undefined {
  if (fit && "columns" in fit) {
    if (!fit.r2) return undefined;
    const { value, unrelated, reliability } = fit.r2;
    return r2Table([
      ["leastSquares", value],
      ["unrelatedMedian", unrelated],
      ["reliability", reliability],
    ]);
  }
  const { r2: shares, pseudoR2 } = fit ?? {};
  const either = shares ?? pseudoR2;
  if (!either) return undefined;
  const rows: Share[] = [
    shares ? ["marginal", shares.marginal] : ["mcFadden", pseudoR2?.mcFadden],
    ["conditional", shares?.conditional],
    ["unrelatedMedian", either.unrelated],
    ["ceiling", either.ceiling],
  ];
  return r2Table(rows);
}

type Share = [what: string, share: number | undefined];

function r2Table(rows: Share[]): Table {
  const fields = [
    text<Share>("what", "What", ([what]) => what),
    number<Share>("r2", "R²", ([, share]) => share),
  ];
  return tableOf("R²", fields, rows);
}

const LETTERS = { kendall: "τ", spearman: "ρ", pearson: "r" } as const;
type Statistic = keyof typeof LETTERS;
type Statistics = Pick<Correlation, Statistic>;

/** A statistic's value, whatever its letter. */
function value({ kendall, spearman, pearson }: Statistics, which: Statistic): number | undefined {
  return { kendall: kendall?.tau, spearman: spearman?.rho, pearson: pearson?.r }[which];
}

function correlationFields(): Field<Correlation>[] {
  const names = Object.keys(LETTERS) as Statistic[];
  const with_ = (
    name: Statistic,
    key: string,
    what: string,
    of: (row: Correlation) => Statistics,
  ) => {
    const tested = (row: Correlation): Tested | undefined => of(row)[name];
    const fields = [
      number<Correlation>(key, `${LETTERS[name]} with ${what}`, (row) => value(of(row), name)),
      detail(number<Correlation>(`${key}P`, "p", (row) => tested(row)?.p, format.p)),
      number<Correlation>(
        `${key}PAdjusted`,
        "p, after BH",
        (row) => tested(row)?.pAdjusted,
        format.p,
      ),
    ];
    return name === "kendall" ? fields : fields.map(detail);
  };
  return [
    text("benchmark", "Benchmark", ({ benchmark }) => benchmark),
    text("direction", "Better", ({ direction }) => direction),
    number("n", "Models", ({ n }) => n, whole),
    ...names.flatMap((name) => [
      ...with_(name, name, "ratings", (row) => row),
      detail(ends<Correlation>(`${name}Interval`, "Interval", (row) => row[name]?.interval)),
    ]),
    ...names.flatMap((name) =>
      with_(name, `winRate${capital(name)}`, "win rates", (row) => row.winRates),
    ),
  ];
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function topKFields(): Field<Correlation>[] {
  return [
    text("benchmark", "Benchmark", ({ benchmark }) => benchmark),
    number("k", "k", ({ topK }) => topK.k, whole),
    number("distance", "Distance", ({ topK }) => topK.distance),
    ends("interval", "Interval", ({ topK }) => topK.interval),
    number("chance", "By chance", ({ topK }) => topK.chance),
    detail(number("p", "p", ({ topK }) => topK.p, format.p)),
    number("pAdjusted", "p, after BH", ({ topK }) => topK.pAdjusted, format.p),
    detail(number("largest", "Largest", ({ topK }) => topK.largest)),
  ];
}

/** One row per eigenvalue's role, benchmark and model; one column per component. */
function components({ components: all }: Gap): Table | undefined {
  if (!all) return undefined;
  const { explained, eigenvalues, benchmarks, loadings, models: names, scores } = all;
  const column = (_: number, k: number): TableColumn => ({
    key: `component${k + 1}`,
    label: `Component ${k + 1}`,
    write: format.rating,
  });
  return {
    title: "Principal components",
    columns: [
      { key: "row", label: "Row", kind: "text" },
      { key: "name", label: "Name", kind: "text" },
      ...explained.map(column),
    ],
    rows: [
      ["explained", undefined, ...explained],
      ["eigenvalue", undefined, ...eigenvalues.slice(0, explained.length)],
      ...benchmarks.map((name, b): Cell[] => ["loading", name, ...(loadings[b] ?? [])]),
      ...names.map((name, m): Cell[] => ["score", name, ...(scores[m] ?? [])]),
    ],
  };
}

interface Selected {
  benchmark: string;
  outcome: "merged" | "dropped" | "kept";
  step?: number;
  /** Absent for merged columns; infinite where the others determine it. */
  inflation?: number;
  before?: number;
  into?: string;
  correlation?: number;
  why?: string;
}

function selectionRows({ merged, dropped, kept }: Selection): Selected[] {
  // The core leaves out infinite factors, for JSON has no word for them.
  const factors = ({ inflation = Infinity, before = Infinity }: Partial<Selected>) => ({
    inflation,
    before,
  });
  return [
    ...merged.flatMap(({ name: into, members, correlation }) =>
      members.map((benchmark): Selected => ({ benchmark, outcome: "merged", into, correlation })),
    ),
    ...dropped.map(({ name, why, ...found }, at): Selected => {
      return { benchmark: name, outcome: "dropped", step: at + 1, why, ...factors(found) };
    }),
    ...kept.map(({ name, ...found }): Selected => {
      return { benchmark: name, outcome: "kept", ...factors(found) };
    }),
  ];
}

function selectionFields({ stability }: Selection): Field<Selected>[] {
  const times = ({ benchmark, outcome }: Selected): number | undefined =>
    outcome === "merged"
      ? undefined
      : stability?.columns.find(({ name }) => name === benchmark)?.kept;
  return [
    text("benchmark", "Benchmark", ({ benchmark }) => benchmark),
    text("outcome", "Outcome", ({ outcome }) => outcome),
    number("step", "Step", ({ step }) => step, whole),
    number("inflation", "Inflation", ({ inflation }) => inflation, format.inflation),
    number("inflationBefore", "With all in", ({ before }) => before, format.inflation),
    number("keptWithoutOneModel", "Kept without one model", times, whole),
    text("mergedInto", "Merged into", ({ into }) => into),
    number("mergedCorrelation", "Correlation", ({ correlation }) => correlation),
    detail(text("why", "Why", ({ why }) => why)),
  ];
}

function regression(title: string, fit: Regression | undefined): Table | undefined {
  if (!fit) return undefined;
  const fields: Field<FixedEffect>[] = [
    text("name", "Term", ({ name }) => name),
    number("estimate", "Estimate", ({ estimate }) => estimate),
    number("se", "Standard error", ({ se }) => se),
    detail(number("z", "z", ({ z }) => z)),
    number("p", "p", ({ p }) => p, format.p),
    ends("interval", "Interval", ({ interval }) => interval),
    detail(ends("profile", "Profile", ({ profile }) => profile)),
    detail(number("clusteredSe", "Clustered error", ({ clustered }) => clustered?.se)),
    detail(number("clusteredDf", "df", ({ clustered }) => clustered?.df)),
    detail(number("clusteredP", "Clustered p", ({ clustered }) => clustered?.p, format.p)),
    detail(ends("clusteredInterval", "Clustered interval", (row) => row.clustered?.interval)),
    detail(number("judgesSe", "Judges' error", ({ judges }) => judges?.se)),
    detail(ends("judgesInterval", "Judges' interval", ({ judges }) => judges?.interval)),
    detail(number("judgesReplicates", "Resamples", ({ judges }) => judges?.replicates, whole)),
  ];
  return tableOf(title, fields, fit.fixed);
}

/** With every benchmark's scores: what the scatter plots show. */
function models({ models: all, correlations, rated }: Gap): Table {
  const scores = correlations.map(({ benchmark, scores }): Field<number> => ({
    key: benchmark,
    label: benchmark,
    of: (m) => scores[m] ?? undefined,
  }));
  const model = (m: number) => all[m] as Gap["models"][number];
  return tableOf(
    `Models with ${rated ? "ratings" : "votes"} and scores`,
    [
      text<number>("model", "Model", (m) => model(m).name),
      detail(text<number>("scoresName", "In the scores", (m) => model(m).scoresName)),
      text<number>("group", "Group", (m) => model(m).group),
      number<number>("rating", "Rating", (m) => model(m).rating),
      ends<number>("interval", "Interval", (m) => model(m).interval),
      number<number>("winRate", "Win rate", (m) => model(m).winRate, format.percent),
      ...scores,
    ],
    all.map((_, m) => m),
  );
}
