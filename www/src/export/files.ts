/** What can be taken along of a study: every table in every format, every chart as a picture. */

import type { Board, Gap, HeadToHead } from "mindgap";
import type { Scale } from "mindgap/charts";
import type { ChartKind } from "mindgap/elements";
import {
  boardTable,
  controlsTable,
  csvOf,
  csvText,
  gapTable,
  gapTables,
  latexOf,
  markdownOf,
  recordTable,
  type GapTable,
  type Table,
} from "mindgap/export";

/** The part of `<mindgap-chart>` that draws pictures. */
export interface Picture {
  toSVG(): string | undefined;
  toPNG(): Promise<Blob | undefined>;
}

export interface Exported {
  /** Its name on the reader's disk, such as `board.csv`: one of a kind in a list. */
  file: string;
  /** What is in it, such as `Leaderboard`. */
  what: string;
  format: "CSV" | "JSON" | "Markdown" | "LaTeX" | "SVG" | "PNG";
  /** What the file holds, made when it is asked for. Absent where the chart is not drawn yet. */
  make: () => string | undefined | Promise<Blob | undefined>;
}

export interface StudyResults {
  board: Board;
  record?: HeadToHead | undefined;
  gap?: Gap | undefined;
  /** People see ratings on one scale, programs on both. Default `"rating"`. */
  scale?: Scale;
  /** The charts that are drawn, by kind. */
  pictures?: Partial<Record<ChartKind, Picture>>;
}

const GAP_FILES: Record<GapTable, { file: string; what: string }> = {
  permutation: { file: "permutation", what: "Permutation test" },
  global: { file: "global", what: "Global test" },
  alone: { file: "benchmarks", what: "Each benchmark alone" },
  meta: { file: "coefficients", what: "Coefficients over models" },
  r2: { file: "r2", what: "R²" },
  correlations: { file: "correlations", what: "Correlations" },
  topK: { file: "top-k", what: "Top-k distances" },
  components: { file: "components", what: "Components" },
  selection: { file: "selection", what: "Selection" },
  logistic: { file: "logistic", what: "Plain regression" },
  mixed: { file: "mixed", what: "Mixed regression" },
  models: { file: "models", what: "Models with scores" },
};

/** All files of a study, tables before charts. */
export function filesOf(study: StudyResults): Exported[] {
  const { board, record, gap, scale = "rating", pictures = {} } = study;
  return [
    { file: "study.json", what: "Everything", format: "JSON", make: () => json(study) },
    ...tables("board", "Leaderboard", () => boardTable(board, scale)),
    ...(board.controls?.length ? tables("controls", "Controls", () => controlsTable(board)) : []),
    ...(record ? tables("head-to-head", "Head to head", () => recordTable(record)) : []),
    ...(board.samples?.length ? [samples(board, board.samples)] : []),
    ...(gap ? gapFiles(gap) : []),
    ...Object.entries(pictures).flatMap(([kind, picture]) => charts(kind, picture)),
  ];
}

function tables(file: string, what: string, table: () => Table): Exported[] {
  return [
    { file: `${file}.csv`, what, format: "CSV", make: () => csvOf(table()) },
    { file: `${file}.md`, what, format: "Markdown", make: () => markdownOf(table()) },
    { file: `${file}.tex`, what, format: "LaTeX", make: () => latexOf(table()) },
  ];
}

function gapFiles(gap: Gap): Exported[] {
  return gapTables(gap).flatMap((name) => {
    const { file, what } = GAP_FILES[name];
    return tables(file, what, () => gapTable(gap, name));
  });
}

function charts(kind: string, picture: Picture): Exported[] {
  const what = `Chart: ${kind}`;
  return [
    { file: `${kind}.svg`, what, format: "SVG", make: () => picture.toSVG() },
    { file: `${kind}.png`, what, format: "PNG", make: () => picture.toPNG() },
  ];
}

/** One row a replicate, one column a model. */
function samples({ models }: Board, all: Float32Array): Exported {
  const names = models.map(({ name }) => name);
  const row = (_: unknown, at: number): number[] => [
    ...all.subarray(at * names.length, (at + 1) * names.length),
  ];
  const make = (): string =>
    csvText([names, ...Array.from({ length: all.length / names.length }, row)]);
  return { file: "samples.csv", what: "Replicates", format: "CSV", make };
}

/** Everything but the replicates. Typed arrays have no JSON of their own. */
function json({ board, record, gap }: StudyResults): string {
  const { samples: _, rankShares, above, ...rest } = board;
  return JSON.stringify({
    ...rest,
    ...(rankShares && { rankShares: [...rankShares] }),
    ...(above && { above: [...above] }),
    ...(record && { headToHead: record }),
    ...(gap && { gap }),
  });
}
