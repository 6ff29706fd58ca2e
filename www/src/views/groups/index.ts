/** Whether one ranking does for all votes: a board for each value of a facet, side by side. */

import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ByFacet } from "mindgap";
import { csvOf, groupsTable, markdownOf, movesTable, type Table } from "mindgap/export";
import { download } from "../../export/index.js";
import { View } from "../../shell/view.js";
import { count, sentence } from "../../shell/words.js";
import { passing } from "../../study/passing.js";
import { heat } from "./heat.js";
import { moves } from "./moves.js";

export class GroupsView extends View {
  protected override readonly needs = ["votes", "groups"] as const;

  override render(): TemplateResult {
    const { study } = this;
    const { grouped, ballots, state } = study;
    const { votes } = ballots;
    const { groups, facet, error } = grouped;
    if (votes && facet === undefined)
      return html`<h1 tabindex="-1">Groups</h1>
        <p>
          These votes have no column to group them by. One with few different values, such as a
          language or a topic, would do.
        </p>`;
    return html`<h1 tabindex="-1">
        ${facet === undefined ? "Groups" : `Does the ranking depend on ${facet}?`}
      </h1>
      ${votes ? this.#chooser() : nothing}
      <div class="status">
        <p role="status">${this.#status()}</p>
      </div>
      ${
        error
          ? html`<div class="error" role="alert">
              <p>${sentence(error.message)}</p>
              ${passing(error) ? html`<button @click=${() => study.retry()}>Try again</button>` : nothing}
            </div>`
          : nothing
      }
      ${
        groups
          ? html`<div id="by-facet" class=${groups.current ? "" : "waiting"}>
              ${this.#said(groups.value)}
              ${heat({
                groups: groups.value,
                board: ballots.board?.value,
                sort: state.group,
                set: (group) => study.set({ group }),
                hrefOf: (model) => study.href({ view: "model", model }),
              })}
              ${this.#files(groups.value)} ${moves(groups.value)}
            </div>`
          : nothing
      }`;
  }

  /** Which facet, and a word that the settings are the leaderboard's. */
  #chooser(): TemplateResult {
    const { study } = this;
    const { facet } = study.grouped;
    const facets = study.ballots.votes?.report.facets ?? [];
    const choose = (event: Event): void => {
      const field = event.target as HTMLSelectElement;
      study.set({ facet: facets[field.selectedIndex]?.name ?? "", group: "" });
    };
    return html`<p class="chooser">
      <label
        ><span>Group by</span>
        <select id="facet" @change=${choose}>
          ${facets.map(({ name, values }) => html`<option .selected=${live(name === facet)}>${name} (${count(values.length)})</option>`)}
        </select></label
      >
      <span class="mute"
        >Ties, level, prior, judges and filters are
        <a href=${study.href({ view: "leaderboard" })}>the leaderboard’s</a>; nothing is controlled
        for.</span
      >
    </p>`;
  }

  #status(): string | TemplateResult | typeof nothing {
    const { grouped } = this.study;
    if (grouped.busy) return "Ranking group by group…";
    if (!grouped.groups?.current) return nothing;
    const { groups, provenance } = grouped.groups.value;
    return html`<span id="groups-done"
      >${count(groups.length)} groups in ${provenance.seconds.toFixed(2)} s</span
    >`;
  }

  #said({ sentences }: ByFacet): TemplateResult {
    const [first, ...others] = sentences;
    return html`<p class="lead">${first}</p>
      <ul class="reading">
        ${others.map((one) => html`<li>${one}</li>`)}
      </ul>`;
  }

  #files(groups: ByFacet): TemplateResult {
    const button = (file: string, label: string, make: () => string): TemplateResult =>
      html`<button data-file=${file} @click=${() => download(file, make())}>${label}</button>`;
    const both = (name: string, what: string, table: () => Table): TemplateResult[] => [
      button(`${name}.csv`, `${what} as CSV`, () => csvOf(table())),
      button(`${name}.md`, `${what} as Markdown`, () => markdownOf(table())),
    ];
    return html`<p class="take" role="group" aria-label="Download these tables">
      ${both("groups", "Ranks", () => groupsTable(groups))}
      ${groups.moves.length > 0 ? both("moves", "Moves", () => movesTable(groups)) : nothing}
    </p>`;
  }
}
