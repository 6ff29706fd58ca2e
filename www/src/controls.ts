/** The questions one can ask of the votes. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { defaults, number, type State } from "./state.js";
import type { Board, Report, Scale, TieModel, Unit } from "./types.js";

interface Props {
  state: State;
  report: Report | undefined;
  board: Board | undefined;
  set: (change: Partial<State>) => void;
}

export function controls({ state, report, board, set }: Props): TemplateResult {
  const judges = report?.judges;
  const unit = judges === undefined ? "vote" : state.unit;
  return html`<form class="controls" @submit=${(event: Event) => event.preventDefault()}>
    ${choice(
      "ties",
      "Ties",
      state.ties,
      [
        ["half", "half a win each"],
        ["drop", "dropped"],
        ["davidson", "Davidson"],
        ["rao-kupper", "Rao-Kupper"],
      ],
      (ties) => set({ ties: ties as TieModel }),
    )}
    ${choice(
      "unit",
      "Resample",
      unit,
      [
        ["vote", "votes"],
        [
          "judge",
          judges === undefined ? "judges (none named)" : `judges (${judges.toLocaleString("en")})`,
          judges === undefined,
        ],
      ],
      (unit) => set({ unit: unit as Unit }),
    )}
    ${choice(
      "method",
      "Interval",
      state.method,
      [
        ["percentile", "percentile"],
        ["basic", "basic"],
        ["bca", "BCa"],
      ],
      (method) => set({ method: method as State["method"] }),
    )}
    ${choice(
      "level",
      "Level",
      String(state.level),
      [...new Set(["0.9", "0.95", "0.99", String(state.level)])].map((level) => [
        level,
        `${Number((100 * Number(level)).toFixed(2))} %`,
      ]),
      (level) => set({ level: Number(level) }),
    )}
    ${choice(
      "adjust",
      "Pairs, adjusted",
      state.adjust,
      [
        ["none", "no (paper)"],
        ["holm", "Holm"],
        ["benjamini-hochberg", "Benjamini-Hochberg"],
      ],
      (adjust) => set({ adjust: adjust as State["adjust"] }),
    )}
    ${amount("replicates", "Replicates", state.replicates, 1_000_000, defaults.replicates, (replicates) => set({ replicates }))}
    ${amount("seed", "Seed", state.seed, Number.MAX_SAFE_INTEGER, defaults.seed, (seed) => set({ seed }))}
    ${amount("prior", "Prior (virtual ties)", state.prior, 1000, defaults.prior, (prior) => set({ prior }))}
    ${choice(
      "scale",
      "Scale",
      state.scale,
      [
        ["rating", "log-odds"],
        ["elo", "Elo"],
      ],
      (scale) => set({ scale: scale as Scale }),
    )}
    <label
      >Search
      <input
        id="search"
        type="search"
        placeholder="model"
        .value=${state.search}
        @input=${(event: InputEvent) => set({ search: (event.target as HTMLInputElement).value })}
      />
    </label>
    ${
      report && report.facets.length > 0
        ? html`<fieldset id="filters">
            <legend>Only votes with</legend>
            ${report.facets.map(({ name, values }) =>
              choice(
                `facet-${name}`,
                name,
                state.where[name] ?? "",
                [
                  ["", "any"],
                  ...values.map(({ value, votes }): [string, string] => [
                    value,
                    `${value || "(empty)"} (${votes.toLocaleString("en")})`,
                  ]),
                ],
                (value) => set({ where: without(state.where, name, value) }),
              ),
            )}
            ${
              board && board.fit.votes !== report.kept && Object.keys(state.where).length > 0
                ? html`<span class="mute"
                    >${board.fit.votes.toLocaleString("en")} of ${report.kept.toLocaleString("en")}
                    votes</span
                  >`
                : nothing
            }
          </fieldset>`
        : nothing
    }
  </form>`;
}

type Option = [value: string, label: string, disabled?: boolean];

function choice(
  id: string,
  label: string,
  current: string,
  options: Option[],
  set: (value: string) => void,
): TemplateResult {
  return html`<label
    >${label}
    <select id=${id} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
      ${options.map(([value, text, disabled = false]) => html`<option value=${value} .selected=${live(value === current)} ?disabled=${disabled}>${text}</option>`)}
    </select>
  </label>`;
}

/** A whole number; what is none is set back to the default. */
function amount(
  id: string,
  label: string,
  current: number,
  most: number,
  fallback: number,
  set: (value: number) => void,
): TemplateResult {
  const change = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const value = Math.round(number(input.value, 0, most, fallback));
    input.value = String(value);
    set(value);
  };
  return html`<label
    >${label}
    <input
      id=${id}
      type="number"
      inputmode="numeric"
      min="0"
      max=${most}
      step="1"
      .value=${String(current)}
      @change=${change}
    />
  </label>`;
}

function without(
  where: Record<string, string>,
  name: string,
  value: string,
): Record<string, string> {
  const { [name]: _, ...others } = where;
  return value === "" ? others : { ...others, [name]: value };
}
