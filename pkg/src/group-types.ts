/** Votes in groups, and votes themselves: what goes in and what comes out. */

import type { FitOptions, Interval, Provenance, Which } from "./types.js";

/** One model's line in one group of votes. */
export interface GroupRow {
  name: string;
  /** Log-odds, counted from the zero that all groups share. */
  rating: number;
  /**
   * Robust standard error of the rating above that zero, clustered by judge (CR2) where judges are
   * the unit; infinite where most of what is known of the model comes from one judge alone.
   */
  se: number;
  /** Of the rating, at the level asked for. */
  interval: Interval;
  /** Among the group's models. */
  rank: number;
  /** Ranks that the group's votes leave possible for this model. */
  rankInterval: [best: number, worst: number];
  /** The group's votes on it. */
  votes: number;
}

/** A board for every value of a facet. */
export interface ByFacet {
  facet: string;
  /** One for each value with votes, in the order of the report. */
  groups: {
    value: string;
    votes: number;
    /** Who cast them, where judges are the unit. */
    judges?: number;
    /** Best first. Absent where these votes alone have no ratings. */
    models?: GroupRow[];
    /** Why there are none, in words. */
    refused?: string;
  }[];
  /**
   * The models whose mean is the zero of every group's ratings: those that all groups with ratings
   * have votes on. Empty where these are fewer than two; `zeroSentence` says what takes their place.
   */
  zero: string[];
  zeroSentence: string;
  /** Whether ratings differ between the values at all. */
  test: GroupTest;
  /** Every model in every group against all other votes, group by group. Empty with a prior. */
  moves: GroupMove[];
  /** What the figures say, in plain sentences. */
  sentences: string[];
  provenance: Provenance;
}

/** The test that all groups have the same ratings. */
export interface GroupTest {
  /**
   * `"rao-scott"`: a Wald statistic with the likelihood's weights, held against its own robust
   * moments (votes as independent, or judges with all their votes in all groups together). `"none"`
   * where groups cannot be compared.
   */
  method: "rao-scott" | "none";
  /** F: how far ratings lie apart, as a multiple of what chance gives. */
  statistic?: number;
  /** Its degrees of freedom, above and below the line. */
  df?: [above: number, below: number];
  p?: number;
  /** The groups compared: those with votes (and judges) enough. */
  values: string[];
  /** What it says, or why there is none. */
  sentence: string;
}

/** One model in one group against all other votes. */
export interface GroupMove {
  model: string;
  /** The group. */
  value: string;
  /**
   * Its rating in the group less that in all other votes, log-odds, each counted from the mean of
   * the models that both have.
   */
  difference: number;
  se: number;
  /** Of the difference. */
  interval: Interval;
  /** Two-sided, of no difference. */
  p: number;
  /** `p` after Holm's correction over all moves; of two values, over those of one. */
  adjusted: number;
}

/** Options of `overTime`. */
export interface TimeOptions extends FitOptions {
  /**
   * How many windows of equally many votes (votes of one time stay together), or the calendar's in
   * UTC where times are dates. Default 8.
   */
  windows?: number | "day" | "week" | "month" | "quarter" | "year";
}

/** A board for every window of time. */
export interface OverTime {
  /** One for each window with votes, the earliest first. */
  windows: {
    /** `2024-05`, `from 2024-05-01`, `window 3`. */
    label: string;
    /** Time of its first vote, in the file's unit: seconds since 1970 for dates. */
    from: number;
    /** Time of its last vote. */
    to: number;
    /** The days of both in UTC, `2024-05-01`, where times are dates. */
    days?: [from: string, to: string];
    votes: number;
    /** Who cast them, where judges are the unit. */
    judges?: number;
    /** Best first. Absent where these votes alone have no ratings. */
    models?: GroupRow[];
    /** Why there are none, in words. */
    refused?: string;
  }[];
  /** When each model had its first vote, the earliest first. */
  firstVotes: {
    model: string;
    /** In the file's unit. */
    time: number;
    /** In UTC, where times are dates. */
    day?: string;
    /** Place of its window in `windows`. */
    window: number;
  }[];
  /**
   * The models whose mean is the zero of every window's ratings: those with votes in all of them.
   * Empty where these are fewer than two; `zeroSentence` says what takes their place.
   */
  zero: string[];
  zeroSentence: string;
  /** Whether ratings differ between windows at all. */
  test: GroupTest;
  /** Votes that tell no time: left out. */
  untimed: number;
  /** What the figures say, in plain sentences. */
  sentences: string[];
  provenance: Provenance;
}

