/** Votes and scores read for a command. */

import { availableParallelism } from "node:os";
import { dropReasons } from "../export/reasons.js";
import { open, type Mindgap } from "../index.js";
import type { Outcome, RankOptions, ReadOptions, Report, Where } from "../types.js";
import { unknownOutcomes } from "./hints.js";
import { BadUse, listed, quoted, type Given, type Options } from "./usage.js";

/** Options of every command that reads votes. */
export const READ: Options = {
  column: {
    value: "part=name",
    multiple: true,
    about:
      "Which column is model_a, model_b, winner, judge, time, text, count, wins, losses, ties, loser, tied, response_a or response_b.",
  },
  outcome: {
    value: "value=part",
    multiple: true,
    about: "What a value of the winner column means: model_a, model_b, tie, tie (bothbad) or skip.",
  },
  style: {
    about:
      "Counts length and Markdown of the models' responses, as covariates style.words and others.",
  },
  square: {
    value: "who",
    about: "The file is a square table of wins: row (over column), or column (over row).",
  },
  workers: { value: "n", about: "Threads; 0 for none beside the main one. Default: one a core." },
};

/** Options of every command that ranks votes. */
export const RANK: Options = {
  ties: { value: "how", about: "half, drop, davidson or rao-kupper. Default: half." },
  unit: { value: "what", about: "What is resampled: vote or judge. Default: vote." },
  replicates: { value: "n", about: "Bootstrap replicates. Default: 10000; 0 for none." },
  seed: { value: "n", about: "Of all draws. Default: 1, so that a command gives the same again." },
  level: { value: "share", about: "Of intervals and tests. Default: 0.95." },
  method: { value: "how", about: "percentile, basic or bca. Default: percentile." },
  where: {
    value: "facet=value",
    multiple: true,
    about: "Only these votes; a facet given more than once may have any of the values.",
  },
  "min-votes": { value: "n", about: "Only votes of judges with at least so many in the file." },
  "without-judge": { value: "name", multiple: true, about: "Without this judge's votes." },
  prior: { value: "n", about: "Virtual ties that make every rating finite. Default: 0." },
  anchor: {
    value: "model=elo",
    about: "The model that stands at this point of the Elo scale.",
  },
};

/** Options of a ranking alone. */
export const CONTROL: Options = {
  control: {
    value: "columns",
    multiple: true,
    about: "Numeric columns to control for, with commas between them: ratings at equal style.",
  },
  position: { about: "Fits the advantage of being shown first too." },
  reweight: { about: "Every pair of models counts alike." },
};

/** As many as `open` takes. */
const MOST_WORKERS = 64;

/** The seed of a command that was given none. */
const SEED = 1;
const TIES = ["half", "drop", "davidson", "rao-kupper"] as const;
const OUTCOMES = ["model_a", "model_b", "tie", "tie (bothbad)", "skip"] as const;
const COLUMNS = [
  "modelA",
  "modelB",
  "winner",
  "judge",
  "time",
  "text",
  "count",
  "wins",
  "losses",
  "ties",
  "loser",
  "tied",
  "responseA",
  "responseB",
] as const;

/** The package, with a thread a core unless told otherwise. */
export async function start(given: Given): Promise<Mindgap> {
  return open({
    workers: given.whole("workers", MOST_WORKERS) ?? Math.min(availableParallelism(), MOST_WORKERS),
  });
}

export function readOptions(given: Given): ReadOptions {
  const columns = columnMap(given);
  const square = given.oneOf("square", ["row", "column"]);
  const outcomes = Object.fromEntries(
    given.pairs("outcome", "last").map(([value, part]) => {
      if (!OUTCOMES.includes(part as Outcome))
        throw new BadUse(`--outcome gives ${quoted(part)}; expected ${listed(OUTCOMES)}`);
      return [value, part as Outcome | "skip"];
    }),
  );
  return {
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(Object.keys(outcomes).length > 0 && { outcomes }),
    ...(given.flag("style") && { style: true }),
    ...(square && { square }),
  };
}

export function columnMap(given: Given): NonNullable<ReadOptions["columns"]> {
  return Object.fromEntries(
    given.pairs("column").map(([part, name]) => {
      const plain = part.replace(/[-_]/g, "").toLowerCase();
      const known = COLUMNS.find((column) => column.toLowerCase() === plain);
      if (known) return [known, name];
      throw new BadUse(`--column names ${quoted(part)}; expected ${listed(COLUMNS)}`);
    }),
  );
}

