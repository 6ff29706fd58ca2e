/** A model’s record against each other one, best first. */

import { html, svg, type TemplateResult } from "lit";
import { format } from "mindgap/charts";
import { count } from "../../shell/words.js";
import type { HeadToHead } from "../../types.js";

interface Against {
  name: string;
  votes: number;
  won: number;
  lost: number;
  tied: number;
  rate: number;
  interval: [number, number];
  p: number;
  significant: boolean;
}

export function record(
  { pairs }: HeadToHead,
  name: string,
  hrefOf: (model: string) => string,
): TemplateResult {
  const all = pairs.flatMap((pair): Against[] => {
    const { a, b, votes, wins, losses, ties, winRate, interval, pAdjusted, significant } = pair;
    const [low, high] = interval;
    const same = { votes, tied: ties, p: pAdjusted, significant };
    if (a === name) return [{ ...same, name: b, won: wins, lost: losses, rate: winRate, interval }];
    if (b !== name) return [];
    return [
      {
        ...same,
        name: a,
        won: losses,
        lost: wins,
        rate: 1 - winRate,
        interval: [1 - high, 1 - low],
      },
    ];
  });
  all.sort((one, other) => other.rate - one.rate || one.name.localeCompare(other.name));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Record against each model">
    <table>
      <thead>
        <tr>
          <th scope="col">opponent</th>
          <th
            scope="col"
            class="number"
            title="(Wins + ties / 2) / votes; a star differs from even"
          >
            win rate
          </th>
          <td class="bar"></td>
          <th scope="col" class="number">interval</th>
          <th scope="col" class="number">won</th>
          <th scope="col" class="number">tied</th>
          <th scope="col" class="number">lost</th>
          <th scope="col" class="number" title="Two-sided, of a win rate of one half">p</th>
        </tr>
      </thead>
      <tbody>
        ${all.map((one) => row(one, hrefOf))}
      </tbody>
    </table>
  </div>`;
}

function row(one: Against, hrefOf: (model: string) => string): TemplateResult {
  const [low, high] = one.interval;
  const at = (share: number): string => `${(100 * share).toFixed(2)}%`;
  const colour = one.rate >= 0.5 ? "var(--_win)" : "var(--_loss)";
  return html`<tr data-model=${one.name}>
    <th scope="row"><a href=${hrefOf(one.name)}>${one.name || "(no name)"}</a></th>
    <td class="number">
      ${format.percent(one.rate)}<span class="star">${one.significant ? "*" : ""}</span>
    </td>
    <td class="bar" aria-hidden="true">
      <svg>
        <line x1="50%" x2="50%" y1="0" y2="100%" stroke="var(--_line)" />
        ${svg`<line x1=${at(low)} x2=${at(high)} y1="50%" y2="50%" stroke=${colour} stroke-opacity="0.5" stroke-width="3" />
        <circle cx=${at(one.rate)} cy="50%" r="4" fill=${colour} />`}
      </svg>
    </td>
    <td class="number mute">${format.percent(low)} to ${format.percent(high)}</td>
    <td class="number">${count(one.won)}</td>
    <td class="number">${count(one.tied)}</td>
    <td class="number">${count(one.lost)}</td>
    <td class="number">${format.p(one.p)}</td>
  </tr>`;
}
