/** What readers change: search, scale, and which votes count. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { count } from "../../shell/words.js";
import type { State } from "../../study/address.js";
import type { Report, Scale } from "../../types.js";

interface Props {
  state: State;
  report: Report;
  set: (change: Partial<State>) => void;
}

export function controls({ state, report, set }: Props): TemplateResult {
  return html`<form class="controls" @submit=${(event: Event) => event.preventDefault()}>
    <label class="search"
      ><span class="visually-hidden">Search</span>
      <input
        id="search"
        type="search"
        placeholder="Search models"
        .value=${live(state.search)}
        @input=${(event: InputEvent) => set({ search: (event.target as HTMLInputElement).value })}
      />
    </label>
    <label
      ><span>Scale</span>
      <select
        id="scale"
        @change=${(event: Event) => set({ scale: (event.target as HTMLSelectElement).value as Scale })}
      >
        <option value="rating" .selected=${live(state.scale === "rating")}>log-odds</option>
        <option value="elo" .selected=${live(state.scale === "elo")}>Elo</option>
      </select>
    </label>
    ${
      report.facets.length > 0
        ? html`<fieldset id="filters">
            <legend class="visually-hidden">Only votes with</legend>
            ${report.facets.map((facet) => filter(facet, state.where, set))}
          </fieldset>`
        : nothing
    }
  </form>`;
}

/** Any value, or one of them, the empty one too: the first option stands apart from all values. */
function filter(
  { name, values }: Report["facets"][number],
  where: State["where"],
  set: Props["set"],
): TemplateResult {
  const change = (event: Event): void => {
    const chosen = values[(event.target as HTMLSelectElement).selectedIndex - 1];
    const { [name]: _, ...others } = where;
    set({ where: chosen ? { ...others, [name]: chosen.value } : others });
  };
  return html`<label
    ><span>${name}</span>
    <select id="facet-${name}" @change=${change}>
      <option value="" .selected=${live(where[name] === undefined)}>any</option>
      ${values.map(
        ({ value, votes }) =>
          html`<option value=${value} .selected=${live(where[name] === value)}>
            ${value || "(empty)"} (${count(votes)})
          </option>`,
      )}
    </select>
  </label>`;
}
