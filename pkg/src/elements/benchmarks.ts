/**
 * `<mindgap-benchmarks scores="scores.csv" src="votes.csv">`: a table of benchmark scores, shaded by
 * column, that can be sorted: the paper's Table 1. With votes, each benchmark's correlation with
 * them stands below it, and models without votes are muted. With `ratings="Arena Elo"` that column
 * stands for the votes.
 */

import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { format } from "../charts/format.js";
import { alphaOf } from "../charts/gap/level.js";
import type { Benchmark, Gap, Scores } from "../gap-types.js";
import { ScoresElement } from "./scores-element.js";
import { scrollCue } from "./styles.js";

export interface BenchmarkSort {
  /** Index of a benchmark, or the names. */
  key: number | "model";
  descending: boolean;
}

interface Column {
  benchmark: Benchmark;
  write: (score: number) => string;
  /** 0 for the worst score, 1 for the best. */
  share: (score: number) => number;
  /** 1 for the best; models that score the same share a rank. */
  ranks: (number | undefined)[];
  /** Kendall's τ with the votes, where a gap is there. */
  tau?: { value: number; pAdjusted: number; sure: boolean };
}

/** Ranks that are marked. */
const FIRST = 3;

export class MindgapBenchmarks extends ScoresElement {
  static override properties: PropertyDeclarations = {
    sort: { attribute: false },
  };
  static override styles = [
    ...ScoresElement.styles,
    scrollCue,
    css`
      .frame {
        overflow-x: auto;
        container-type: inline-size;
      }
      table {
        border-collapse: separate;
        border-spacing: 0;
        inline-size: max-content;
      }
      th,
      td {
        padding: 0.3rem 0.55rem;
        text-align: end;
        white-space: nowrap;
        font-weight: 400;
        border-block-end: 1px solid var(--_line);
      }
      thead th {
        padding: 0;
        font-size: 0.8125rem;
        font-weight: 500;
        color: var(--_mute);
        vertical-align: bottom;
      }
      thead th button {
        all: unset;
        cursor: pointer;
        box-sizing: border-box;
        inline-size: 100%;
        max-inline-size: 8.5rem;
        min-inline-size: 4.5rem;
        padding: 0.35rem 0.55rem;
        white-space: normal;
        overflow-wrap: break-word;
        line-height: 1.25;
      }
      thead th button:focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
      thead th[aria-sort="ascending"],
      thead th[aria-sort="descending"] {
        color: var(--_ink);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      .name {
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        text-align: start;
        background: var(--_paper);
        border-inline-end: 1px solid var(--_line);
      }
      tbody .name {
        max-inline-size: 18rem;
        overflow: hidden;
        text-overflow: ellipsis;
        font-weight: 500;
      }
      .group th {
        padding-block-start: 0.7rem;
        text-align: start;
        font-style: italic;
        color: var(--_mute);
      }
      .group span {
        position: sticky;
        inset-inline-start: 0.55rem;
      }
      .baseline > * {
        color: var(--_mute);
        border-block-start: 1px solid var(--_mute);
      }
      .baseline ~ .baseline > * {
        border-block-start: 0;
      }
      .baseline .name {
        font-weight: 400;
      }
      b {
        font-weight: 700;
      }
      .excluded {
        color: var(--_mute);
        opacity: 0.6;
      }
      small {
        color: var(--_mute);
        font-size: 0.8125rem;
        font-weight: 400;
      }
      p {
        margin: 0.4rem 0 0;
        font-size: 0.85rem;
        color: var(--_mute);
      }
      @container (max-width: 40rem) {
        th,
        td {
          padding-inline: 0.4rem;
        }
        tbody .name {
          max-inline-size: 9rem;
        }
        thead th button {
          padding-inline: 0.4rem;
          max-inline-size: 7rem;
        }
      }
      /* Paper does not scroll: all columns share its width. */
      @media print {
        .frame {
          overflow: visible;
        }
        table {
          inline-size: 100%;
          font-size: 0.5rem;
        }
        tr :is(th, td),
        thead th button {
          font-size: inherit;
          padding: 0.15rem 0.2rem;
          min-inline-size: 0;
          white-space: normal;
          overflow-wrap: anywhere;
        }
        .name {
          position: static;
        }
        tr {
          break-inside: avoid;
        }
      }
    `,
  ];

