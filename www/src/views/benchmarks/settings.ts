/** What changes the figures of the gap. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { State } from "../../study/address.js";

export function settings(state: State, set: (change: Partial<State>) => void): TemplateResult {
  const number = (
    name: "k" | "merge" | "inflation",
    label: string,
    least: number,
    most: number,
    step: number,
  ): TemplateResult =>
    html`<label
      >${label}
      <input
        type="number"
        id="gap-${name}"
        min=${least}
        max=${most}
        step=${step}
        .value=${live(String(state[name]))}
        @change=${(event: Event) => {
          const { valueAsNumber } = event.target as HTMLInputElement;
          if (valueAsNumber >= least && valueAsNumber <= most) set({ [name]: valueAsNumber });
        }}
      />
    </label>`;
  const { k, merge, inflation, effects } = state;
  const inForce = [
    `top lists of ${k}`,
    `merged above r ${merge}`,
    `inflation up to ${inflation}`,
    effects === "signed" ? "one effect per model" : "one effect per side",
  ].join(" · ");
  return html`<details id="gap-settings">
    <summary><b>Settings</b> <span class="mute">${inForce}</span></summary>
    <form class="fields" @submit=${(event: Event) => event.preventDefault()}>
      ${number("k", "Length of top lists", 1, 1000, 1)}
      ${number("merge", "Merge benchmarks above r", 0, 1, 0.01)}
      ${number("inflation", "Largest inflation (VIF)", 1, 1e6, 0.5)}
      <label
        >Model effects
        <select
          id="gap-effects"
          @change=${(event: Event) => set({ effects: (event.target as HTMLSelectElement).value as State["effects"] })}
        >
          <option value="signed" .selected=${live(effects === "signed")}>one per model</option>
          <option value="crossed" .selected=${live(effects === "crossed")}>
            one per side, as in the paper
          </option>
        </select>
      </label>
    </form>
  </details>`;
}
