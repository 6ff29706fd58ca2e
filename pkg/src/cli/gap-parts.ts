/** What every `mindgap gap` shares: its options of scores and of the analysis, and what it prints. */

import { csvOf, gapTable, latexOf, markdownOf, type GapTable } from "../export/index.js";
import type { Gap, ScoreReadOptions, Scores } from "../gap-types.js";
import type { SnapshotGapOptions } from "../snapshot/make.js";
import type { FORMATS } from "./rank.js";
import { aligned, readable, say, sayText, wrapped, type Output } from "./terminal.js";
import { BadUse, listed, nearest, quoted, type Given } from "./usage.js";

const SCORE_COLUMNS = ["model", "group", "benchmark", "score"] as const;

export function scoreOptions(given: Given): ScoreReadOptions {
  const columns = given.pairs("score-column").map(([part, name]) => {
    if ((SCORE_COLUMNS as readonly string[]).includes(part)) return [part, name];
    throw new BadUse(`--score-column names ${quoted(part)}; expected ${listed(SCORE_COLUMNS)}`);
  });
  const table = given.whole("table");
  return {
    ...(columns.length > 0 && { columns: Object.fromEntries(columns) as object }),
    ...(table !== undefined && { table }),
  };
}

export function gapOptions(given: Given): SnapshotGapOptions {
  const names = given
    .pairs("join", "last")
    .map(([votes, scores]) => [votes, scores === "" ? null : scores]);
  const k = given.whole("top");
  const penalty = given.number("penalty");
  const mergeAbove = given.number("merge-above");
  const mostInflation = given.number("most-inflation");
  const effects = given.oneOf("effects", ["signed", "crossed"]);
  const judgeReplicates = given.whole("judge-replicates");
  const seed = given.whole("seed");
  return {
    ...(names.length > 0 && { names: Object.fromEntries(names) as Record<string, string | null> }),
    ...(k !== undefined && { k }),
    ...(penalty !== undefined && { penalty }),
    ...(mergeAbove !== undefined && { mergeAbove }),
    ...(mostInflation !== undefined && { mostInflation }),
    ...(effects && { effects }),
    ...(judgeReplicates !== undefined && { judgeReplicates }),
    ...(seed !== undefined && { seed }),
  };
}

/** Takes benchmarks as the command line says. */
export function change({ benchmarks }: Scores, given: Given): void {
  const change = (option: string, to: Partial<Scores["benchmarks"][number]>): void => {
    for (const name of given.all(option)) {
      const found = benchmarks.find((benchmark) => benchmark.name === name);
      if (found) {
        Object.assign(found, to);
        continue;
      }
      const names = benchmarks.map((benchmark) => benchmark.name);
      const near = nearest(name, names);
      throw new BadUse(
        `--${option} names ${quoted(name)}, which is no benchmark of the scores; ${near ? `did you mean ${quoted(near)}?` : `they have ${names.join(", ")}`}`,
      );
    }
  };
  change("lower", { direction: "lower" });
  change("higher", { direction: "higher" });
  change("include", { included: true });
  change("exclude", { included: false });
}

export function scoresInWords(name: string, { models, benchmarks, report }: Scores): string[] {
  const lower = benchmarks.filter(({ direction }) => direction === "lower");
  const out = benchmarks.filter(({ included }) => !included);
  return [
    `${name}: ${models.length} models, ${benchmarks.length} benchmarks`,
    ...(lower.length > 0 ? [`less is better in ${lower.map(({ name }) => name).join(", ")}`] : []),
    ...out.map(({ name, why }) => `left out: ${name}${why ? ` (${why})` : ""}`),
    ...report.notes,
  ];
}

export function joinInWords({ join, rated }: Gap): string[] {
  const similar = join.matches.filter(({ how }) => how === "similar");
  return [
    ...similar.map(
      ({ votes, scores }) =>
        `names that look alike are not joined unasked: --join ${JSON.stringify(`${votes}=${scores}`)} does`,
    ),
    ...(join.onlyInVotes.length > 0 && !rated
      ? [`with votes and without scores: ${join.onlyInVotes.join(", ")}`]
      : []),
  ];
}

const SECTIONS: [keyof Gap["readings"], string][] = [
  ["answer", "Do the benchmarks predict preference?"],
  ["alone", "Each benchmark by itself"],
  ["correlations", "Correlations with the votes"],
  ["topK", "The first models"],
  ["components", "Components"],
  ["selection", "Selection"],
  ["selected", "The selected benchmarks over models"],
  ["votes", "Votes for the sample"],
  ["power", "What this many models can tell"],
];
/** Where ratings stand for votes. */
const OF_RATINGS: Partial<Record<keyof Gap["readings"], string>> = {
  answer: "Do the benchmarks predict the ratings?",
  correlations: "Correlations with the ratings",
};
/** Beside its sentences a section may have a table. */
const SHOWN: Partial<Record<keyof Gap["readings"], GapTable>> = {
  alone: "alone",
  correlations: "correlations",
};

export function print(
  out: Output,
  format: Exclude<(typeof FORMATS)[number], "json">,
  gap: Gap,
  notes: string[],
): void {
  if (format === "table") return printReadings(out, gap, notes);
  const write = { csv: csvOf, markdown: markdownOf, latex: latexOf }[format];
  sayText(
    out,
    tables(gap)
      .map((table) => write(gapTable(gap, table)))
      .join("\n"),
  );
}

function tables({ global }: Gap): GapTable[] {
  return global ? ["correlations", "alone"] : ["correlations"];
}

function printReadings(out: Output, gap: Gap, notes: string[]): void {
  const columns = readable(out);
  for (const [section, ofVotes] of SECTIONS) {
    const title = (gap.rated && OF_RATINGS[section]) ?? ofVotes;
    const table = SHOWN[section];
    const sentences = gap.readings[section];
    if (sentences.length === 0) continue;
    say(out, title, ...wrapped(sentences.join(" "), columns, "  "), "");
    if (table && tables(gap).includes(table)) {
      const { title: _, ...plain } = gapTable(gap, table);
      say(out, ...aligned(plain).map((line) => `  ${line}`), "");
    }
  }
  const last = [...gap.warnings, ...notes];
  say(out, ...last.flatMap((sentence) => wrapped(sentence, columns)));
}