  /** Absent: the order of the table, in its groups. */
  declare sort: BenchmarkSort | undefined;

  override render(): unknown {
    const { scores, sort, gap, refused, failure } = this;
    const wrong = failure ?? refused;
    if (!scores && wrong) return html`<p class="error" role="alert">${wrong.message}</p>`;
    if (!scores)
      return this.nothingGiven ? html`<p role="status">${this.nothingGiven}</p>` : nothing;
    const columns = scores.benchmarks.map((benchmark, at) =>
      column(benchmark, values(scores, at), gap),
    );
    const order = sorted(scores, columns, sort);
    const marked = scores.models.length > FIRST;
    const row = (m: number): TemplateResult => this.#row(scores, columns, m);
    return html`<div
        class="frame"
        part="frame"
        tabindex="0"
        role="group"
        aria-label="Benchmark scores"
      >
        <table part="table">
          <thead>
            <tr>
              ${this.#heading("model", html`Model`, "Model", "name")}
              ${columns.map(({ benchmark }, at) => {
                const { name, direction, because, included, why } = benchmark;
                const title = `${direction === "higher" ? "Higher" : "Lower"} is better: ${because}${
                  included ? "" : `. Not included${why ? `: ${why}` : ""}`
                }`;
                return this.#heading(
                  at,
                  html`${name}
                    <span aria-hidden="true">${direction === "higher" ? "↑" : "↓"}</span>`,
                  title,
                  included ? "" : "excluded",
                );
              })}
            </tr>
          </thead>
          ${
            sort
              ? html`<tbody>
                  ${order.map(row)}
                </tbody>`
              : grouped(scores, order).map(
                  ([group, members]) =>
                    html`<tbody>
                      ${
                        group === undefined
                          ? nothing
                          : html`<tr class="group">
                              <th colspan=${columns.length + 1} scope="rowgroup">
                                <span>${group}</span>
                              </th>
                            </tr>`
                      }
                      ${members.map(row)}
                    </tbody>`,
                )
          }
          <tbody>
            ${
              columns.some(({ benchmark }) => benchmark.chance !== undefined)
                ? html`<tr class="baseline">
                    <th class="name" scope="row">Chance</th>
                    ${columns.map(({ benchmark: { chance, included }, write }) =>
                      cell(chance === undefined ? "–" : write(chance), included),
                    )}
                  </tr>`
                : nothing
            }
            ${
              columns.some(({ tau }) => tau)
                ? html`<tr class="baseline">
                    <th class="name" scope="row">
                      τ with ${gap?.rated?.name ?? (gap?.rated ? "the ratings" : "the votes")}
                    </th>
                    ${columns.map(({ benchmark: { included }, tau }) =>
                      cell(
                        tau === undefined
                          ? "–"
                          : `${format.rating(tau.value)}${tau.sure ? "*" : ""}`,
                        included,
                        tau && `Adjusted p ${format.p(tau.pAdjusted)}`,
                      ),
                    )}
                  </tr>`
                : nothing
            }
          </tbody>
        </table>
      </div>
      <p>
        Bold: best of a
        column${marked ? html`; †: among its first three` : nothing}${
          this.join ? `; grey names have no ${gap?.rated ? "ratings" : "votes"}` : nothing
        }${columns.some(({ benchmark }) => !benchmark.included) ? "; grey columns are left out" : nothing}.
      </p>`;
  }

