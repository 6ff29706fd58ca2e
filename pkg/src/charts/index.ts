/** The charts, as functions from results to elements. Colours are custom properties: see `chartStyles`. */

export { distributionChart, type DistributionOptions } from "./distribution.js";
export type { Scale } from "./format.js";
export { biplotChart, type BiplotOptions } from "./gap/biplot.js";
export { correlationsChart, type CorrelationsOptions, type Statistic } from "./gap/correlations.js";
export { gapCsv, type GapTable } from "./gap/csv.js";
export { forestChart, type ForestOptions, type Intervals } from "./gap/forest.js";
export { inflationChart, type InflationOptions } from "./gap/inflation.js";
export { r2Chart, type R2Options } from "./gap/r2.js";
export { scatterChart, type ScatterOptions } from "./gap/scatter.js";
export { scatterGrid, type ScatterGridOptions } from "./gap/scatterGrid.js";
export { screeChart, type ScreeOptions } from "./gap/scree.js";
export { topKChart, type TopKChartOptions } from "./gap/topK.js";
export { headToHeadChart, type HeadToHeadOptions } from "./headToHead.js";
export { rankingChart, type RankingOptions } from "./ranking.js";
export { ranksChart, type RanksOptions } from "./ranks.js";
export { chartStyles } from "./styles.js";
