/** Choosing by hand which column plays which part, and what outcomes mean. */

import { html, nothing, type TemplateResult } from "lit";
import type { ColumnMap, MindgapError, Outcome, ReadOptions, Report, OutcomeSeen } from "mindgap";
import type { Said } from "./asking.js";
import { close, dialog } from "./dialog.js";

const parts: [keyof ColumnMap, string][] = [
  ["modelA", "first model (needed)"],
  ["modelB", "second model (needed)"],
  ["winner", "outcome"],
  ["judge", "judge"],
  ["time", "time"],
  ["text", "free text"],
  ["count", "votes per row"],
  ["wins", "wins of the first"],
  ["losses", "wins of the second"],
  ["ties", "ties"],
  ["loser", "model that lost, where the outcome is the model that won"],
  ["tied", "whether it is a tie"],
];

/** The parts of a report's columns, as options name them. */
const roleParts: Record<string, keyof ColumnMap> = {
  model_a: "modelA",
  model_b: "modelB",
  winner: "winner",
  judge: "judge",
  time: "time",
  text: "text",
  count: "count",
  wins: "wins",
  losses: "losses",
  ties: "ties",
  loser: "loser",
  tied: "tied",
};

export const meanings: [Outcome | "skip", string][] = [
  ["model_a", "the first model is preferred"],
  ["model_b", "the second model is preferred"],
  ["tie", "a tie"],
  ["tie (bothbad)", "both are bad"],
  ["skip", "no vote: leave out"],
];

export interface Props {
  error: MindgapError | undefined;
  report: Report | undefined;
  /** As the reader said before. */
  options: ReadOptions;
  closed: () => void;
  use: (said: Said) => void;
}

/** The column names that an error of the reader tells, or none. */
export function columnsOf(error: MindgapError | undefined): string[] {
  if (!error || error["headerMissing"] === true) return [];
  const mappable = ["no-columns", "unknown-column"].includes(error.code);
  return mappable ? (error["found"] as string[]) : [];
}

/** Outcomes that the file has and nobody knows, or that the reader has explained. */
export function outcomesOf(
  error: MindgapError | undefined,
  report: Report | undefined,
  said: ReadOptions["outcomes"] = {},
): string[] {
  const unknown =
    (error?.["unknownOutcomes"] as OutcomeSeen[] | undefined) ?? report?.unknownOutcomes ?? [];
  return [...new Set([...Object.keys(said), ...unknown.map(({ value }) => value)])];
}

export function mapping({ error, report, options, closed, use }: Props): TemplateResult {
  const own = columnsOf(error);
  const columns = own.length > 0 ? own : (report?.columns.map(({ name }) => name) ?? []);
  const chosen = options.columns ?? guessed(report);
  const outcomes = outcomesOf(error, report, options.outcomes);
  const isSquare = report?.columns.some(({ role }) => role === "square") ?? false;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const given = (name: string): string => String(form.get(name) ?? "");
    close(event);
    const square = given("square") as NonNullable<ReadOptions["square"]> | "";
    use({
      columns: Object.fromEntries(
        parts.flatMap(([part]) => (given(part) ? [[part, given(part)]] : [])),
      ),
      outcomes: Object.fromEntries(
        outcomes.flatMap((value, at) =>
          given(`outcome-${at}`) ? [[value, given(`outcome-${at}`) as Outcome]] : [],
        ),
      ),
      ...(square && { square }),
    });
  };
  const content = html`<form @submit=${submit}>
    <h2>Which column is what?</h2>
    ${
      isSquare
        ? squareField(options.square ?? "row")
        : html`<p>Either one outcome a row, or wins and losses per pair.</p>
            ${columns.length > 0 ? columnFields(columns, chosen) : nothing}`
    }
    ${outcomes.length > 0 ? outcomeFields(outcomes, options.outcomes ?? {}) : nothing}
    ${firstRows(columns, (error?.["preview"] as string[][] | undefined) ?? [])}
    <p class="row">
      <button type="submit" class="main">Read the file so</button>
      <button type="button" @click=${close}>Leave it</button>
    </p>
  </form>`;
  return dialog({ id: "mapping", label: "Columns", content, closed });
}

function guessed(report: Report | undefined): ColumnMap {
  return Object.fromEntries(
    (report?.columns ?? []).flatMap(({ name, role }) =>
      roleParts[role] ? [[roleParts[role], name]] : [],
    ),
  );
}

function columnFields(columns: string[], chosen: ColumnMap): TemplateResult {
  return html`<div class="fields">
    ${parts.map(
      ([part, label]) =>
        html`<label
          >${label}
          <select name=${part}>
            <option value="">${part === "modelA" || part === "modelB" ? "choose" : "none"}</option>
            ${columns.map((column) => html`<option value=${column} ?selected=${chosen[part] === column}>${column}</option>`)}
          </select></label
        >`,
    )}
  </div>`;
}

function squareField(chosen: "row" | "column"): TemplateResult {
  return html`<div class="fields">
    <label
      >a cell counts the wins of
      <select name="square">
        <option value="row" ?selected=${chosen === "row"}>its row’s model</option>
        <option value="column" ?selected=${chosen === "column"}>its column’s model</option>
      </select></label
    >
  </div>`;
}

function outcomeFields(outcomes: string[], said: Record<string, Outcome | "skip">): TemplateResult {
  return html`<h3>What do these outcomes mean?</h3>
    <div class="fields">
      ${outcomes.map(
        (value, at) =>
          html`<label
            ><code>${value.slice(0, 60) || "(empty)"}</code>
            <select name="outcome-${at}">
              <option value="">unknown</option>
              ${meanings.map(([meaning, words]) => html`<option value=${meaning} ?selected=${said[value] === meaning}>${words}</option>`)}
            </select></label
          >`,
      )}
    </div>`;
}

/** A table of rows, with one of its columns marked. */
export function firstRows(
  columns: string[],
  preview: string[][],
  marked?: string,
): TemplateResult | typeof nothing {
  if (preview.length === 0) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="The first rows">
    <table>
      <caption>
        The first rows
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class=${column === marked ? "marked" : ""}>${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${preview.slice(0, 5).map(
          (row) =>
            html`<tr>
              ${row.map((value, at) => html`<td class=${columns[at] === marked ? "marked" : ""}>${value.slice(0, 60)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
