/** What a file does not tell by itself: numbers that can be read in several ways, words nobody knows. */

import { html, nothing, type TemplateResult } from "lit";
import type { MindgapError, Outcome, OutcomeReading, ReadOptions, OutcomeSeen } from "mindgap";
import { close, dialog } from "./dialog.js";
import { firstRows, meanings } from "./mapping.js";
import { plural, sentence } from "./words.js";

/** How a file is read, where its reader says so. */
export type Said = Pick<ReadOptions, "columns" | "outcomes" | "square">;

export interface Props {
  error: MindgapError;
  /** As the reader said before. */
  options: ReadOptions;
  closed: () => void;
  use: (said: Said) => void;
}

/** Words that are asked about beside the figures; more are in the dialog of columns. */
const MOST_WORDS = 6;

/** Whether an error is a question, which a click answers. */
export function asks(error: MindgapError | undefined): error is MindgapError {
  return error?.code === "ambiguous-outcomes" || error?.code === "ambiguous-square";
}

export function asking(props: Props): TemplateResult {
  const { error, closed } = props;
  const content = error.code === "ambiguous-square" ? ofSquare(props) : ofNumbers(props);
  return dialog({ id: "asking", label: "What the file means", content, closed });
}

function ofNumbers({ error, options, use }: Props): TemplateResult {
  const { column, readings, values, found, preview } = error as unknown as {
    column: string;
    readings: OutcomeReading[];
    values: OutcomeSeen[];
    found: string[];
    preview: string[][];
  };
  const say = (event: Event, outcomes: ReadOptions["outcomes"]): void => {
    close(event);
    use({ ...options, outcomes: { ...options.outcomes, ...outcomes } });
  };
  const seen = values.map(({ value, rows }) => `${value} in ${plural(rows, "row")}`).join(", ");
  return html`<h2>What do the numbers in “${column}” mean?</h2>
    <p>
      ${seen}.
      ${readings.length > 0 ? "They can be read in several ways; which one is meant?" : "No coding of outcomes that is known has them."}
    </p>
    <ul class="readings">
      ${readings.map(
        ({ words, outcomes }) =>
          html`<li><button @click=${(event: Event) => say(event, outcomes)}>${words}</button></li>`,
      )}
    </ul>
    ${firstRows(found, preview, column)}
    <details ?open=${readings.length === 0}>
      <summary>Something else</summary>
      <form
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const form = new FormData(event.target as HTMLFormElement);
          const said = values.map(({ value }) => [value, String(form.get(value) ?? "")] as const);
          say(event, Object.fromEntries(said) as Record<string, Outcome>);
        }}
      >
        <div class="fields">
          ${values.map(
            ({ value }) =>
              html`<label
                >${value}<select name=${value} required>
                  ${choices("choose")}
                </select></label
              >`,
          )}
        </div>
        <p><button type="submit">Read the file so</button></p>
      </form>
    </details>
    <p><button @click=${close}>Leave it</button></p>`;
}

function ofSquare({ error, options, use }: Props): TemplateResult {
  const { reason, found, preview } = error as unknown as {
    reason: string;
    found: string[];
    preview: string[][];
  };
  const say = (event: Event, square: "row" | "column"): void => {
    close(event);
    use({ ...options, square });
  };
  return html`<h2>Is this a table of wins?</h2>
    <p>${sentence(reason)} If cells are wins all the same: whose?</p>
    <ul class="readings">
      <li>
        <button @click=${(event: Event) => say(event, "row")}>
          The wins of a row’s model over its column’s
        </button>
      </li>
      <li>
        <button @click=${(event: Event) => say(event, "column")}>
          The wins of a column’s model over its row’s
        </button>
      </li>
    </ul>
    ${firstRows(found, preview)}
    <p><button @click=${close}>Leave it</button></p>`;
}

/** A select for each word that nobody knows; a choice reads the file anew. */
export function unknownWords(
  unknown: OutcomeSeen[],
  options: ReadOptions,
  use: (said: Said) => void,
): TemplateResult | typeof nothing {
  if (unknown.length === 0) return nothing;
  const say = (event: Event, value: string): void => {
    const meaning = (event.target as HTMLSelectElement).value as Outcome | "skip";
    use({ ...options, outcomes: { ...options.outcomes, [value]: meaning } });
  };
  return html`<form id="unknown-outcomes" class="ask" aria-label="Outcomes nobody knows">
    <p>Nobody knows these outcomes, so their rows are left out. What do they mean?</p>
    <div class="fields">
      ${unknown.slice(0, MOST_WORDS).map(
        ({ value, rows }) =>
          html`<label
            ><span
              ><code>${value.slice(0, 60) || "(empty)"}</code>
              <span class="mute">${plural(rows, "row")}</span></span
            >
            <select @change=${(event: Event) => say(event, value)}>
              ${choices("left out")}
            </select></label
          >`,
      )}
    </div>
  </form>`;
}

function choices(none: string): TemplateResult {
  return html`<option value="" selected>${none}</option>
    ${meanings.map(([meaning, words]) => html`<option value=${meaning}>${words}</option>`)}`;
}
