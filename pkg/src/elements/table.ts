/** `<mindgap-table>`: a board as a table that can be sorted and searched. */

import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { format, interval, type Scale } from "../charts/format.js";
import type { Board, Interval, ModelRow } from "../types.js";
import { lostInWords } from "./lost.js";
import { sharedStyles } from "./styles.js";

export type SortKey =
  "rank" | "name" | "rating" | "tier" | "votes" | "winRate" | "averageWinRate" | "sequentialElo";
export interface Sort {
  key: SortKey;
  descending: boolean;
}

interface Heading {
  key: SortKey;
  label: string;
  title: string;
  /** Left out where it is narrow. */
  wide?: boolean;
}

export class MindgapTable extends LitElement {
  static override properties = {
    board: { attribute: false },
    scale: {},
    search: {},
    sort: { attribute: false },
  };
  static override styles = [
    ...sharedStyles,
    css`
      .frame {
        overflow-x: auto;
        container-type: inline-size;
      }
      table {
        border-collapse: collapse;
        inline-size: 100%;
      }
      th,
      td {
        padding: 0.35rem 0.6rem;
        text-align: end;
        white-space: nowrap;
        border-block-end: 1px solid var(--_line);
      }
      th {
        font-weight: 500;
        color: var(--_mute);
        font-size: 0.8125rem;
        vertical-align: bottom;
        padding: 0;
      }
      th button {
        all: unset;
        cursor: pointer;
        padding: 0.35rem 0.6rem;
      }
      th button:focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
      th[aria-sort="ascending"] button::after {
        content: " ↑" / "";
      }
      th[aria-sort="descending"] button::after {
        content: " ↓" / "";
      }
      td.name,
      th.name {
        text-align: start;
      }
      td.name {
        max-inline-size: 22rem;
        overflow: hidden;
        text-overflow: ellipsis;
        font-weight: 500;
      }
      td.bar {
        inline-size: 26%;
        min-inline-size: 7rem;
        padding-inline: 0.4rem;
      }
      tr.banded td {
        background: var(--_band);
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: 1.1rem;
        overflow: visible;
      }
      .open {
        fill: var(--_accent);
        font-size: 0.875rem;
        text-anchor: middle;
        dominant-baseline: central;
      }
      small {
        color: var(--_mute);
        font-size: 0.8125rem;
      }
      .lost {
        margin: 0.5rem 0 0;
        font-size: 0.875rem;
        max-inline-size: 60rem;
      }
      .none {
        padding: 0.8rem 0.6rem;
        text-align: start;
      }
      @container (max-width: 40rem) {
        .wide {
          display: none;
        }
        th button,
        td {
          padding-inline: 0.35rem;
        }
        td.bar {
          display: none;
        }
        td.name {
          max-inline-size: 8.5rem;
        }
      }
    `,
  ];

  declare board: Board | undefined;
  declare scale: Scale;
  /** Part of a name; others are left out. */
  declare search: string;
  declare sort: Sort;

  constructor() {
    super();
    this.scale = "rating";
    this.search = "";
    this.sort = { key: "rank", descending: false };
  }

  override render(): unknown {
    const { board, search } = this;
    if (!board) return nothing;
    const wanted = search.trim().toLowerCase();
    const rows = board.models
      .filter((model) => model.name.toLowerCase().includes(wanted))
      .sort(by(this.sort));
    const headings = this.#headings(board);
    const reach = this.#reach(board);
    const lost = lostInWords(board);
    return html`<div class="frame" part="frame">
        <table part="table">
          <thead>
            <tr>
              ${headings.map((heading) => this.#heading(heading))}
            </tr>
          </thead>
          <tbody>
            ${rows.map((model) => this.#row(model, headings, reach))}
            ${
              rows.length === 0
                ? html`<tr>
                    <td class="none" colspan=${headings.length + 1}>
                      No model’s name contains “${search.trim()}”.
                    </td>
                  </tr>`
                : nothing
            }
          </tbody>
        </table>
      </div>
      ${lost ? html`<p class="lost" part="lost">${lost}</p>` : nothing}`;
  }

