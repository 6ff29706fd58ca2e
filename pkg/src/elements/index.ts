/** Importing this file registers the elements of a leaderboard. */

import { MindgapChart } from "./chart.js";
import { MindgapLeaderboard } from "./leaderboard.js";
import { MindgapTable } from "./table.js";

customElements.define("mindgap-table", MindgapTable);
customElements.define("mindgap-chart", MindgapChart);
customElements.define("mindgap-leaderboard", MindgapLeaderboard);

declare global {
  interface HTMLElementTagNameMap {
    "mindgap-table": MindgapTable;
    "mindgap-chart": MindgapChart;
    "mindgap-leaderboard": MindgapLeaderboard;
  }
}

export { MindgapChart, MindgapLeaderboard, MindgapTable };
export type { BoardKind, ChartKind, GapKind } from "./chart.js";
export type { Sort, SortKey } from "./table.js";
