/** The method, for those who ask. */

import { html } from "lit";

export const method = html`<details class="method">
  <summary>How these figures come about</summary>
  <p>
    <b>Ratings</b> are Bradley-Terry’s (1952): model i beats model j with probability 1 / (1 + e<sup
      >−(βi − βj)</sup
    >), and the βs that make the votes likeliest are found by Newton’s method. They sum to zero. On
    the Elo scale, 400 points are odds of ten to one. Where no finite ratings exist (some group of
    models never lost or tied to another), the page says so instead of showing a number.
  </p>
  <p>
    <b>Ties</b> count as half a win each, as in “Mind the Gap!” (Li, Held et al. 2025); or they are
    dropped; or they are modelled by Davidson (1970) or Rao and Kupper (1967).
  </p>
  <p>
    <b>Intervals</b> come from resampling: votes, or judges with all their votes, which is right
    when a judge votes more than once. Until the replicates are in, sandwich intervals are shown,
    which need none. Where votes drawn anew have no finite ratings (a model that lost once loses
    nothing in a third of the replicates), these count as ±∞, and an interval may have no limit.
  </p>
  <p>
    <b>Tiers</b> hold models no two of which the votes tell apart (Wald tests of differences, Holm’s
    adjustment over all pairs). <b>Head to head</b>, a star marks a pair whose win rate differs from
    one half by the pairwise bootstrap test, adjusted over all pairs only when asked.
  </p>
  <p>
    <b>Ranks</b> shown beside a rank are those that the votes leave possible for this model, by the
    tests of its differences from all others; the outlined ones are right about all models at once
    (Mogstad, Romano, Shaikh and Wilhelm 2024). Shares of replicates with a rank are no
    probabilities. <b>More votes</b>: how many would tell neighbours apart, and the pair whose next
    vote brings the variances of all differences down most.
  </p>
  <p>
    <b>Files</b>: CSV, TSV or JSON Lines, also gzipped, with columns such as
    <code>model_a, model_b, winner</code>, <code>left, right, winner</code>, or
    <code>wins, losses, ties</code> per pair. The same seed gives the same figures on every machine;
    from a GPU, ratings that agree to the fifth digit.
  </p>
</details>`;
