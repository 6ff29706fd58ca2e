/** The statistician's settings, behind a line that says what is in force. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { count, percent } from "../../shell/words.js";
import {
  defaults,
  numberOf,
  numbers,
  takes,
  type NumberSetting,
  type State,
} from "../../study/address.js";
import type { Report, TieModel, Unit } from "../../types.js";

interface Props {
  state: State;
  report: Report | undefined;
  set: (change: Partial<State>) => void;
  /** Counts the style of the responses, and controls for it. */
  controlForStyle: () => void;
}

const TIES: Record<TieModel, [choice: string, inForce: string]> = {
  half: ["half a win each", "ties as half-wins"],
  drop: ["dropped", "ties dropped"],
  davidson: ["Davidson", "ties after Davidson"],
  "rao-kupper": ["Rao-Kupper", "ties after Rao and Kupper"],
};
const METHODS: Record<State["method"], string> = {
  percentile: "percentile",
  basic: "basic",
  bca: "BCa",
};
const ADJUST: Record<State["adjust"], [choice: string, inForce: string]> = {
  none: ["no, as in the paper", ""],
  holm: ["Holm", "pairs after Holm"],
  "benjamini-hochberg": ["Benjamini-Hochberg", "pairs after Benjamini and Hochberg"],
};

/** What is in force, in a line; what is usual and changes nothing is left out. */
export function inForce(state: State, unit: Unit): string {
  const { ties, replicates, seed, level, method, adjust, prior } = state;
  const { control, position, reweight } = state;
  const resampled = [
    `${count(replicates)} resampled ${unit}s`,
    `seed ${seed}`,
    ...(method === "percentile" ? [] : [`${METHODS[method]} intervals`]),
  ];
  return [
    TIES[ties][1],
    ...(replicates > 0 ? resampled : ["sandwich intervals"]),
    percent(level),
    ...(adjust === "none" ? [] : [ADJUST[adjust][1]]),
    ...(prior > 0 ? [`prior of ${count(prior)}`] : []),
    ...(control.length > 0 ? [`controlled for ${control.join(", ")}`] : []),
    ...(position ? ["advantage of being shown first"] : []),
    ...(reweight ? ["every pair alike"] : []),
  ].join(" · ");
}

export function settings({ state, report, set, controlForStyle }: Props): TemplateResult {
  const judges = report?.judges;
  const unit = judges === undefined ? "vote" : state.unit;
  const named = judges === undefined ? "judges (none named)" : `judges (${count(judges)})`;
  const levels = [...new Set([0.9, 0.95, 0.99, state.level])];
  return html`<details id="settings">
    <summary><b>Settings</b> <span class="mute">${inForce(state, unit)}</span></summary>
    <form class="fields" @submit=${(event: Event) => event.preventDefault()}>
      ${choice("ties", "Ties", state.ties, options(TIES), (ties) => set({ ties: ties as TieModel }))}
      ${choice(
        "unit",
        "Resample",
        unit,
        [
          ["vote", "votes"],
          ["judge", named, judges === undefined],
        ],
        (unit) => set({ unit: unit as Unit }),
      )}
      ${choice("method", "Interval", state.method, Object.entries(METHODS), (method) => set({ method: method as State["method"] }))}
      ${choice(
        "level",
        "Level",
        String(state.level),
        levels.map((level) => [String(level), percent(level)]),
        (level) => set({ level: Number(level) }),
      )}
      ${choice("adjust", "Pairs, adjusted", state.adjust, options(ADJUST), (adjust) => set({ adjust: adjust as State["adjust"] }))}
      ${amount("replicates", "Resamples", state, set)} ${amount("seed", "Seed", state, set)}
      ${amount("prior", "Prior (virtual ties)", state, set)}
      ${controlled({ state, report, set, controlForStyle })}
      <output class="said" for="replicates seed prior"></output>
    </form>
  </details>`;
}

/** What ratings are controlled for: columns of numbers, the side, the pairs' numbers of votes. */
function controlled({ state, report, set, controlForStyle }: Props): TemplateResult {
  const box = (
    label: string,
    on: boolean,
    change: (on: boolean) => void,
    id?: string,
  ): TemplateResult =>
    html`<label class="box"
      ><input
        id=${id ?? nothing}
        type="checkbox"
        .checked=${live(on)}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
      />${label}</label
    >`;
  const { control, position, reweight } = state;
  const columns = report?.covariates ?? [];
  const toggle = (name: string, on: boolean): void =>
    set({ control: columns.filter((one) => (one === name ? on : control.includes(one))) });
  return html`<fieldset id="control" class="boxes">
    <legend>Control for</legend>
    ${report?.texts ? html`<button type="button" id="control-style" @click=${controlForStyle}>style of the responses</button>` : nothing}
    ${columns.map((name) => box(name, control.includes(name), (on) => toggle(name, on)))}
    ${box("advantage of being shown first", position, (position) => set({ position }), "position")}
    ${box("every pair counts alike", reweight, (reweight) => set({ reweight }), "reweight")}
  </fieldset>`;
}

type Option = [value: string, label: string, disabled?: boolean];

function options(all: Record<string, [choice: string, inForce: string]>): Option[] {
  return Object.entries(all).map(([value, [label]]) => [value, label]);
}

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

/** A whole number; what is none is set back to the default, and told. */
function amount(
  id: NumberSetting & ("replicates" | "seed" | "prior"),
  label: string,
  state: State,
  set: Props["set"],
): TemplateResult {
  const change = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const taken = numberOf(id, input.value);
    const value = taken ?? defaults[id];
    const said = input.form?.querySelector("output");
    if (said)
      said.value =
        taken === undefined
          ? `${label} takes ${takes(id)}: set back to ${value.toLocaleString("en")}.`
          : "";
    input.value = String(value);
    set({ [id]: value });
  };
  return html`<label
    >${label}
    <input
      id=${id}
      type="number"
      inputmode="numeric"
      min=${numbers[id].least}
      max=${numbers[id].most}
      step="1"
      .value=${String(state[id])}
      @change=${change}
    />
  </label>`;
}
