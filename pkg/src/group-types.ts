/** Votes in groups: what comes out. */

import type { Interval, Provenance } from "./types.js";

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
