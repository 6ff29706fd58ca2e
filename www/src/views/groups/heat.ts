/** Models by groups: each one's rank, with the ranks that the group's votes leave possible. */

import { html, nothing, type TemplateResult } from "lit";
import { format, interval } from "mindgap/charts";
import type { ByFacet, GroupRow } from "mindgap";
import { count, plural } from "../../shell/words.js";
import type { Board } from "../../types.js";

interface Props {
  groups: ByFacet;
  /** The ranking of all these votes, once it is there. */
  board: Board | undefined;
  /** The group whose ranks the rows follow; empty: all votes. */
  sort: string;
  set: (group: string) => void;
  hrefOf: (model: string) => string;
}

type Group = ByFacet["groups"][number];

/** Groups of a share of the largest one's votes below this are called small. */
const SMALL = 0.1;

export function heat({ groups: all, board, sort, set, hrefOf }: Props): TemplateResult {
  const { groups, facet, provenance } = all;
  const level = Number(provenance.settings["level"]);
  const sorted = groups.find(({ value, models }) => models && value === sort && sort !== "");
  const most = Math.max(...groups.map(({ votes }) => votes));
  const known = new Map(
    groups.map((group) => [group, new Map(group.models?.map((row) => [row.name, row]))]),
  );
  const overall = new Map(board?.models.map((row) => [row.name, row]));
  const names = [...new Set(groups.flatMap(({ models }) => models?.map(({ name }) => name) ?? []))];
  const rank = (name: string): number =>
    (sorted ? known.get(sorted)?.get(name)?.rank : overall.get(name)?.rank) ?? Infinity;
  const rows = names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const moved = new Map(
    all.moves
      .filter(({ adjusted }) => adjusted < 1 - level)
      .map(({ model, value, difference }) => [`${value}\n${model}`, difference]),
  );
  const heading = (label: string, votes: number, current: boolean, to: string): TemplateResult =>
    html`<button @click=${() => set(to)}>${label}${current ? " ↑" : ""}</button>
      <small>${plural(votes, "vote")}</small>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Ranks by ${facet}">
    <table class="heat">
      <caption>
        Rank, and the ranks possible at ${Number((100 * level).toFixed(1))} %; a star: elsewhere
        than in all other votes, beyond noise
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col" aria-sort=${sorted ? "none" : "ascending"}>
            ${heading("all votes", board?.fit.votes ?? 0, !sorted, "")}
          </th>
          ${groups.map(
            (group) =>
              html`<th scope="col" aria-sort=${group === sorted ? "ascending" : "none"}>
                ${heading(group.value || "(empty)", group.votes, group === sorted, group.value)}
                ${mark(group, all, most)}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (name) =>
            html`<tr data-model=${name}>
              <th scope="row"><a href=${hrefOf(name)}>${name || "(no name)"}</a></th>
              ${cell(overall.get(name), rows.length, undefined)}
              ${groups.map((group) => cell(known.get(group)?.get(name), rows.length, moved.get(`${group.value}\n${name}`)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Of groups whose figures say little. */
function mark(
  group: Group,
  { test, groups }: ByFacet,
  most: number,
): TemplateResult | typeof nothing {
  if (group.refused) return html`<span class="tag" title=${group.refused}>no ratings</span>`;
  const compared = test.values.length === 0 || test.values.includes(group.value);
  if (groups.length > 1 && (!compared || group.votes < SMALL * most))
    return html`<span
      class="tag"
      title=${compared ? "Less than a tenth of the largest group’s votes" : "Too few votes for the test"}
      >small</span
    >`;
  return nothing;
}

/** The better the rank, the deeper; a cell without votes is empty. */
function cell(
  row: Pick<GroupRow, "rank" | "rankInterval" | "rating" | "interval" | "votes"> | undefined,
  models: number,
  difference: number | undefined,
): TemplateResult {
  if (!row) return html`<td class="none" aria-label="no rating"></td>`;
  const { rank, rankInterval, rating, interval: ends, votes } = row;
  const [best, worst] = rankInterval;
  const depth = models > 1 ? (30 * (models - rank)) / (models - 1) : 0;
  const words = `Rating ${format.rating(rating)} (${interval(ends, format.rating)}), ${count(votes)} votes`;
  const star =
    difference === undefined
      ? nothing
      : html`<span
          class="star"
          title="${format.rating(Math.abs(difference))} ${difference > 0 ? "higher" : "lower"} than in all other votes"
          >*${difference > 0 ? "▲" : "▼"}</span
        >`;
  return html`<td
    title=${words}
    .style=${`background: color-mix(in oklab, var(--_accent) ${depth.toFixed(0)}%, var(--_paper))`}
  >
    ${rank}${star} <small>${best === worst ? nothing : `${best}–${worst}`}</small>
  </td>`;
}
