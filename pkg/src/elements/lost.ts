/** What a board says of replicates without finite ratings. */

import type { Board } from "../types.js";

/** Models that are named. */
const NAMED = 3;

/** A sentence or two; nothing where every replicate was fitted. */
export function lostInWords({ bootstrap, models }: Board): string | undefined {
  if (!bootstrap) return undefined;
  const { replicates, lost, notConverged, apart } = bootstrap;
  const count = (n: number): string => n.toLocaleString("en");
  const sentences: string[] = [];
  if (lost > 0) {
    sentences.push(
      `${count(lost)} of ${count(replicates)} resamples had no finite ratings; they count as ±∞.`,
    );
    // Those that most of them are due to; where these are half of all, nobody is to be named.
    const often = apart.filter((one) => 2 * one.replicates > lost);
    if (often.length > 0 && 2 * often.length < models.length) {
      const names = often.slice(0, NAMED).map(({ name }) => name);
      const more = often.length - names.length;
      if (more > 0) names.push(`${more} more`);
      const last = names.pop();
      const listed = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
      sentences.push(
        `In most of them ${listed} ${often.length > 1 ? "were" : "was"} cut off from the others for want of a win or a loss.`,
      );
    }
  }
  if (notConverged > 0) {
    sentences.push(
      `${count(notConverged)} of ${count(replicates)} resamples did not converge; they count as unknown.`,
    );
  }
  return sentences.join(" ") || undefined;
}
