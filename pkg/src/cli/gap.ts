/** `mindgap gap`: how far benchmark scores predict votes. */

import type { Gap, ScoreReadOptions, Scores } from "../gap-types.js";
import { csvOf, gapTable, latexOf, markdownOf, type GapTable } from "../export/index.js";
import { makeSnapshot, type SnapshotGapOptions } from "../snapshot/make.js";
import type { Snapshot } from "../snapshot/types.js";
import { snapshotText } from "../snapshot/write.js";
import type { Command } from "./command.js";
import { nameOf, onlyOnce, save, sourceOf } from "./files.js";
import { meter } from "./progress.js";
import { FORMATS, how } from "./rank.js";
import { RANK, READ, rankOptions, readInWords, readOptions, start } from "./session.js";
import { aligned, readable, say, sayText, wrapped, type Output } from "./terminal.js";
import { BadUse, listed, nearest, quoted, type Given } from "./usage.js";

const SCORE_COLUMNS = ["model", "group", "benchmark", "score"] as const;

export const gap: Command = {
  help: {
    usage: "gap votes.csv scores.csv [options]",
    about:
      "Says how far benchmark scores predict votes, with the models as the sample. Scores are a row a model and a column a benchmark, or model, benchmark, score.",
    options: {
      join: {
        value: "votes=scores",
        multiple: true,
        about: "A model's name in the votes and in the scores; nothing after = leaves it out.",
      },
      lower: { value: "benchmark", multiple: true, about: "Less is better in it." },
      higher: { value: "benchmark", multiple: true, about: "More is better in it." },
      include: { value: "benchmark", multiple: true, about: "Takes in what was left out." },
      exclude: { value: "benchmark", multiple: true, about: "Leaves it out." },
      "score-column": {
        value: "part=name",
        multiple: true,
        about: "Which column of the scores is model, group, benchmark or score.",
      },
      top: { value: "k", about: "Length of the lists that are compared. Default: 4." },
      penalty: { value: "p", about: "Of a pair that is in one list only. Default: 0.5." },
      "merge-above": {
        value: "r",
        about: "Benchmarks correlated above it are merged. Default: 0.9.",
      },
      "most-inflation": {
        value: "n",
        about: "Largest variance inflation that is left. Default: 10.",
      },
      effects: { value: "which", about: "Of the mixed model: signed or crossed. Default: signed." },
      "judge-replicates": {
        value: "n",
        about: "Judges resampled for the regressions; 0 for none.",
      },
      ...RANK,
      ...READ,
      format: {
        value: "which",
        about: "table, json (a snapshot), csv, markdown or latex. Default: table.",
      },
      out: { value: "file", about: "Writes a snapshot of the board and the gap." },
    },
    examples: [
      'mindgap gap votes.csv scores.csv --join "Qwen2=Qwen2-audio" --lower WER --out gap.json',
    ],
  },

  async run(given, { out, err }) {
    const [file, table, ...more] = given.files;
    if (file === undefined || table === undefined || more.length > 0)
      throw new BadUse("mindgap gap takes a file of votes and a file of scores");
    onlyOnce(given.files);
    const format = given.oneOf("format", FORMATS) ?? "table";
    const read = readOptions(given);
    const rank = rankOptions(given);
    const readTable = scoreOptions(given);
    const options = gapOptions(given);
    const sources = { votes: await sourceOf(file), scores: await sourceOf(table) };
    const mindgap = await start(given);
    const progress = meter(err);
    try {
      const votes = await mindgap.readVotes(sources.votes, read, progress.call);
      const scores = await mindgap.readScores(sources.scores, readTable);
      change(scores, given);
      const snapshot = await makeSnapshot(
        votes,
        {
          name: nameOf(file),
          read,
          rank,
          gap: { mindgap, name: nameOf(table), scores, read: readTable, options },
        },
        progress.call,
      );
      progress.clear();
      const path = given.text("out");
      if (path !== undefined) await save(path, snapshotText(snapshot));
      const notes = [
        ...readInWords(nameOf(file), votes.report),
        ...scoresInWords(nameOf(table), scores),
      ];
      if (format !== "table") say(err, ...notes);
      print(out, format, snapshot, notes);
      return 0;
    } finally {
      progress.clear();
      mindgap.close();
    }
  },
};

function scoreOptions(given: Given): ScoreReadOptions {
  const columns = given.pairs("score-column").map(([part, name]) => {
    if ((SCORE_COLUMNS as readonly string[]).includes(part)) return [part, name];
    throw new BadUse(`--score-column names ${quoted(part)}; expected ${listed(SCORE_COLUMNS)}`);
  });
  return columns.length > 0 ? { columns: Object.fromEntries(columns) as object } : {};
}

function gapOptions(given: Given): SnapshotGapOptions {
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
function change({ benchmarks }: Scores, given: Given): void {
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

function scoresInWords(name: string, { models, benchmarks, report }: Scores): string[] {
  const lower = benchmarks.filter(({ direction }) => direction === "lower");
  const out = benchmarks.filter(({ included }) => !included);
  return [
    `${name}: ${models.length} models, ${benchmarks.length} benchmarks`,
    ...(lower.length > 0 ? [`less is better in ${lower.map(({ name }) => name).join(", ")}`] : []),
    ...out.map(({ name, why }) => `left out: ${name}${why ? ` (${why})` : ""}`),
    ...report.notes,
  ];
}

function joinInWords({ join }: Gap): string[] {
  const similar = join.matches.filter(({ how }) => how === "similar");
  return [
    ...similar.map(
      ({ votes, scores }) =>
        `names that look alike are not joined unasked: --join ${JSON.stringify(`${votes}=${scores}`)} does`,
    ),
    ...(join.onlyInVotes.length > 0
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
/** Beside its sentences a section may have a table. */
const SHOWN: Partial<Record<keyof Gap["readings"], GapTable>> = {
  alone: "alone",
  correlations: "correlations",
};

function print(
  out: Output,
  format: (typeof FORMATS)[number],
  snapshot: Snapshot,
  notes: string[],
): void {
  const { gap } = snapshot as { gap: Gap };
  if (format === "json") return sayText(out, snapshotText(snapshot));
  if (format === "table")
    return printReadings(out, gap, [...notes, ...joinInWords(gap), how(snapshot)]);
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
  for (const [section, title] of SECTIONS) {
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
