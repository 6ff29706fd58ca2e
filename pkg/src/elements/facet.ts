/** Which values of a facet count: all, one of them, or several. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Facet } from "../types.js";
import { showBelow } from "./place.js";

export interface FacetChoice {
  facet: Facet;
  /** The values that count; none: all. */
  chosen: readonly string[];
  set: (values: string[]) => void;
  /** Of the field, where the page wants one. */
  id?: string;
  /** What all values are called. Default `"all"`. */
  all?: string;
}

/** Values are known by their place: any text may be one, the empty one too. */
export function facetChoice({ facet, chosen, set, id, all = "all" }: FacetChoice): TemplateResult {
  const { name, values } = facet;
  const choose = (event: Event): void => {
    const field = event.target as HTMLSelectElement;
    const at = field.selectedIndex - (chosen.length > 1 ? 2 : 1);
    const value = values[at]?.value;
    if (at < values.length) return set(value === undefined ? [] : [value]);
    // Nothing is chosen yet.
    field.selectedIndex =
      chosen.length > 1 ? 1 : values.findIndex((one) => one.value === chosen[0]) + 1;
    const panel = field.closest("label")?.nextElementSibling as HTMLElement;
    showBelow(field, panel);
    panel.querySelector("input")?.focus();
  };
  const only = chosen.length === 1 ? chosen[0] : undefined;
  return html`<label class="facet"
      ><span>${name}</span>
      <select id=${id ?? nothing} @change=${choose}>
        <option value="" .selected=${live(chosen.length === 0)}>${all}</option>
        ${chosen.length > 1 ? html`<option .selected=${live(true)}>${chosen.length} values</option>` : nothing}
        ${values.map(
          ({ value, votes }) =>
            html`<option value=${value} .selected=${live(value === only)}>
              ${written(value)} (${votes.toLocaleString("en")})
            </option>`,
        )}
        ${values.length > 2 ? html`<option>several…</option>` : nothing}
      </select></label
    >${values.length > 2 ? several({ facet, chosen, set }) : nothing}`;
}

function several({ facet, chosen, set }: FacetChoice): TemplateResult {
  const { values } = facet;
  const toggle = (value: string, on: boolean): void =>
    set(
      values.map((one) => one.value).filter((one) => (one === value ? on : chosen.includes(one))),
    );
  return html`<fieldset class="several" popover aria-label="Values that count">
    ${values.map(
      ({ value, votes }) =>
        html`<label
          ><input
            type="checkbox"
            .checked=${live(chosen.includes(value))}
            @change=${(event: Event) => toggle(value, (event.target as HTMLInputElement).checked)}
          />${written(value)} (${votes.toLocaleString("en")})</label
        >`,
    )}
  </fieldset>`;
}

function written(value: string): string {
  return value || "(empty)";
}
