/** The charts, as functions from results to elements. Colours are custom properties: see `chartStyles`. */

export { distributionChart, type DistributionOptions } from "./distribution.js";
export type { Scale } from "./format.js";
export { headToHeadChart, type HeadToHeadOptions } from "./headToHead.js";
export { rankingChart, type RankingOptions } from "./ranking.js";
export { ranksChart, type RanksOptions } from "./ranks.js";
export { chartStyles } from "./styles.js";
