/** What benchmark scores say of the votes: the sentences, then the figures behind them. */

import type { Gap } from "mindgap";
import type { ChartKind } from "mindgap/elements";
import { gapTable, gapTables, type GapTable } from "mindgap/export";
import { markup, name, sentence, type Markup } from "./markup.js";
import { figure, type Charts } from "./results.js";
import { plainTable, resultTable } from "./table.js";

interface Part {
  heading: string;
  readings: (keyof Gap["readings"])[];
  charts: [kind: ChartKind, caption: string][];
  tables: GapTable[];
}

/** In the order in which a referee asks. */
const PARTS: Part[] = [
  {
    heading: "Do the benchmarks predict preference?",
    readings: ["answer"],
    charts: [
      ["global", "All benchmarks, dealt to the models anew"],
      ["permutation", "Benchmarks of the regression, dealt anew"],
      ["r2", "What is explained, between chance and the ceiling"],
    ],
    tables: ["r2"],
  },
  {
    heading: "Each benchmark by itself",
    readings: ["alone"],
    charts: [["alone", "Each benchmark alone"]],
    tables: ["alone"],
  },
  {
    heading: "Do they order the models alike?",
    readings: ["correlations", "topK"],
    charts: [
      ["correlations", "Rank correlations with the ratings"],
      ["top-k", "Distances of the first models"],
    ],
    tables: ["correlations", "topK"],
  },
  {
    heading: "How much the benchmarks repeat each other",
    readings: ["components"],
    charts: [
      ["scree", "Shares of the variance"],
      ["biplot", "The first two components"],
    ],
    tables: [],
  },
  {
    heading: "Which benchmarks enter the regressions",
    readings: ["selection", "selected"],
    charts: [
      ["inflation", "Variance inflation factors"],
      ["stability", "How often each is kept without one model"],
      ["coefficients", "Coefficients over models"],
    ],
    tables: ["selection", "meta"],
  },
  {
    heading: "With votes for the sample: about these models only",
    readings: ["votes"],
    charts: [
      ["effects", "Mixed regression"],
      ["effects-plain", "Plain regression"],
    ],
    tables: ["mixed", "logistic"],
  },
  { heading: "What this many models can tell", readings: ["power"], charts: [], tables: [] },
];

export function gapSection(gap: Gap, scores: string, charts: Charts): Markup {
  const has = gapTables(gap);
  const { join, leftOut, warnings, provenance } = gap;
  const matches = join.matches.map(({ votes, scores, how }) => [votes, scores, how]);
  return markup`<section class="chapter">
<h2>Benchmarks and votes</h2>
<p>Scores: ${name(scores)}, hash <code>${provenance.scoresHash}</code>. The models are the sample: ${gap.models.length} have both votes and scores.</p>
${PARTS.map((part) => section(gap, part, has, charts))}
<h3>Scores and names</h3>
${scoresTable(gap)}
${plainTable("Models by name", ["In the votes", "In the scores", "Match"], matches)}
${
  leftOut.length > 0 &&
  plainTable(
    "Benchmarks left out",
    ["Benchmark", "Why"],
    leftOut.map(({ benchmark, why }) => [benchmark, why]),
  )
}
${warnings.map((warning) => markup`<p class="warning">${sentence(warning)}</p>`)}
</section>`;
}

function section(gap: Gap, part: Part, has: GapTable[], charts: Charts): Markup | undefined {
  const sentences = part.readings.flatMap((which) => gap.readings[which]);
  const tables = part.tables.filter((table) => has.includes(table));
  const figures = part.charts.map(([kind, caption]) => figure(charts, kind, caption));
  if (sentences.length === 0 && tables.length === 0) return undefined;
  return markup`<h3>${part.heading}</h3>
${sentences.map((text) => markup`<p>${sentence(text)}</p>\n`)}
${figures.filter((one) => one !== undefined)}
${tables.map((what) => {
  const table = gapTable(gap, what);
  return resultTable(table, table.title ?? part.heading);
})}`;
}

/** More columns than this are no table for paper. */
const MOST_COLUMNS = 8;

/** One row a benchmark or one row a model, whichever makes fewer columns. */
function scoresTable({ models, correlations }: Gap): Markup {
  const score = (benchmark: number, model: number): string => {
    const value = correlations[benchmark]?.scores[model];
    return value === null || value === undefined ? "" : String(value);
  };
  const [names, benchmarks] = [
    models.map(({ name }) => name),
    correlations.map((one) => one.benchmark),
  ];
  const byBenchmark = names.length <= benchmarks.length;
  const [rows, columns] = byBenchmark ? [benchmarks, names] : [names, benchmarks];
  if (columns.length > MOST_COLUMNS)
    return markup`<p>${benchmarks.length} scores of ${names.length} models each: the CSV of the models holds them.</p>`;
  return plainTable(
    "Scores",
    [byBenchmark ? "Benchmark" : "Model", ...columns],
    rows.map((row, r) => [
      row,
      ...columns.map((_, c) => (byBenchmark ? score(r, c) : score(c, r))),
    ]),
    [false, ...columns.map(() => true)],
  );
}
