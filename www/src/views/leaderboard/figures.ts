/** The board's charts. */

import { html, nothing, type TemplateResult } from "lit";
import { figure } from "../../shell/figure.js";
import type { Study } from "../../study/study.js";

/** Above this a matrix needs the whole width. */
const FEW = 12;

export function figures(study: Study): TemplateResult {
  const { board, record } = study.ballots;
  if (!board) return html``;
  const { models, samples, rankShares } = board.value;
  const { scale } = study.state;
  const wide = models.length > FEW;
  const waiting = !board.current;
  const chart = (kind: string) => (): TemplateResult =>
    html`<mindgap-chart kind=${kind} .board=${board.value} .scale=${scale}></mindgap-chart>`;
  const pairs = (): TemplateResult =>
    record
      ? html`<mindgap-chart
          kind="head-to-head"
          .board=${board.value}
          .record=${record.value}
        ></mindgap-chart>`
      : html`<p class="mute">Comparing every pair…</p>`;
  // Their places are kept, so that nothing moves when the replicates are in.
  const { ranked, stopped } = study.ballots;
  const coming = !ranked && !stopped && study.state.replicates > 0;
  const later = (): TemplateResult => html`<p class="mute">Drawn once the votes are resampled.</p>`;
  const resampled = (kind: string, there: boolean, across = false): unknown => {
    if (there) return figure({ kind, content: chart(kind), waiting, wide: across });
    return coming ? figure({ kind, content: later, coming, wide: across }) : nothing;
  };
  return html`<section class="charts" aria-label="Figures">
    ${figure({ kind: "ranking", content: chart("ranking"), waiting })}
    ${resampled("distribution", Boolean(samples?.length))}
    ${resampled("ranks", rankShares !== undefined, wide)}
    ${figure({
      kind: "head-to-head",
      content: pairs,
      waiting: record !== undefined && !record.current,
      wide,
      seen: () => study.want("record"),
      coming: !record,
    })}
  </section>`;
}