export function rankOptions(given: Given): RankOptions {
  const ties = given.oneOf("ties", TIES);
  const level = given.number("level");
  const prior = given.number("prior");
  const unit = given.oneOf("unit", ["vote", "judge"]);
  const method = given.oneOf("method", ["percentile", "basic", "bca"]);
  const replicates = given.whole("replicates", 0xffff_ffff);
  const anchor = anchorOf(given.text("anchor"));
  const minVotes = given.whole("min-votes", 0xffff_ffff);
  const withoutJudges = given.all("without-judge");
  const control = given.all("control").flatMap((columns) => columns.split(",").filter(Boolean));
  return {
    ...(ties && { ties }),
    where: whereOf(given),
    ...(minVotes !== undefined && { minVotes }),
    ...(withoutJudges.length > 0 && { withoutJudges }),
    bootstrap: {
      seed: given.whole("seed") ?? SEED,
      ...(replicates !== undefined && { replicates }),
      ...(unit && { unit }),
      ...(method && { method }),
    },
    ...(level !== undefined && { level }),
    ...(prior !== undefined && { prior }),
    ...(anchor && { anchor }),
    ...(control.length > 0 && { control }),
    ...(given.flag("position") && { position: true }),
    ...(given.flag("reweight") && { reweight: true }),
  };
}

function whereOf(given: Given): Where {
  const where = new Map<string, string[]>();
  for (const [facet, value] of given.pairs("where"))
    where.set(facet, [...(where.get(facet) ?? []), value]);
  return Object.fromEntries(where);
}

/** A model's name may have a `=` in it: the last one divides, where a number follows. */
function anchorOf(written: string | undefined): RankOptions["anchor"] {
  if (written === undefined) return undefined;
  const [, model, elo] = /^(.+)=([^=]*)$/s.exec(written) ?? [];
  if (model === undefined || elo === undefined) return { model: written };
  if (elo.trim() === "" || !Number.isFinite(Number(elo)))
    throw new BadUse(`--anchor is ${quoted(written)}; expected model=elo`);
  return { model, elo: Number(elo) };
}

/** How a message of the package names what the command line calls otherwise. */
const FLAGS: Record<string, string> = {
  "bootstrap.seed": "--seed",
  "bootstrap.replicates": "--replicates",
  "bootstrap.unit": "--unit",
  "bootstrap.method": "--method",
  minVotes: "--min-votes",
  withoutJudges: "--without-judge",
  "anchor.model": "--anchor",
  "anchor.elo": "--anchor",
  judgeReplicates: "--judge-replicates",
  mergeAbove: "--merge-above",
  mostInflation: "--most-inflation",
  k: "--top",
};

/** The option's name on the command line. */
export function flagOf(option: string): string {
  return FLAGS[option] ?? `--${option}`;
}

/** What was read, and what was left out and why. */
export function readInWords(name: string, report: Report): string[] {
  const count = (n: number): string => n.toLocaleString("en");
  const judges = report.judges === undefined ? "" : `, ${count(report.judges)} judges`;
  const lines = [
    `${name}: ${count(report.kept)} votes on ${report.models.length} models from ${count(report.rows)} rows${judges}`,
  ];
  const unit = report.format === "parquet" ? "row" : "line";
  const left = Object.entries(report.droppedByReason).filter(([, rows]) => rows > 0);
  for (const [reason, rows] of left) {
    const first = report.dropped.filter((row) => row.reason === reason).slice(0, 3);
    const where = first.map(
      ({ line, value }) =>
        `${line}${value === undefined ? "" : ` (${quoted(value.slice(0, 30))})`}`,
    );
    lines.push(
      `left out: ${count(rows)} ${rows === 1 ? "row" : "rows"}, ${dropReasons[reason] ?? reason}: ${unit}${where.length > 1 ? "s" : ""} ${where.join(", ")}${rows > first.length ? ", …" : ""}`,
    );
  }
  return [
    ...lines,
    ...unknownOutcomes(report.unknownOutcomes),
    ...differencesInWords(report),
    ...report.notes,
  ];
}

/** The covariates that were made of two columns. */
function differencesInWords({ differences }: Report): string[] {
  return [true, false].flatMap((normalised) => {
    const of = differences.filter((made) => made.normalised === normalised);
    if (of.length === 0) return [];
    const named = of.map(({ name, missing }) =>
      missing > 0 ? `${name} (${missing.toLocaleString("en")} votes without)` : name,
    );
    const what = normalised ? "(a − b)/(a + b)" : "a − b";
    return [`covariates that are ${what} of both models' columns: ${named.join(", ")}`];
  });
}
