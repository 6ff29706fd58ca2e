/** `mindgap gap`: how far benchmark scores predict votes. */

import type { Gap } from "../gap-types.js";
import { makeSnapshot } from "../snapshot/make.js";
import { snapshotText } from "../snapshot/write.js";
import type { Command } from "./command.js";
import { nameOf, onlyOnce, save, sourceOf } from "./files.js";
import {
  change,
  gapOptions,
  joinInWords,
  print,
  scoreOptions,
  scoresInWords,
} from "./gap-parts.js";
import { meter } from "./progress.js";
import { FORMATS, how } from "./rank.js";
import { gapOfRatings, hasRatings } from "./rated.js";
import { RANK, READ, rankOptions, readInWords, readOptions, start } from "./session.js";
import { say, sayText } from "./terminal.js";
import { BadUse } from "./usage.js";

export const gap: Command = {
  help: {
    usage: "gap votes.csv scores.csv [options], or gap --ratings column scores.csv",
    about:
      "Says how far benchmark scores predict votes, with the models as the sample. Scores are a row a model and a column a benchmark, or model, benchmark, score. Without votes ratings can stand for them: a column of the scores, or a board (a snapshot in place of the votes).",
    options: {
      ratings: {
        value: "column",
        about: "A column of the scores stands for votes, which then are not given.",
      },
      board: {
        value: "file",
        about: "A board stands for votes: a snapshot, or a table with models and ratings.",
      },
      errors: { value: "column", about: "Standard errors of --ratings. Default: as found." },
      interval: {
        value: "column",
        multiple: true,
        about:
          "95 % intervals of --ratings: half their width, or given twice their ends. Default: as found.",
      },
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
      table: { value: "n", about: "Of a page with several tables, which one: 1, 2, …" },
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
      'mindgap gap --ratings "Arena Elo" leaderboard.md',
    ],
  },

  async run(given, { out, err }) {
    if (await hasRatings(given)) return gapOfRatings(given, { out, err });
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
      const { gap } = snapshot as { gap: Gap };
      if (format === "json") sayText(out, snapshotText(snapshot));
      else print(out, format, gap, [...notes, ...joinInWords(gap), how(snapshot)]);
      return 0;
    } finally {
      progress.clear();
      mindgap.close();
    }
  },
};
