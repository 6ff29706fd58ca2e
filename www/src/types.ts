export type {
  BootstrapOptions,
  Board,
  ColumnMap,
  Comment,
  HeadToHead,
  HeadToHeadOptions,
  Outcome,
  Progress,
  RankOptions,
  ReadOptions,
  Report,
  TieModel,
  TieModelComparison,
  Unit,
} from "mindgap";
export type { Scale } from "mindgap/charts";
export type { Sort } from "mindgap/elements";
