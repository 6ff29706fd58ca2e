/** Where the methods are written down, for those who ask. */

import { html, type TemplateResult } from "lit";
import type { Study } from "../../study/study.js";

export function method(study: Study): TemplateResult {
  const docs = (words: string, section: string): TemplateResult =>
    html`<a href=${study.href({ view: "docs", page: "methods", section })}>${words}</a>`;
  return html`<section class="method">
    <h2>How these figures come about</h2>
    <p>
      ${docs("Ratings", "ratings")} are Bradley-Terry’s: the numbers that make the votes likeliest,
      where they exist. Intervals come from ${docs("resampling", "bootstrap")} votes, or judges with
      all their votes. Models of one ${docs("tier", "ranks-and-tiers")} cannot be told apart; the
      ranks beside a rank are those that the votes leave possible. A star in the
      ${docs("matrix", "head-to-head")} marks a pair whose win rate differs from one half.
    </p>
  </section>`;
}
