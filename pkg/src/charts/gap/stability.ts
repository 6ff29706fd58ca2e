/** How often each benchmark would be kept if one of the models were not there. */

import type { Selection } from "../../gap-types.js";
import type { Row } from "./row.js";
import { rowsFigure } from "./rows.js";

export interface StabilityOptions {
  width?: number;
}

/** Kept most often on top. Dark: kept with all models. Throws where there is no stability. */
export function stabilityChart(
  { kept, dropped, stability, arbitrary }: Selection,
  { width = 720 }: StabilityOptions = {},
): HTMLElement {
  if (!stability) throw new TypeError("this selection was not made again without a model");
  const { models, same, columns } = stability;
  const chosen = new Set(kept.map(({ name }) => name));
  const known = new Set([...chosen, ...dropped.map(({ name }) => name)]);
  const rows = columns
    .filter(({ name }) => known.has(name))
    .map(({ name, kept: times }): Row => {
      const now = chosen.has(name);
      return {
        name,
        at: times,
        filled: now,
        right: `${times} of ${models}`,
        words: `${name}: ${now ? "kept" : "dropped"} with all models; kept ${times} of ${models} times with one model left out`,
      };
    })
    .sort((a, b) => b.at - a.at || Number(b.filled) - Number(a.filled));
  const title =
    same === models
      ? `Whichever of ${models} models is left out, the same benchmarks are kept`
      : `With one of ${models} models left out the same benchmarks are kept ${same} of ${models} times${arbitrary ? ": the selection says little" : ""}`;
  return rowsFigure(rows, {
    width,
    domain: [0, models],
    label: "Times kept with one model left out →",
    heading: "kept",
    bars: true,
    tone: arbitrary ? "mute" : "accent",
    title,
    summary: `${title}.`,
    hint: "Dark: kept with all models. A benchmark that is kept whichever model is left out has a bar to the end.",
  });
}