  #heading(
    key: BenchmarkSort["key"],
    label: TemplateResult,
    title: string,
    classes: string,
  ): TemplateResult {
    const { sort } = this;
    const now = sort?.key === key ? (sort.descending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${classes} aria-sort=${now} title=${title}>
      <button @click=${() => this.#sortBy(key)}>${label}</button>
    </th>`;
  }

  /** Best first, then worst first, then as the table was. */
  #sortBy(key: BenchmarkSort["key"]): void {
    const first = key !== "model" && this.scores?.benchmarks[key]?.direction === "higher";
    if (this.sort?.key !== key) this.sort = { key, descending: first };
    else if (this.sort.descending === first) this.sort = { key, descending: !first };
    else this.sort = undefined;
    this.dispatchEvent(
      new CustomEvent<BenchmarkSort | undefined>("mindgap-sort", {
        detail: this.sort,
        bubbles: true,
        composed: true,
      }),
    );
  }

  #row({ models, groups, values: rows }: Scores, columns: Column[], m: number): TemplateResult {
    const name = models[m] ?? "";
    const group = this.sort && groups?.[m];
    const voted = this.join?.matches.some(({ scores }) => scores === name) ?? true;
    return html`<tr data-model=${name}>
      <th class="name ${voted ? "" : "mute"}" scope="row" title=${name}>
        ${name} ${group ? html`<small>${group}</small>` : nothing}
      </th>
      ${columns.map(({ benchmark, write, share, ranks }, at) => {
        const score = rows[m]?.[at] ?? null;
        if (score === null) return cell("–", benchmark.included);
        const rank = ranks[m] ?? Infinity;
        const mark = models.length > FIRST && rank <= FIRST ? "†" : "";
        const shade = benchmark.included ? share(score) * 46 : 0;
        return html`<td
          class=${benchmark.included ? "" : "excluded"}
          .style=${`background: color-mix(in oklab, var(--_win) ${shade.toFixed(0)}%, var(--_paper))`}
        >
          ${mark}${rank === 1 ? html`<b>${write(score)}</b>` : write(score)}
        </td>`;
      })}
    </tr>`;
  }
}

function cell(words: string, included: boolean, title = ""): TemplateResult {
  return html`<td class=${included ? "" : "excluded"} title=${title || nothing}>${words}</td>`;
}

function values({ values: rows }: Scores, at: number): (number | null)[] {
  return rows.map((row) => row[at] ?? null);
}

function column(benchmark: Benchmark, all: (number | null)[], gap: Gap | undefined): Column {
  const known = all.filter((score) => score !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const turn = benchmark.direction === "higher" ? 1 : -1;
  const most = { percent: 1, fraction: 3, number: 2 }[benchmark.unit];
  const decimals = Math.min(most, Math.max(0, ...known.map(places)));
  const kendall = gap?.correlations.find((one) => one.benchmark === benchmark.name)?.kendall;
  return {
    benchmark,
    write: (score) => score.toFixed(decimals).replace("-", "−"),
    share: (score) => {
      const share = high === low ? 0 : (score - low) / (high - low);
      return turn > 0 || high === low ? share : 1 - share;
    },
    ranks: all.map((score) =>
      score === null ? undefined : 1 + known.filter((other) => turn * (other - score) > 0).length,
    ),
    ...(kendall &&
      gap && {
        tau: {
          value: kendall.tau,
          pAdjusted: kendall.pAdjusted,
          sure: kendall.pAdjusted < alphaOf(gap),
        },
      }),
  };
}

/** Decimals that a score was written with. */
function places(score: number): number {
  return score.toString().split(".")[1]?.length ?? 0;
}

/** Indices of the models; those without a score come last, whichever way. */
function sorted(
  { models, values: rows }: Scores,
  columns: Column[],
  sort: BenchmarkSort | undefined,
): number[] {
  const order = models.map((_, m) => m);
  if (!sort) return order;
  const { key, descending } = sort;
  const turn = descending ? -1 : 1;
  if (key === "model")
    return order.sort((a, b) => turn * (models[a] ?? "").localeCompare(models[b] ?? ""));
  if (!columns[key]) return order;
  const score = (m: number): number => rows[m]?.[key] ?? NaN;
  return order.sort((a, b) => {
    const [one, other] = [score(a), score(b)];
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
    return turn * (one - other) || a - b;
  });
}

/** Groups in the order met; models of none come last, below a heading of their own where there are groups. */
function grouped({ groups }: Scores, order: number[]): [string | undefined, number[]][] {
  if (!groups?.some((group) => group)) return [[undefined, order]];
  const parts = new Map<string, number[]>();
  const none: number[] = [];
  for (const m of order) {
    const group = groups[m];
    if (!group) none.push(m);
    else parts.set(group, [...(parts.get(group) ?? []), m]);
  }
  return [...parts, ...(none.length > 0 ? [["Others", none] as [string, number[]]] : [])];
}
