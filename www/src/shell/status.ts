/** `<mindgap-status>`: what runs, how far it is, and what came of it. Only this is redrawn as replicates come in. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { Watch } from "../study/host.js";
import type { Study } from "../study/study.js";
import { TimeLeft } from "./timeLeft.js";
import { count } from "./words.js";

export class Status extends LitElement {
  static override properties = { study: { attribute: false } };

  declare study: Study;
  readonly #left = new TimeLeft();

  constructor() {
    super();
    new Watch(this, () => this.study);
    new Watch(this, () => this.study.progress);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    const { now } = this.study.progress;
    const left = now && this.#left.of(now);
    return html`<p role="status">
        ${now ? words(now.phase) : this.#done()}${now?.phase === "resample" ? html`<span class="detail">; sandwich intervals until then</span>` : nothing}
      </p>
      ${
        now
          ? html`<span id="progress"
                ><progress
                  aria-label=${words(now.phase)}
                  max=${now.total ?? 1}
                  .value=${now.total ? now.done : 0}
                ></progress>
                <span class="detail" aria-hidden="true"
                  >${now.phase === "read" || !now.total ? nothing : `${count(now.done)} of ${count(now.total)}${left ? `, ${left}` : ""}`}</span
                ></span
              >
              <button id="cancel" @click=${() => this.study.cancel()}>Cancel</button>`
          : nothing
      }`;
  }

  #done(): TemplateResult | string | typeof nothing {
    const { board, stopped, ranking } = this.study.ballots;
    if (ranking) return words("fit");
    if (!board?.current) return nothing;
    const { bootstrap, provenance } = board.value;
    const what = bootstrap
      ? `${count(bootstrap.replicates)} resamples of ${bootstrap.unit}s in ${provenance.seconds.toFixed(2)} s`
      : "Sandwich intervals, without resampling";
    return html`<span id="done" data-intervals=${bootstrap ? "bootstrap" : "sandwich"}
      >${stopped ? "Cancelled: " : nothing}${what}</span
    >`;
  }
}

function words(phase: "read" | "fit" | "resample"): string {
  if (phase === "fit") return "Ranking…";
  return phase === "read" ? "Reading votes" : "Resampling";
}