  #headings(board: Board): Heading[] {
    const sequential = board.models.some((model) => model.sequentialElo !== undefined);
    return [
      {
        key: "rank",
        label: "Rank",
        title: "Rank, and the ranks that the votes leave possible for this model",
      },
      { key: "name", label: "Model", title: "Model" },
      this.scale === "elo"
        ? {
            key: "rating",
            label: "Elo",
            title: "Elo scale: 400 points are odds of ten to one; 1000 is the average model",
          }
        : { key: "rating", label: "Rating", title: "Log-odds of beating the average model" },
      {
        key: "tier",
        label: "Tier",
        title: "Models of one tier cannot be told apart by the votes",
        wide: true,
      },
      { key: "votes", label: "Votes", title: "Votes on this model", wide: true },
      { key: "winRate", label: "Win rate", title: "(Wins + ties / 2) / votes", wide: true },
      {
        key: "averageWinRate",
        label: "Average win rate",
        title: "Mean of the win rates over opponents met",
        wide: true,
      },
      ...(sequential
        ? [
            {
              key: "sequentialElo" as const,
              label: "Sequential Elo",
              title: "Elo updated vote by vote, K = 4: depends on their order",
              wide: true,
            },
          ]
        : []),
    ];
  }

  #heading({ key, label, title, wide }: Heading): TemplateResult {
    const sorted =
      this.sort.key === key ? (this.sort.descending ? "descending" : "ascending") : "none";
    const classes = `${wide ? "wide" : ""} ${key === "name" ? "name" : ""}`;
    const head = html`<th scope="col" class=${classes} aria-sort=${sorted} title=${title}>
      <button @click=${() => this.#sortBy(key)}>${label}</button>
    </th>`;
    return key === "rating"
      ? html`${head}
          <td class="bar"></td>`
      : head;
  }

  /** Best first on the first click, whichever end that is; the other way round on the second. */
  #sortBy(key: SortKey): void {
    const smallFirst = key === "rank" || key === "name" || key === "tier";
    const descending = this.sort.key === key ? !this.sort.descending : !smallFirst;
    this.sort = { key, descending };
    this.dispatchEvent(
      new CustomEvent<Sort>("mindgap-sort", { detail: this.sort, bubbles: true, composed: true }),
    );
  }

  /** From where to how far the bars reach; open ends reach to the edges. */
  #reach({ models }: Board): [number, number] {
    const ends = models.flatMap(({ rating, interval }) => [rating, ...interval]);
    const drawn = ends.filter((end) => end !== null);
    const lower = Math.min(...drawn);
    return [lower, Math.max(...drawn) - lower || 1];
  }

  #row(model: ModelRow, headings: Heading[], [from, span]: [number, number]): TemplateResult {
    const write = format[this.scale];
    const ends = this.scale === "elo" ? model.eloInterval : model.interval;
    const at = (rating: number): string => `${((100 * (rating - from)) / span).toFixed(2)}%`;
    const [first, last] = model.rankInterval;
    const shown = (key: SortKey): TemplateResult => {
      switch (key) {
        case "rank":
          return html`<td>
            ${model.rank} <small>${first === last ? "" : `${first}–${last}`}</small>
          </td>`;
        case "name":
          return html`<td class="name" title=${model.name}>${model.name}</td>`;
        case "rating":
          return html`<td>${write(model[this.scale])} <small>${brackets(ends, write)}</small></td>
            <td class="bar">
              <svg aria-hidden="true">
                <line
                  x1=${at(model.interval[0] ?? from)}
                  x2=${at(model.interval[1] ?? from + span)}
                  y1="50%"
                  y2="50%"
                  stroke="var(--_accent)"
                  stroke-opacity="0.5"
                  stroke-width="3"
                />
                ${model.interval.map((end, side) =>
                  end === null
                    ? svg`<text class="open" x=${side === 0 ? "0%" : "100%"} y="50%">${side === 0 ? "◂" : "▸"}</text>`
                    : nothing,
                )}
                <circle cx=${at(model.rating)} cy="50%" r="4" fill="var(--_accent)" />
              </svg>
            </td>`;
        case "tier":
          return html`<td class="wide">${model.tier}</td>`;
        case "votes":
          return html`<td class="wide">${model.votes.toLocaleString("en")}</td>`;
        case "sequentialElo":
          return html`<td class="wide">
            ${model.sequentialElo === undefined ? "" : format.elo(model.sequentialElo)}
          </td>`;
        default:
          return html`<td class="wide">${format.percent(model[key])}</td>`;
      }
    };
    return html`<tr class=${model.tier % 2 === 1 ? "banded" : ""} data-model=${model.name}>
      ${headings.map(({ key }) => shown(key))}
    </tr>`;
  }
}

/** As a table writes it: short where both ends are there, in words where one is not. */
function brackets(ends: Interval, write: (x: number) => string): string {
  const [low, high] = ends;
  return low === null || high === null ? interval(ends, write) : `[${write(low)}, ${write(high)}]`;
}

function by({ key, descending }: Sort): (a: ModelRow, b: ModelRow) => number {
  const turn = descending ? -1 : 1;
  return (a, b) => {
    const order = key === "name" ? a.name.localeCompare(b.name) : (a[key] ?? 0) - (b[key] ?? 0);
    return turn * order || a.rank - b.rank;
  };
}
