/** The charts of a gap. */

export { biplotChart, type BiplotOptions } from "./biplot.js";
export {
  aloneChart,
  coefficientsChart,
  perSd,
  type AloneOptions,
  type CoefficientsOptions,
} from "./coefficients.js";
export { correlationsChart, type CorrelationsOptions, type Statistic } from "./correlations.js";
export { gapCsv, type GapTable } from "../../export/gap.js";
export { forestChart, hasIntervals, type ForestOptions, type Intervals } from "./forest.js";
export { inflationChart, type InflationOptions } from "./inflation.js";
export { permutationChart, type PermutationOptions } from "./permutation.js";
export { r2Chart, type R2Options } from "./r2.js";
export { scatterChart, type ScatterOptions } from "./scatter.js";
export { scatterGrid, type ScatterGridOptions } from "./scatterGrid.js";
export { screeChart, type ScreeOptions } from "./scree.js";
export { stabilityChart, type StabilityOptions } from "./stability.js";
export { benchmarksOf, overModels, target } from "./target.js";
export { topKChart, type TopKChartOptions } from "./topK.js";
