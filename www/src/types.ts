export type {
  BootstrapOptions,
  Board,
  ColumnMap,
  Comment,
  HeadToHead,
  HeadToHeadOptions,
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
