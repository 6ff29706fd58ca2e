/** `<mindgap-correlations>` and `<mindgap-forest>`: one chart of a gap each. */

import { css, html, type PropertyDeclarations } from "lit";
import type { Intervals } from "../charts/gap/forest.js";
import type { GapKind } from "./chart.js";
import { ScoresElement } from "./scores-element.js";

abstract class GapChart extends ScoresElement {
  static override styles = [
    ...ScoresElement.styles,
    css`
      .reserved {
        min-block-size: 18rem;
        margin: 0;
      }
    `,
  ];

  protected abstract get kind(): GapKind;

  /** Of the chart's coefficients, where it has some. */
  protected get chartIntervals(): Intervals {
    return "wald";
  }

  override render(): unknown {
    const { gap, failure, refused } = this;
    const wrong = failure ?? refused;
    if (wrong) return html`<p class="error" role="alert">${wrong.message}</p>`;
    const word = this.nothingGiven ?? "Reading votes and scores…";
    if (!gap) return html`<p class="mute reserved" role="status">${word}</p>`;
    return html`<mindgap-chart
      part="chart"
      kind=${this.kind}
      .gap=${gap}
      .intervals=${this.chartIntervals}
    ></mindgap-chart>`;
  }
}

/** How far each benchmark orders the models as the votes do. */
export class MindgapCorrelations extends GapChart {
  protected get kind(): GapKind {
    return "correlations";
  }
}

/**
 * The regression's coefficients with their intervals. `sample="models"`, the default, is for what
 * benchmarks say of models; `sample="votes"` holds for these models only.
 */
export class MindgapForest extends GapChart {
  static override properties: PropertyDeclarations = {
    sample: { reflect: true },
    intervals: { reflect: true },
  };

  declare sample: "models" | "votes";
  /** Of `sample="votes"`. Default `"wald"`. */
  declare intervals: Intervals;

  constructor() {
    super();
    this.sample = "models";
    this.intervals = "wald";
  }

  protected get kind(): GapKind {
    if (this.sample === "models") return "coefficients";
    return this.gap?.mixed ? "effects" : "effects-plain";
  }

  protected override get chartIntervals(): Intervals {
    return this.intervals;
  }
}
