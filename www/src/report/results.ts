/** The leaderboard, the pairs and the distributions. */

import type { Board, HeadToHead } from "mindgap";
import type { ChartKind } from "mindgap/elements";
import { boardTable, controlsTable, recordTable } from "mindgap/export";
import type { Scale } from "mindgap/charts";
import { markup, sentence, type Markup } from "./markup.js";
import { picture } from "./picture.js";
import { plainTable, resultTable } from "./table.js";

/** Charts by kind, as `<mindgap-chart>`'s `toSVG` gives them. */
export type Charts = Partial<Record<ChartKind, string>>;

/** A table of all pairs stays readable up to so many. */
const MOST_PAIRS = 500;

/** A chart with its caption, where it was handed in. */
export function figure(charts: Charts, kind: ChartKind, caption: string): Markup | undefined {
  const svg = charts[kind];
  const drawn = svg === undefined ? undefined : picture(svg, caption);
  return drawn && markup`<figure>${drawn}<figcaption>${caption}</figcaption></figure>`;
}

export function boardSection(board: Board, scale: Scale, charts: Charts): Markup {
  const { bootstrap, warnings, tiers, tieModels, fit } = board;
  return markup`<section>
<h2>Leaderboard</h2>
<p>${intervalsIn(board)}</p>
${warnings.map((warning) => markup`<p class="warning">${sentence(warning)}</p>`)}
${resultTable(boardTable(board, scale), "Models, best first")}
${figure(charts, "ranking", "Ratings and their intervals")}
${board.controls?.length ? resultTable(controlsTable(board), "What ratings are controlled for") : undefined}
${figure(charts, "slope", "Ranks without control and with it")}
${plainTable(
  "Tiers: models of one tier cannot be told apart by the votes",
  ["Tier", "Models"],
  tiers.map((models, at) => [String(at + 1), models]),
  [false, false],
)}
<p>Log-likelihood ${signed(fit.logLikelihood)}, AIC ${signed(fit.aic)}, ${fit.iterations} steps, ties ${fit.ties}${
    fit.tieParameter && markup` (${fit.tieParameter.name} ${fit.tieParameter.value.toPrecision(4)})`
  }.${tieModels && markup` ${tieModels.sentence}`}</p>
${
  bootstrap &&
  bootstrap.lost > 0 &&
  markup`<p>${bootstrap.lost.toLocaleString("en")} of ${bootstrap.replicates.toLocaleString("en")} replicates have no finite ratings; what they send to infinity counts as infinite.</p>`
}
</section>
${distributions(charts)}`;
}

function signed(x: number): string {
  return x.toFixed(2).replace("-", "−");
}

const METHODS: Record<Board["intervalMethod"], string> = {
  normal: "robust (sandwich) errors and the normal distribution",
  t: "errors clustered by judge (CR2) and Student's t",
  percentile: "percentiles of the bootstrap",
  basic: "the basic bootstrap",
  bca: "the BCa bootstrap",
};

function intervalsIn({ intervalMethod, bootstrap, fit, provenance }: Board): string {
  const level = Number(provenance.settings["level"]);
  const drawn = bootstrap
    ? ` (${bootstrap.replicates.toLocaleString("en")} replicates over ${bootstrap.unit}s)`
    : "";
  return `${fit.votes.toLocaleString("en")} votes. Intervals at ${Number((100 * level).toPrecision(6))} % by ${METHODS[intervalMethod]}${drawn}.`;
}

function distributions(charts: Charts): Markup | undefined {
  const drawn = [
    figure(charts, "distribution", "Ratings over replicates"),
    figure(charts, "ranks", "Ranks over replicates: shares, no probabilities"),
  ].filter((one) => one !== undefined);
  if (drawn.length === 0) return undefined;
  return markup`<section><h2>Distributions</h2>${drawn}</section>`;
}

export function pairsSection(record: HeadToHead, charts: Charts): Markup {
  const { pairs, provenance } = record;
  const most = recordTable({ ...record, pairs: pairs.slice(0, MOST_PAIRS) });
  const adjust = provenance.settings["adjust"];
  return markup`<section>
<h2>Head to head</h2>
<p>Each pair by its own votes; p-values ${adjust === "none" ? "unadjusted" : `adjusted (${String(adjust)})`}.</p>
${figure(charts, "head-to-head", "Win rates of each model against each")}
${resultTable(most, "Pairs that met")}
${pairs.length > MOST_PAIRS && markup`<p>${pairs.length - MOST_PAIRS} more pairs are left out here; the CSV holds them all.</p>`}
</section>`;
}
