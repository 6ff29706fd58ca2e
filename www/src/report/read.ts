/** What was read, and what was left out. */

import type { Report } from "mindgap";
import { dropReasons, partOf } from "mindgap/export";
import { markup, name, sentence, type Markup } from "./markup.js";
import { plainTable } from "./table.js";

/** Examples of rows that were left out, for each reason. */
const EXAMPLES = 5;

const whole = (x: number): string => x.toLocaleString("en");

export function readSection(file: string, report: Report): Markup {
  const { rows, kept, models, judges, format, encoding, gzip, bytes, hash, notes } = report;
  const outcomes = Object.entries(report.outcomes).map(
    ([what, count]) => `${what} ${whole(count)}`,
  );
  return markup`<section>
<h2>What was read</h2>
<dl>
<dt>File</dt><dd>${name(file)} (${format.toUpperCase()}, ${encoding}${gzip ? ", gzipped" : ""}, ${whole(bytes)} bytes)</dd>
<dt>Hash (xxh3-128)</dt><dd><code>${hash}</code></dd>
<dt>Rows</dt><dd>${whole(rows)}, of which ${whole(kept)} votes on ${models.length} models were kept</dd>
<dt>Outcomes</dt><dd>${outcomes.join(", ")}</dd>
<dt>Judges</dt><dd>${judges === undefined ? "the file does not say who voted" : whole(judges)}</dd>
</dl>
${notes.map((note) => markup`<p>${sentence(note)}</p>`)}
${dropped(report)}
${plainTable(
  "Columns",
  ["Column", "Taken as"],
  report.columns.map((column) => [column.name, partOf(column, report)]),
)}
</section>`;
}

function dropped({ droppedByReason, dropped, format }: Report): Markup {
  const unit = format === "parquet" ? "row" : "line";
  const reasons = Object.entries(droppedByReason).filter(([, count]) => count > 0);
  if (reasons.length === 0) return markup`<p>No row was left out.</p>`;
  const examples = (reason: string): string[] =>
    dropped
      .filter((row) => row.reason === reason)
      .slice(0, EXAMPLES)
      .map(({ line, value }) =>
        value === undefined ? `${unit} ${line}` : `${unit} ${line}: ${value}`,
      );
  return plainTable(
    "Rows left out",
    ["Why", "First lines", "Rows"],
    reasons.map(([reason, count]) => [
      dropReasons[reason] ?? reason,
      examples(reason),
      whole(count),
    ]),
    [false, false, true],
  );
}
