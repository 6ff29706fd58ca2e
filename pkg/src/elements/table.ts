/** `<mindgap-table>`: a board as a table that can be sorted and searched. */

import { css, html, nothing, type PropertyDeclarations, svg, type TemplateResult } from "lit";
import { format, interval, type Scale } from "../charts/format.js";
import type { Board, Interval, ModelRow } from "../types.js";
import { MindgapElement } from "./element.js";
import { lostInWords } from "./lost.js";
import { showBelow } from "./place.js";
import { scrollCue } from "./styles.js";

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
}

export class MindgapTable extends MindgapElement {
  static override properties: PropertyDeclarations = {
    board: { attribute: false },
    scale: {},
    search: {},
    sort: { attribute: false },
    hrefOf: { attribute: false },
    columns: {},
  };
  static override styles = [
    ...MindgapElement.styles,
    scrollCue,
    css`
      .frame {
        overflow-x: auto;
        container-type: inline-size;
      }
      table {
        border-collapse: separate;
        border-spacing: 0;
        inline-size: 100%;
      }
      caption {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      th,
      td {
        padding: 0.4rem 0.6rem;
        text-align: end;
        white-space: nowrap;
        font-weight: 400;
        border-block-end: 1px solid var(--_line);
      }
      thead th {
        font-weight: 500;
        color: var(--_mute);
        font-size: var(--_text-small);
        vertical-align: bottom;
        padding: 0;
      }
      thead button {
        all: unset;
        cursor: pointer;
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 1.5rem;
        padding: 0.35rem 0.6rem;
      }
      thead button:focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
      thead th[aria-sort="ascending"],
      thead th[aria-sort="descending"] {
        color: var(--_ink);
      }
      th[aria-sort="ascending"] button::after {
        content: " ↑" / "";
      }
      th[aria-sort="descending"] button::after {
        content: " ↓" / "";
      }
      .about {
        position: fixed;
        inset: auto;
        margin: 0;
        max-inline-size: 16rem;
        padding: var(--_space-2) var(--_space-3);
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_raised);
        color: var(--_ink);
        text-align: start;
        white-space: normal;
      }
      .rank {
        min-inline-size: 4rem;
      }
      td.rank small {
        display: inline-block;
        min-inline-size: 2.2rem;
        text-align: start;
        margin-inline-start: 0.2rem;
      }
      .name {
        text-align: start;
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        background: var(--_paper);
      }
      tbody .name {
        unicode-bidi: isolate;
        max-inline-size: 22rem;
        overflow: hidden;
        text-overflow: ellipsis;
        font-weight: 500;
      }
      .name a {
        color: inherit;
        text-decoration-color: var(--_line);
        text-underline-offset: 0.2em;
      }
      .name a:hover {
        text-decoration-color: currentColor;
      }
      td.bar {
        inline-size: 26%;
        min-inline-size: 7rem;
        padding-inline: 0.4rem;
      }
      tr.banded > * {
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
        font-size: var(--_text-small);
      }
      .lost {
        margin: var(--_space-2) 0 0;
        font-size: 0.875rem;
        max-inline-size: 60rem;
      }
      .none {
        padding: 0.8rem 0.6rem;
        text-align: start;
      }
      @container (max-width: 40rem) {
        thead button,
        tbody :is(th, td) {
          padding-inline: 0.35rem;
        }
        .rank {
          min-inline-size: 3.4rem;
        }
        tbody .name {
          max-inline-size: 8.5rem;
        }
        /* The bar says it too, and so has room beside the rating. */
        .rating small {
          position: absolute;
          inline-size: 1px;
          block-size: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      @media print {
        .frame {
          overflow: visible;
        }
        table {
          font-size: 0.75rem;
        }
        :is(thead, tbody) :is(th, td, button) {
          padding-inline: 0.3rem;
        }
        thead th,
        tbody .name {
          white-space: normal;
          overflow-wrap: break-word;
        }
        thead th,
        small {
          font-size: inherit;
        }
        td.bar {
          inline-size: 15%;
          min-inline-size: 4rem;
        }
        tr {
          break-inside: avoid;
        }
        .name {
          position: static;
        }
        thead {
          display: table-header-group;
        }
      }
    `,
  ];

