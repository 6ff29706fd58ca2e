/** What counts as beyond chance in a gap. */

import type { Gap } from "../../gap-types.js";

/** 1 − the gap's level, and not 0.050000000000000044, which six deals of 120 would be below. */
export function alphaOf({ provenance }: Gap): number {
  return Number((1 - Number(provenance.settings["level"])).toFixed(12));
}
