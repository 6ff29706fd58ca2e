/** Results as tables: a board's models and a record's pairs, with every field that they have. */

import { format, type Scale } from "../charts/format.js";
import type { Board, HeadToHead, ModelRow, PairRow } from "../types.js";
import { tableOf, type Field } from "./fields.js";
import type { Cell, Table, TableColumn } from "./table.js";

type ModelField = keyof ModelRow;

const whole = (x: number): string => x.toLocaleString("en");

/** One row a model, best first; people see ratings on one scale, programs on both. */
export function boardTable(board: Omit<Board, "samples">, scale: Scale = "rating"): Table {
  const level = board.provenance.settings["level"];
  const percent = typeof level === "number" ? `${Number((100 * level).toPrecision(6))} % ` : "";
  const elo = scale === "elo";
  const field = (
    key: ModelField,
    label: string,
    more: Omit<TableColumn, "key" | "label"> = {},
  ) => ({
    key,
    label,
    ...more,
    of: (row: ModelRow): Cell => row[key] as Cell,
  });
  const fields: Field<ModelRow>[] = [
    field("rank", "Rank", { detail: true }),
    field("rankInterval", "Rank", { kind: "spread" }),
    field("name", "Model", { kind: "text" }),
    field("rating", "Rating", { write: format.rating, detail: elo }),
    field("interval", `${percent}interval`, {
      kind: "interval",
      write: format.rating,
      detail: elo,
    }),
    field("elo", "Elo", { write: format.elo, detail: !elo }),
    field("eloInterval", `${percent}interval`, {
      kind: "interval",
      write: format.elo,
      detail: !elo,
    }),
    field("strength", "Strength", { detail: true }),
    field("se", "Standard error", { detail: true }),
    field("rankSet", "Ranks of all at once", { kind: "spread", detail: true }),
    field("bestShare", "Share of replicates as the best", { detail: true }),
    field("rankByInterval", "Rank by interval", { detail: true }),
    field("tier", "Tier"),
    field("votes", "Votes", { write: whole }),
    field("wins", "Wins", { detail: true }),
    field("ties", "Ties", { detail: true }),
    field("losses", "Losses", { detail: true }),
    field("winRate", "Win rate", { write: format.percent }),
    field("averageWinRate", "Average win rate", { detail: true }),
    field("sequentialElo", "Sequential Elo", { detail: true }),
  ];
  return tableOf(fields, board.models);
}

/** One row a pair that met. */
export function recordTable(record: HeadToHead): Table {
  const field = (
    key: keyof PairRow,
    label: string,
    more: Omit<TableColumn, "key" | "label"> = {},
  ) => ({
    key,
    label,
    ...more,
    of: (row: PairRow): Cell => row[key],
  });
  const fields: Field<PairRow>[] = [
    field("a", "Model", { kind: "text" }),
    field("b", "Against", { kind: "text" }),
    field("votes", "Votes", { write: whole }),
    field("wins", "Wins", { write: whole }),
    field("ties", "Ties", { write: whole }),
    field("losses", "Losses", { write: whole }),
    field("winRate", "Win rate", { write: format.percent }),
    field("judges", "Judges", { detail: true }),
    field("interval", "Interval", { kind: "interval", write: format.percent }),
    field("intervalMethod", "Interval by", { kind: "text", detail: true }),
    field("p", "p", { write: format.p, detail: true }),
    field("pOneSided", "p, one-sided", { detail: true }),
    field("pAdjusted", "p", { write: format.p }),
    field("test", "Test", { kind: "text" }),
    field("significant", "Differs", { kind: "flag" }),
  ];
  return tableOf(fields, record.pairs);
}