  declare board: Board | undefined;
  declare scale: Scale;
  /** Part of a name; others are left out. */
  declare search: string;
  declare sort: Sort;
  /** Keys of the columns that are shown, as in `"rank name rating"`. Default: all there are figures for. */
  declare columns: string | undefined;
  /** Makes names links: where a model's own page is. */
  declare hrefOf: ((name: string) => string) | undefined;

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
    const chosen = this.columns?.split(/[\s,]+/);
    const headings = this.#headings(board).filter(({ key }) => chosen?.includes(key) ?? true);
    const reach = this.#reach(board);
    const lost = lostInWords(board);
    return html`<div
        class="frame"
        part="frame"
        tabindex="0"
        role="region"
        aria-label="Leaderboard; scrolls sideways where it is narrow"
      >
        <table part="table">
          <caption>
            ${board.models.length.toLocaleString("en")} models, best first unless sorted otherwise
          </caption>
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
      },
      { key: "votes", label: "Votes", title: "Votes on this model" },
      { key: "winRate", label: "Win rate", title: "(Wins + ties / 2) / votes" },
      {
        key: "averageWinRate",
        label: "Average win rate",
        title: "Mean of the win rates over opponents met",
      },
      ...(sequential
        ? [
            {
              key: "sequentialElo" as const,
              label: "Sequential Elo",
              title: "Elo updated vote by vote, K = 4: depends on their order",
            },
          ]
        : []),
    ];
  }

  #heading({ key, label, title }: Heading): TemplateResult {
    const sorted =
      this.sort.key === key ? (this.sort.descending ? "descending" : "ascending") : "none";
    const id = `about-${key}`;
    const about =
      title === label
        ? nothing
        : html`<span class="about" id=${id} role="tooltip" popover="manual">${title}</span>`;
    const head = html`<th scope="col" class=${key} aria-sort=${sorted} title=${title}>
      <button
        aria-describedby=${about === nothing ? nothing : id}
        @click=${() => this.#sortBy(key)}
        @focus=${explain}
        @blur=${unexplain}
        @keydown=${(event: KeyboardEvent) => event.key === "Escape" && unexplain(event)}
      >
        ${label}</button
      >${about}
    </th>`;
    return key === "rating"
      ? html`${head}
          <td class="bar" aria-hidden="true"></td>`
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

  #name(name: string): unknown {
    const shown = name || "(no name)";
    return this.hrefOf ? html`<a href=${this.hrefOf(name)}>${shown}</a>` : shown;
  }

  #row(model: ModelRow, headings: Heading[], [from, span]: [number, number]): TemplateResult {
    const write = format[this.scale];
    const ends = this.scale === "elo" ? model.eloInterval : model.interval;
    const at = (rating: number): string => `${((100 * (rating - from)) / span).toFixed(2)}%`;
    const [first, last] = model.rankInterval;
    const shown = (key: SortKey): TemplateResult => {
      switch (key) {
        case "rank":
          return html`<td class="rank">
            ${model.rank}<small>${first === last ? "" : `${first}–${last}`}</small>
          </td>`;
        case "name":
          return html`<th scope="row" class="name" title=${model.name}>
            ${this.#name(model.name)}
          </th>`;
        case "rating":
          return html`<td class="rating">
              ${write(model[this.scale])} <small>${brackets(ends, write)}</small>
            </td>
            <td class="bar" aria-hidden="true">
              <svg>
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
          return html`<td>${model.tier}</td>`;
        case "votes":
          return html`<td>${model.votes.toLocaleString("en")}</td>`;
        case "sequentialElo":
          return html`<td>
            ${model.sequentialElo === undefined ? "" : format.elo(model.sequentialElo)}
          </td>`;
        default:
          return html`<td>${format.percent(model[key])}</td>`;
      }
    };
    return html`<tr class=${model.tier % 2 === 1 ? "banded" : ""} data-model=${model.name}>
      ${headings.map(({ key }) => shown(key))}
    </tr>`;
  }
}

/** What a pointer learns by resting on a heading, the keyboard learns by stopping at it. */
function explain({ currentTarget }: Event): void {
  const heading = currentTarget as HTMLElement;
  const about = heading.nextElementSibling as HTMLElement | null;
  if (!about || !heading.matches(":focus-visible")) return;
  showBelow(heading, about);
}

function unexplain({ currentTarget }: Event): void {
  ((currentTarget as HTMLElement).nextElementSibling as HTMLElement | null)?.hidePopover();
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
