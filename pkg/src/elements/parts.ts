/** `<mindgap-head-to-head>`, `<mindgap-distribution>` and `<mindgap-ranks>`: one chart of a board each. */

import { css, html, nothing, type PropertyDeclarations } from "lit";
import type { Scale } from "../charts/format.js";
import type { BoardKind } from "./chart.js";
import { VotesElement } from "./votes-element.js";

abstract class BoardChart extends VotesElement {
  static override properties: PropertyDeclarations = { scale: { reflect: true } };
  static override styles = [
    ...VotesElement.styles,
    css`
      .reserved {
        min-block-size: 18rem;
        margin: 0;
      }
    `,
  ];

  /** `"rating"` or `"elo"`, where the chart shows ratings. */
  declare scale: Scale;
  protected abstract readonly kind: BoardKind;

  constructor() {
    super();
    this.scale = "rating";
  }

  /** Why a board that is there has no such chart. */
  protected missing(): string | undefined {
    return undefined;
  }

  override render(): unknown {
    const { board, record, failure, kind } = this;
    if (failure && !board) return html`<p class="error" role="alert">${failure.message}</p>`;
    const missing = board ? this.missing() : (this.nothingGiven ?? "Reading votes…");
    if (missing) return html`<p class="mute reserved" role="status">${missing}</p>`;
    return html`${failure ? html`<p class="error" role="alert">${failure.message}</p>` : nothing}
      <mindgap-chart
        part="chart"
        kind=${kind}
        .board=${board}
        .record=${record}
        .scale=${this.scale}
      ></mindgap-chart>`;
  }
}

/** Every pair's record as a matrix. */
export class MindgapHeadToHead extends BoardChart {
  protected readonly kind = "head-to-head";

  constructor() {
    super();
    this.wantsRecord = true;
  }

  protected override missing(): string | undefined {
    return this.record ? undefined : "Comparing pairs…";
  }
}

/** Where the replicates put each model. */
export class MindgapDistribution extends BoardChart {
  protected readonly kind = "distribution";

  protected override missing(): string | undefined {
    if (this.board?.samples?.length) return undefined;
    return this.progress || this.board?.bootstrap === undefined
      ? "Resampling votes…"
      : "These replicates were counted, not kept: there is no distribution to draw.";
  }

  protected override onProgress(): void {
    // Said once they are there, not with every batch.
    if (!this.progress) this.requestUpdate();
  }
}

/** How often each model took each rank, and which ranks the votes leave possible. */
export class MindgapRanks extends BoardChart {
  protected readonly kind = "ranks";

  protected override missing(): string | undefined {
    return this.board?.rankShares ? undefined : "Resampling votes…";
  }
}
