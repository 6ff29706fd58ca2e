/** What readers change: search, scale, and which votes count. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { facetChoice } from "mindgap/elements";
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

function filter(
  facet: Report["facets"][number],
  where: State["where"],
  set: Props["set"],
): TemplateResult {
  const { name } = facet;
  const take = (values: string[]): void => {
    const { [name]: _, ...others } = where;
    set({ where: values.length > 0 ? { ...others, [name]: values } : others });
  };
  return facetChoice({
    facet,
    chosen: where[name] ?? [],
    set: take,
    id: `facet-${name}`,
    all: "any",
  });
}
