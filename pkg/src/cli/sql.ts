/** `mindgap sql`: one statement that counts votes where they are, so that only counts have to leave. */

import type { Command } from "./command.js";
import { columnMap } from "./session.js";
import { say } from "./terminal.js";
import { BadUse, listed, quoted } from "./usage.js";

const QUOTES = { none: "", double: '"', backtick: "`" } as const;
type Quotes = keyof typeof QUOTES;

export const sql: Command = {
  help: {
    usage: "sql [options]",
    about:
      "Prints a SQL statement that counts a table of votes by pair and outcome. What it answers, saved as CSV, is a vote file with the same ratings. Standard SQL: DuckDB, Spark, PostgreSQL, SQLite, BigQuery and others run it as it is.",
    options: {
      table: { value: "name", about: "The table of votes, also schema.table. Default: votes." },
      facets: { value: "a,b", about: "Columns to filter by later." },
      judges: { about: "Counts by judge too, to resample judges." },
      column: {
        value: "part=name",
        multiple: true,
        about: "Which column is model_a, model_b, winner, judge or count.",
      },
      quotes: {
        value: "which",
        about:
          "Of names that need them: double (standard: DuckDB, PostgreSQL, SQLite, Snowflake) or backtick (Spark, BigQuery, MySQL). Default: none, which all of them read.",
      },
    },
    examples: ['duckdb -csv arena.db "$(mindgap sql --facets language --judges)" > counts.csv'],
  },

  run(given, { out }) {
    if (given.files.length > 0) throw new BadUse("mindgap sql takes no file");
    const { modelA, modelB, winner, judge, count, ...others } = columnMap(given);
    const [unused] = Object.keys(others);
    if (unused !== undefined)
      throw new BadUse(`mindgap sql counts by outcome, and has no use for the column ${unused}`);
    const facets = (given.text("facets") ?? "").split(",").map((name) => name.trim());
    const quotes = given.oneOf("quotes", Object.keys(QUOTES) as Quotes[]) ?? "none";
    const text = statement(
      {
        table: given.text("table") ?? "votes",
        columns: {
          model_a: modelA ?? "model_a",
          model_b: modelB ?? "model_b",
          winner: winner ?? "winner",
          ...(given.flag("judges") && { judge: judge ?? "judge" }),
          ...Object.fromEntries(facets.filter(Boolean).map((name) => [name, name])),
        },
        ...(count !== undefined && { count }),
      },
      quotes,
    );
    say(out, ...text.split("\n"));
    return Promise.resolve(0);
  },
};

interface Reduction {
  table: string;
  /** From the name in the answer to the name in the table. */
  columns: Record<string, string>;
  /** The column of how many votes a row stands for. */
  count?: string;
}

function statement({ table, columns, count }: Reduction, quotes: Quotes): string {
  const name = (written: string): string => identifier(written, quotes);
  const selected = Object.entries(columns).map(([as, column]) =>
    as === column ? name(column) : `${name(column)} AS ${name(as)}`,
  );
  const counted = count === undefined ? "COUNT(*)" : `SUM(${name(count)})`;
  const grouped = Object.values(columns).map(name);
  return [
    "SELECT",
    `${[...selected, `${counted} AS n_votes`].map((column) => `  ${column}`).join(",\n")}`,
    `FROM ${table.split(".").map(name).join(".")}`,
    `GROUP BY ${grouped.join(", ")}`,
    // The same counts give the same file, and so the same hash.
    `ORDER BY ${Object.keys(columns).map(name).join(", ")};`,
  ].join("\n");
}

/**
 * A name as SQL reads it. Letters, digits and underscores need no quotation marks; for the others
 * standard SQL has double ones and Spark has backticks, so that no statement would do for both.
 */
function identifier(written: string, quotes: Quotes): string {
  if (written === "" || /[\u0000-\u001f]/.test(written))
    throw new BadUse(`${quoted(written)} is no name of a column or a table`);
  if (/^[a-z_]\w*$/i.test(written) && !RESERVED.has(written.toLowerCase())) return written;
  const mark = QUOTES[quotes];
  if (mark === "")
    throw new BadUse(
      `${quoted(written)} needs quotation marks, which differ: say --quotes ${listed(["double", "backtick"])}`,
    );
  return mark + written.replaceAll(mark, mark + mark) + mark;
}

/** Words that cannot be a name without quotation marks, in one or the other of those databases. */
const RESERVED = new Set(
  `all and anti any array as asc asymmetric at authorization between both by case cast check collate
  column constraint create cross cube current current_date current_time current_timestamp current_user
  default deferrable desc describe distinct do else end escape except exists extract false fetch filter
  for foreign from full function grant group grouping having in initially inner intersect into is join
  lateral leading left like limit minus natural not null of offset on only or order outer overlaps
  partition pivot placing primary qualify range references returning right rollup row rows select semi
  session_user set show similar some summarize symmetric table tablesample then to trailing true union
  unique unknown unpivot update user using values variadic when where window with within`.split(
    /\s+/,
  ),
);
