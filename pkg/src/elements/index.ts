/** Importing this file registers the elements. */

import { MindgapBenchmarks } from "./benchmarks.js";
import { MindgapChart } from "./chart.js";
import { MindgapLeaderboard } from "./leaderboard.js";
import { MindgapTable } from "./table.js";

customElements.define("mindgap-table", MindgapTable);
customElements.define("mindgap-chart", MindgapChart);
customElements.define("mindgap-leaderboard", MindgapLeaderboard);
customElements.define("mindgap-benchmarks", MindgapBenchmarks);

declare global {
  interface HTMLElementTagNameMap {
    "mindgap-table": MindgapTable;
    "mindgap-chart": MindgapChart;
    "mindgap-leaderboard": MindgapLeaderboard;
    "mindgap-benchmarks": MindgapBenchmarks;
  }
}

export { MindgapBenchmarks, MindgapChart, MindgapLeaderboard, MindgapTable };
export type { BenchmarkSort } from "./benchmarks.js";
export type { ChartKind } from "./chart.js";
export type { Sort, SortKey } from "./table.js";