/** Options of `trust`. */
export interface TrustOptions extends Which {
  /** Default `"half"`. */
  ties?: "half" | "drop";
  /** From 1, what tests may err. Default 0.95. */
  level?: number;
  /** Draws of votes from the fit. Default 999; fewer are drawn where there are very many pairs. */
  draws?: number;
  /** Splits of the judges into halves. Default 100. */
  splits?: number;
  /** Of all draws and splits. Default 1. */
  seed?: number;
  /** Judges that are listed: those with most votes, and whoever stands out. Default 200. */
  listed?: number;
  /** A vote within so many seconds of the judge's one before counts as fast. Default 5. */
  fast?: number;
}

/** What can be said of votes themselves. */
export interface Trust {
  /** Votes that pass the filter. */
  votes: number;
  /** Whether one rating per model describes every pair. */
  fit: {
    /** Every pair that met, the worst described first. */
    pairs: PairFit[];
    /** Twice the log-likelihood that a rate of its own for every pair would gain. Not tested. */
    deviance: number;
    /** Pearson's X², the sum of squared residuals. */
    statistic: number;
    /** What independent votes drawn from the fit give on average. */
    expected: number;
    /** Share of draws with an X² as large, the votes themselves among them. */
    p: number;
    /** Triads whose three pairs all have a majority… */
    triads: number;
    /** … and those of them that go in a circle. */
    circular: number;
    /** What votes drawn from the fit give on average. */
    expectedCircular: number;
    /** Share of draws with as many. */
    circularP: number;
    draws: number;
  };
  /** Absent where the votes do not say who cast them. */
  judges?: {
    named: number;
    /** Votes that name no judge. */
    anonymous: number;
    /** Those with most votes, most first, and whoever stands out. */
    rows: JudgeRow[];
    /** Judges of twenty votes or more, who are tested for agreement. */
    tested: number;
    /** Of these, how many agree less with all others than chance gives (Holm). */
    disagree: number;
    /** How many prefer a side, of those with six decisive votes or more (Holm). */
    preferSide: number;
    /** How many take the same side more often in a row than chance gives (Holm). */
    straight: number;
    /** The judge whose leaving moves a rating most, by its standard error. */
    movesMost?: string;
  };
  /** Ratings of two halves of the judges against each other. Absent likewise. */
  halves?: {
    /**
     * Mean over splits of 2r / (1 + r), r the correlation of the halves' ratings. Absent below ten
     * judges or three models, and where halves have no finite ratings.
     */
    reliability?: number;
    /** The middle 95 % of the splits. */
    interval?: [number, number];
    splits: number;
    /** What it says, or why there is none. */
    sentence: string;
  };
  /** What the figures say, in plain sentences. */
  sentences: string[];
  provenance: Provenance;
}

/** One pair's votes against the fit. */
export interface PairFit {
  a: string;
  b: string;
  votes: number;
  /** Of `a`: (wins + ties / 2) / votes. */
  winRate: number;
  /** The same as the ratings have it. */
  expected: number;
  /** Pearson residual: the difference by its standard error. */
  residual: number;
  deviance: number;
  /** Two-sided. Absent below ten votes. */
  p?: number;
  /** `p` after Holm's correction. */
  adjusted?: number;
}

/** One judge. P-values are after Holm's correction over all judges who can be tested. */
export interface JudgeRow {
  judge: string;
  votes: number;
  /** Mean log-likelihood of a vote under the ratings of all others. */
  logLikelihood: number;
  /** What these ratings expect it to be. */
  expected: number;
  /** The difference by its standard deviation: below 0 the judge votes less like the others than chance gives. */
  agreement: number;
  /** Absent below twenty votes. */
  agreementP?: number;
  /** Share of decisive votes for the model shown first. Absent where sides are not told. */
  first?: number;
  /** Exact binomial, against one half. Absent below six decisive votes. */
  firstP?: number;
  /** Most decisive votes in a row for the same side. */
  run?: number;
  /** Probability of one as long in as many fair tosses. */
  runP?: number;
  /** Median seconds between a vote and the judge's one before. Absent where times are no dates. */
  seconds?: number;
  /** Share of votes within the seconds that count as fast. */
  fast?: number;
  /** What the ranking is without this judge. */
  without: {
    /** Largest change of a rating by its standard error; infinite where there are no ratings then. */
    change: number;
    /** The model that it is of. */
    model: string;
    /** How far its rating rises without the judge, log-odds. */
    rises: number;
    /** Most ranks that a model moves. */
    ranks: number;
    /** Whether the ratings were fitted anew; else they are right to first order. */
    exact: boolean;
  };
}
