/** The charts, as functions from results to elements. Colours are custom properties: see `chartStyles`. */

export { format, interval, type Scale } from "./format.js";
export * from "./gap/index.js";
export * from "./leaderboard.js";
export { chartStyles } from "./styles.js";
