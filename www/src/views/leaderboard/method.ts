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
    With judges resampled, intervals hold for other judges too: below fifty judges they are
    Student’s t of errors clustered by judge (CR2, Satterthwaite), and below three there are none.
  </p>
  <p>
    <b>Tiers</b> hold models no two of which the votes tell apart (Wald tests of differences, Holm’s
    adjustment over all pairs). <b>Head to head</b>, a star marks a pair whose win rate differs from
    one half, adjusted over all pairs only when asked: by the pairwise bootstrap test from 200
    decisive votes, by the exact sign test below, by errors clustered by judge where judges are
    resampled.
  </p>
  <p>
    <b>Ranks</b> shown beside a rank are those that the votes leave possible for this model, by the
    tests of its differences from all others; the outlined ones are right about all models at once
    (Mogstad, Romano, Shaikh and Wilhelm 2024). Shares of replicates with a rank are no
    probabilities. <b>More votes</b>: how many would tell neighbours apart, and the pair whose next
    vote brings the variances of all differences down most.
  </p>
  <p>
    <b>Benchmarks: what the sample is.</b> To say that a benchmark predicts which models people
    prefer is to say something of models that were not here, so the sample is the models: six of
    them stay six, however many votes they get. Taken for the sample, thousands of votes find
    something in noise: of pure-noise scores for six models with 7,500 votes, the usual test of a
    logistic regression calls 88 % significant at 5 %. So the table’s rows are dealt to the models
    anew, in every way or in 5,000 random ones, and p is the share of deals that fit as well as the
    scores do. Coefficients come from a regression of the ratings over models (Knapp and Hartung
    2003). What votes or judges for the sample would say stands last, and is about these models
    only.
  </p>
  <p>
    <b>What can be explained at all.</b> Single votes are chance for the most part: no benchmark can
    be expected to explain more than the ratings themselves (the ceiling), and a few unrelated
    scores explain much of a few models. Every R² stands beside both, and prediction of a model’s
    votes by a fit that has not seen it beside the same fit without benchmarks.
  </p>
  <p>
    <b>The paper’s own regressions</b> (“Mind the Gap!”) keep five of twenty benchmarks for six
    models. Five columns and an intercept fit any six ratings exactly, so their coefficients cannot
    be tested over models. A conditional R² of .99 would need effects with a variance of 326 (99 ×
    π²/3): log-odds some 18 apart, where the models’ win rates lie within a few log-odds of each
    other. Read these figures as a description of six models, not as a claim about a seventh.
  </p>
  <p>
    <b>Files</b>: CSV, TSV or JSON Lines, also gzipped, with columns such as
    <code>model_a, model_b, winner</code>, <code>left, right, winner</code>, or
    <code>wins, losses, ties</code> per pair. The same seed gives the same figures on every machine;
    from a GPU, ratings that agree to the fifth digit.
  </p>
</details>`;
