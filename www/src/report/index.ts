/**
 * The report: one HTML page with everything that was found, to keep, to print and to check. It holds
 * no script, asks nobody for anything, and every name in it is text.
 */

import type { Board, Gap, HeadToHead, ReadOptions, Report } from "mindgap";
import type { Scale } from "mindgap/charts";
import { visible } from "mindgap/export";
import { command, type Correction } from "./command.js";
import { gapSection } from "./gap.js";
import { LONGEST_NAME, markup, name, sentence, type Markup } from "./markup.js";
import { readSection } from "./read.js";
import { boardSection, pairsSection, type Charts } from "./results.js";
import { css } from "./styles.js";
import { plainTable } from "./table.js";

export interface ReportInput {
  /** The vote file's name. */
  name: string;
  /** What was read: `votes.report`. */
  report: Report;
  /** How it was read, where the reader said so: for the command that reads it again. */
  read?: ReadOptions;
  board: Board;
  record?: HeadToHead;
  gap?: Gap;
  /** The name of the table of scores behind `gap`. */
  scoresName?: string;
  /** What the reader set right of its benchmarks. */
  corrections?: Record<string, Correction>;
  /** SVG by the kind of chart, drawn in light colours: paper is white. */
  charts?: Charts;
  /** Which scale people read ratings on. Default `"rating"`. */
  scale?: Scale;
  /** A link to the same settings on the site. */
  link: string;
  /** When the report was made. Default now. */
  made?: Date;
}

/** No script, no connection, nothing from elsewhere: whatever a name may hold. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole page, as the text of an HTML file. */
export function reportHtml(input: ReportInput): string {
  const { name: file, report, board, record, gap, charts = {}, scale = "rating" } = input;
  const title = `Report on ${visible(file).slice(0, LONGEST_NAME)}`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="mindgap ${board.provenance.version}">
<title>${title}</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>Report on ${name(file)}</h1>
${summary(input)}
${boardSection(board, scale, charts)}
${record && pairsSection(record, charts)}
${gap && gapSection(gap, input.scoresName ?? "scores", charts)}
${readSection(file, report)}
${settings(board, gap)}
${reproduce(input)}
${longNames(input)}
</main>
</body>
</html>
`;
  return page.text;
}

/** What it says, before anything else. */
function summary({ report, board, gap, made = new Date() }: ReportInput): Markup {
  const [best] = board.models;
  const first = board.tiers[0] ?? [];
  const level = Number(board.provenance.settings["level"]);
  const alone =
    first.length === 1
      ? "the votes tell it apart from every other model"
      : `the votes do not tell it apart from ${first.length - 1} other${first.length === 2 ? "" : "s"}`;
  return markup`<p class="lead">${report.kept.toLocaleString("en")} votes on ${report.models.length} models. ${
    best &&
    markup`${name(best.name)} stands first; at ${Number((100 * level).toPrecision(6))} % ${alone}.`
  } ${gap && sentence(gap.readings.answer[0] ?? "")}</p>
<p class="mute">Made on ${made.toISOString().slice(0, 10)} with mindgap ${board.provenance.version}, in the browser of whoever made it.</p>`;
}

/** Nested settings as one line each: `bootstrap.seed`. */
function flat(settings: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(settings).flatMap(([key, value]): [string, string][] => {
    const nested = typeof value === "object" && value !== null && !Array.isArray(value);
    if (nested) return flat(value as Record<string, unknown>, `${prefix}${key}.`);
    return [[prefix + key, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
}

function settings({ provenance }: Board, gap: Gap | undefined): Markup {
  const { ranking: _, ...ofGap } = gap?.provenance.settings ?? {};
  const { seed, backend, gpu, version, dataHash } = provenance;
  const made = [
    ["version", version],
    ["votes' hash", dataHash],
    ...(seed === undefined ? [] : [["seed", String(seed)]]),
    ["computed by", gpu?.agreement ? `${backend}, ${gpu.name} (${gpu.agreement})` : backend],
  ];
  return markup`<section>
<h2>Settings</h2>
${plainTable("Of the ranking", ["Setting", "Value"], [...flat(provenance.settings), ...made])}
${gap && plainTable("Of the benchmarks", ["Setting", "Value"], flat(ofGap))}
</section>`;
}

function reproduce({
  name: file,
  read,
  board,
  record,
  gap,
  scoresName,
  link,
}: ReportInput): Markup {
  const line = command({ name: file, read, board, record, gap, scoresName });
  return markup`<section>
<h2>How to get the same figures</h2>
<p>With Node 20 or later, in the folder of the file${gap && "s"}:</p>
<pre><code dir="ltr">${line}</code></pre>
<p>Or open <a href="${safeLink(link)}" rel="noreferrer">these settings</a> and drop the file there. Its hash has to be <code>${board.provenance.dataHash}</code>.</p>
</section>`;
}

/** A link of the web; anything else leads nowhere. */
function safeLink(link: string): string {
  return /^https?:\/\//i.test(link) ? link : "#";
}

/** Names that were shortened above. */
function longNames({ report, gap }: ReportInput): Markup | undefined {
  const all = [...report.models, ...(gap?.correlations.map(({ benchmark }) => benchmark) ?? [])];
  const long = all.map(visible).filter((text) => [...text].length > LONGEST_NAME);
  if (long.length === 0) return undefined;
  return markup`<section><h2>Long names in full</h2><ol>${long.map((text) => markup`<li><bdi>${text}</bdi></li>`)}</ol></section>`;
}
