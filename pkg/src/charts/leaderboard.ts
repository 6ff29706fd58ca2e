/** The charts of a board. */

export { distributionChart, type DistributionOptions } from "./distribution.js";
export { headToHeadChart, type HeadToHeadOptions } from "./headToHead.js";
export { rankingChart, type RankingOptions } from "./ranking.js";
export { ranksChart, type RanksOptions } from "./ranks.js";
export { movedInWords, moves, type Move } from "./moved.js";
export { slopeChart, type SlopeOptions } from "./slope.js";
