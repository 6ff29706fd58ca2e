/** Importing this file registers the elements of a leaderboard. */

import { MindgapChart } from "./chart.js";
import { define } from "./element.js";
import { MindgapLeaderboard } from "./leaderboard.js";
import { MindgapDistribution, MindgapHeadToHead, MindgapRanks } from "./parts.js";
import { MindgapTable } from "./table.js";

define("mindgap-table", MindgapTable);
define("mindgap-chart", MindgapChart);
define("mindgap-leaderboard", MindgapLeaderboard);
define("mindgap-head-to-head", MindgapHeadToHead);
define("mindgap-distribution", MindgapDistribution);
define("mindgap-ranks", MindgapRanks);

declare global {
  interface HTMLElementTagNameMap {
    "mindgap-table": MindgapTable;
    "mindgap-chart": MindgapChart;
    "mindgap-leaderboard": MindgapLeaderboard;
    "mindgap-head-to-head": MindgapHeadToHead;
    "mindgap-distribution": MindgapDistribution;
    "mindgap-ranks": MindgapRanks;
  }
}

export {
  MindgapChart,
  MindgapDistribution,
  MindgapHeadToHead,
  MindgapLeaderboard,
  MindgapRanks,
  MindgapTable,
};
export type { BoardKind, ChartKind, GapKind } from "./chart.js";
export { facetChoice, type FacetChoice } from "./facet.js";
export type { Theme } from "./element.js";
export type { Settings } from "./settings.js";
export type { Sort, SortKey } from "./table.js";
