/** `mindgap rank`: votes in, a board out. */

import {
  boardTable,
  csvOf,
  latexOf,
  markdownOf,
  recordTable,
  type Table,
} from "../export/index.js";
import type { Scale } from "../charts/format.js";
import { makeSnapshot, type SnapshotOptions } from "../snapshot/make.js";
import type { Snapshot } from "../snapshot/types.js";
import { snapshotText } from "../snapshot/write.js";
import type { Command } from "./command.js";
import { nameOf, save, sourceOf } from "./files.js";
import { meter } from "./progress.js";
import { CONTROL, RANK, READ, rankOptions, readInWords, readOptions, start } from "./session.js";
import { aligned, say, sayText, readable, wrapped, type Output } from "./terminal.js";
import { BadUse, type Given } from "./usage.js";

export const FORMATS = ["table", "json", "csv", "markdown", "latex"] as const;

export const rank: Command = {
  help: {
    usage: "rank votes.csv [options]",
    about:
      "Ranks models from pairwise votes: CSV, TSV, JSON Lines, also gzipped, or Parquet; a path, an address, or - for standard input.",
    options: {
      ...RANK,
      ...CONTROL,
      ...READ,
      scale: { value: "which", about: "rating (log-odds) or elo. Default: rating." },
      "head-to-head": { about: "Every pair's own record too; as csv, these alone." },
      test: { value: "which", about: "Of pairs: bootstrap, normal or sign. Default: bootstrap." },
      adjust: {
        value: "how",
        about: "p over all pairs: none, holm or benjamini-hochberg. Default: none.",
      },
      format: {
        value: "which",
        about: "What is printed: table, json (a snapshot), csv, markdown or latex. Default: table.",
      },
      out: { value: "file", about: "Writes a snapshot, to be shown on a page or verified." },
    },
    examples: [
      "mindgap rank votes.csv --unit judge --out board.json",
      "mindgap rank arena.csv --control length,headers --position",
      'mindgap rank arena.jsonl.gz --where language=English --anchor "GPT-4o=1000" --scale elo',
    ],
  },

  async run(given, { out, err }) {
    const [file, ...more] = given.files;
    if (file === undefined || more.length > 0)
      throw new BadUse("mindgap rank takes one file of votes");
    const format = given.oneOf("format", FORMATS) ?? "table";
    const scale = given.oneOf("scale", ["rating", "elo"]) ?? "rating";
    const asked = { read: readOptions(given), rank: rankOptions(given), ...pairs(given) };
    const source = await sourceOf(file);
    const mindgap = await start(given);
    const progress = meter(err);
    try {
      const votes = await mindgap.readVotes(source, asked.read, progress.call);
      const snapshot = await makeSnapshot(votes, { name: nameOf(file), ...asked }, progress.call);
      progress.clear();
      const path = given.text("out");
      if (path !== undefined) await save(path, snapshotText(snapshot));
      const notes = readInWords(nameOf(file), votes.report);
      if (format !== "table") say(err, ...notes);
      print({ out, format, scale, snapshot, notes, pairs: given.flag("head-to-head") });
      return 0;
    } finally {
      progress.clear();
      mindgap.close();
    }
  },
};

/** Without the flag, pairs are in the snapshot where they are few. */
function pairs(given: Given): Pick<SnapshotOptions, "headToHead"> {
  const test = given.oneOf("test", ["bootstrap", "normal", "sign"]);
  const adjust = given.oneOf("adjust", ["none", "holm", "benjamini-hochberg"]);
  const wanted = given.flag("head-to-head") || test !== undefined || adjust !== undefined;
  return wanted ? { headToHead: { ...(test && { test }), ...(adjust && { adjust }) } } : {};
}

interface Printed {
  out: Output;
  format: (typeof FORMATS)[number];
  scale: Scale;
  snapshot: Snapshot;
  notes: string[];
  pairs: boolean;
}

function print({ out, format, scale, snapshot, notes, pairs }: Printed): void {
  const { board, headToHead } = snapshot;
  if (format === "json") return sayText(out, snapshotText(snapshot));
  const record = pairs ? headToHead : undefined;
  // A file of comma-separated values is one table.
  if (format === "csv")
    return sayText(out, csvOf(record ? recordTable(record) : boardTable(board, scale)));
  const tables = [boardTable(board, scale), ...(record ? [recordTable(record)] : [])];
  if (format === "table") return printTables(out, snapshot, tables, notes);
  const write = { markdown: markdownOf, latex: latexOf }[format];
  sayText(out, tables.map(write).join("\n"));
}

function printTables(out: Output, snapshot: Snapshot, tables: Table[], notes: string[]): void {
  for (const table of tables) say(out, ...aligned(table), "");
  const columns = readable(out);
  const sentences = [...notes, ...snapshot.board.warnings, how(snapshot)];
  say(out, ...sentences.flatMap((sentence) => wrapped(sentence, columns)));
}

/** What the figures rest on, in a sentence. */
export function how({ board, votes, options, version }: Snapshot): string {
  const { fit, bootstrap } = board;
  const count = (n: number): string => n.toLocaleString("en");
  const replicates = bootstrap
    ? `${count(bootstrap.replicates)} replicates over ${bootstrap.unit}s, seed ${bootstrap.seed}`
    : "no replicates";
  const lost =
    bootstrap && bootstrap.lost > 0
      ? ` (${count(bootstrap.lost)} without finite ratings count as infinite)`
      : "";
  const { where = {}, minVotes, withoutJudges } = options.rank;
  const filters = Object.entries(where).map(
    ([facet, values]) => `${facet}: ${[values].flat().join(" or ")}`,
  );
  if (minVotes) filters.push(`judges of ${count(minVotes)} votes or more`);
  if (withoutJudges?.length) filters.push(`none of ${withoutJudges.join(", ")}`);
  const entered =
    filters.length > 0 ? `${count(fit.votes)} votes with ${filters.join(", ")}; ` : "";
  const { control = [], position, reweight } = options.rank;
  const controlled = [...control, ...(position ? ["who was shown first"] : [])].join(", ");
  const at = controlled && `controlled for ${controlled}; `;
  const weighed = reweight ? "every pair counts alike; " : "";
  return `Bradley-Terry, ties: ${fit.ties}; ${at}${weighed}${entered}${replicates}${lost}. mindgap ${version}, votes ${votes.hash}.`;
}
