/** `mindgap gap` without votes: ratings stand for them. */

import { readFile } from "node:fs/promises";
import type { Ratings, Scores } from "../gap-types.js";
import { ratingColumns, type Mindgap } from "../index.js";
import { ofBoard } from "../ratings.js";
import type { Command } from "./command.js";
import { isAddress, nameOf, onlyOnce, save, sourceOf } from "./files.js";
import {
  change,
  gapOptions,
  joinInWords,
  print,
  scoreOptions,
  scoresInWords,
} from "./gap-parts.js";
import { FORMATS } from "./rank.js";
import { start } from "./session.js";
import { say, sayText } from "./terminal.js";
import { BadUse, type Given } from "./usage.js";

/** Options that only votes can answer. */
const OF_VOTES = [
  "ties",
  "unit",
  "replicates",
  "method",
  "where",
  "prior",
  "anchor",
  "column",
  "outcome",
  "effects",
  "judge-replicates",
];

/** Whether a column, a board or a snapshot in place of the votes is given. */
export async function hasRatings(given: Given): Promise<boolean> {
  if (given.text("ratings") !== undefined || given.text("board") !== undefined) return true;
  for (const option of ["errors", "interval"])
    if (given.has(option))
      throw new BadUse(`--${option} belongs to --ratings, which names the column`);
  return (await snapshotIn(given.files[0])) !== undefined;
}

/** The ratings of a snapshot. */
async function snapshotIn(file: string | undefined): Promise<Ratings | undefined> {
  if (file === undefined || file === "-" || isAddress(file) || !/\.json$/i.test(file))
    return undefined;
  try {
    return ofBoard(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Votes may be JSON too; reading them says what is wrong.
    return undefined;
  }
}

export const gapOfRatings: Command["run"] = async (given, { out, err }) => {
  const snapshot = await snapshotIn(given.files[0]);
  const board = given.text("board");
  const column = given.text("ratings");
  const ways = [column, board, snapshot].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new BadUse("one thing stands for votes: --ratings, --board or a snapshot");
  const [table, ...more] = snapshot ? given.files.slice(1) : given.files;
  if (table === undefined || more.length > 0)
    throw new BadUse("with ratings in place of votes mindgap gap takes one file of scores");
  onlyOnce([table, ...(board === undefined ? [] : [board])]);
  for (const option of OF_VOTES)
    if (given.has(option))
      throw new BadUse(`--${option} is about votes, and ratings stand for them`);
  const format = given.oneOf("format", FORMATS) ?? "table";
  const read = scoreOptions(given);
  const level = given.number("level");
  const options = { seed: 1, ...gapOptions(given), ...(level !== undefined && { level }) };
  const source = await sourceOf(table);
  const mindgap = await start(given);
  try {
    const scores = await mindgap.readScores(source, read);
    change(scores, given);
    const ratings =
      snapshot ??
      (board === undefined ? ofColumn(column ?? "", given, scores) : await ofFile(mindgap, board));
    const gap = await mindgap.gap(ratings, scores, options);
    const written = `${JSON.stringify(gap, undefined, 1)}\n`;
    const path = given.text("out");
    if (path !== undefined) await save(path, written);
    const notes = [inWords(ratings), ...scoresInWords(nameOf(table), scores)];
    if (format !== "table") say(err, ...notes);
    if (format === "json") sayText(out, written);
    else print(out, format, gap, [...notes, ...joinInWords(gap)]);
    return 0;
  } finally {
    mindgap.close();
  }
};

async function ofFile(mindgap: Mindgap, board: string): Promise<Ratings> {
  return { name: nameOf(board), ...(await mindgap.readRatings(await sourceOf(board))) };
}

/** A column of the scores, with errors as said, or as the table tells. */
function ofColumn(column: string, given: Given, scores: Scores): Ratings {
  const errors = given.text("errors");
  const [low, high, ...more] = given.all("interval");
  if (more.length > 0)
    throw new BadUse("--interval is given once for a width or twice for both ends");
  if (errors !== undefined) return { ratings: column, errors };
  if (low !== undefined)
    return { ratings: column, interval: high === undefined ? low : [low, high] };
  return ratingColumns(scores).find(({ ratings }) => ratings === column) ?? { ratings: column };
}

function inWords({ ratings, errors, interval, name }: Ratings): string {
  const what = typeof ratings === "string" ? `the column ${ratings}` : (name ?? "the board");
  const sure =
    typeof errors === "string"
      ? `, its errors in ${errors}`
      : interval !== undefined
        ? `, its intervals in ${[interval].flat().join(" and ")}`
        : errors
          ? ", with its errors"
          : ", without errors";
  return `${what} stands for votes${sure}`;
}
