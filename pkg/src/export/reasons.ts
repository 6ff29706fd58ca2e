/** Why a row of a vote file was left out, in words. */

import type { DropReason } from "../types.js";

export const dropReasons: Record<string, string> & Record<DropReason, string> = {
  "empty-model": "a model without a name",
  "self-comparison": "a model against itself",
  "unknown-outcome": "an outcome nobody knows",
  "bad-count": "a count that is no whole number",
  "short-row": "a row that is too short",
  "bad-row": "a row that cannot be read",
  skipped: "skipped as asked",
};
