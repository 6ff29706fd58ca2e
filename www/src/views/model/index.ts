/** One model: where it stands, its record against each other one, and what was said of it. */

import "mindgap/elements";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { format } from "mindgap/charts";
import { comments } from "../../shell/comments.js";
import { figure } from "../../shell/figure.js";
import { View } from "../../shell/view.js";
import { count, percent, plural, range } from "../../shell/words.js";
import type { Board } from "../../types.js";
import { record } from "./record.js";
import { alone } from "./alone.js";

type Row = Board["models"][number];

export class ModelView extends View {
  protected override readonly needs = ["votes", "record"] as const;

  override render(): TemplateResult {
    const { study } = this;
    const { votes, board } = study.ballots;
    const { model: name, where } = study.state;
    const model = board?.value.models.find((one) => one.name === name);
    if (!board || !votes) return html`<h1 tabindex="-1">${name || "Model"}</h1>`;
    if (!model) return this.#unknown(name);
    return html`<p class="crumb">
        <a href=${study.href({ view: "leaderboard", model: "" })}>Leaderboard</a>
      </p>
      <h1 tabindex="-1">${model.name || "(no name)"}</h1>
      ${study.example?.simulated ? html`<p><strong class="tag">simulated</strong> This model does not exist.</p>` : nothing}
      ${this.#figures(board.value, model, board.current)} ${this.#neighbours(board.value, model)}
      ${this.#record(model)} ${this.#distribution(board.value, model)}
      ${comments(votes, where, model.name)}`;
  }

  #unknown(name: string): TemplateResult {
    return html`<h1 tabindex="-1">No model “${name}”</h1>
      <p>
        These votes have none of that name.
        <a href=${this.study.href({ view: "leaderboard", model: "" })}>See those that they have</a>.
      </p>`;
  }

  /** The row of the board, written out. */
  #figures({ models, provenance }: Board, model: Row, current: boolean): TemplateResult {
    const { scale } = this.study.state;
    const write = format[scale];
    const [best, worst] = model.rankInterval;
    const level = percent(Number(provenance.settings["level"]));
    const ends = scale === "elo" ? model.eloInterval : model.interval;
    const facts: [term: string, value: string, more: string][] = [
      [
        "rank",
        `${model.rank} of ${models.length}`,
        best === worst ? `certain at ${level}` : `${best}–${worst} possible at ${level}`,
      ],
      [scale === "elo" ? "Elo" : "rating", write(model[scale]), `${range(ends, write)} (${level})`],
      [
        "win rate",
        format.percent(model.winRate),
        `${format.percent(model.averageWinRate)} on average over opponents`,
      ],
      [
        "votes",
        count(model.votes),
        `${count(model.wins)} won, ${count(model.losses)} lost, ${count(model.ties)} tied`,
      ],
    ];
    return html`<dl class="facts ${current ? "" : "waiting"}">
      ${facts.map(
        ([term, value, more]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
            <dd class="mute">${more}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #neighbours({ tiers }: Board, { name, tier }: Row): TemplateResult | typeof nothing {
    const others = (tiers[tier - 1] ?? []).filter((one) => one !== name);
    const { study } = this;
    if (others.length === 0) return nothing;
    const shown = others.slice(0, 8);
    return html`<p>
      Tier ${tier}: the votes do not tell it from
      ${shown.map((one, at) => html`${at > 0 ? ", " : nothing}<a href=${study.href({ model: one })}>${one}</a>`)}${others.length > shown.length ? ` and ${plural(others.length - shown.length, "other model")}` : nothing}.
    </p>`;
  }

  #record({ name }: Row): TemplateResult {
    const { study } = this;
    const answer = study.ballots.record;
    return html`<section id="against" class=${answer?.current ? "" : "waiting"}>
      <h2>Against each</h2>
      ${answer ? record(answer.value, name, (model) => study.href({ model })) : html`<p class="mute">Comparing every pair…</p>`}
    </section>`;
  }

  #distribution(board: Board, { name }: Row): TemplateResult | typeof nothing {
    const own = alone(board, name);
    if (!own) return nothing;
    const content = (): TemplateResult =>
      html`<mindgap-chart
        kind="distribution"
        .board=${own}
        .scale=${this.study.state.scale}
      ></mindgap-chart>`;
    return html`<section>
      <h2>Its rating, over resampled votes</h2>
      ${figure({ kind: "distribution", content })}
    </section>`;
  }
}
