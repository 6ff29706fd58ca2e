/** One instance of the gap's module: the same calls on the calling thread and in a worker. */

import * as generated from "../wasm/mindgap_gap.js";
import type {
  Gap,
  Join,
  Names,
  Power,
  PowerOptions,
  Regression,
  ScoreReadOptions,
  Scores,
  TopKOptions,
} from "./gap-types.js";
import type { ByFacet, OverTime, Trust } from "./group-types.js";
import { given } from "./given.js";
import type { Interval } from "./types.js";

/** What a board says of the models, best first. */
export interface Ranked {
  models: string[];
  ratings: number[];
  intervals: Interval[];
  errors: number[];
  winRates: number[];
  /** Replicates without finite ratings, which `samples` lacks. */
  lost: number;
}

/** Ratings in place of votes, one a model. */
export interface GivenRatings {
  models: string[];
  ratings: number[];
  errors?: number[];
  name?: string;
  average?: string;
}

export class GapHost {
  constructor(module: WebAssembly.Module) {
    generated.initSync({ module });
  }

  /** `file`: the bytes of a Parquet file, whose rows `bytes` are as CSV. */
  readScores(bytes: Uint8Array, options: ScoreReadOptions, file?: Uint8Array): Scores {
    return generated.readScores(bytes, given(options), file) as Scores;
  }

  join(votes: string[], scores: string[], names: Names): Join {
    return generated.joinNames(votes, scores, names) as Join;
  }

  gap(
    ballots: Uint8Array,
    ranked: Ranked,
    samples: Float32Array,
    scores: Scores,
    options: object,
  ): Gap {
    return generated.gap(ballots, ranked, samples, scores, given(options)) as Gap;
  }

  gapOfRatings(ratings: GivenRatings, scores: Scores, options: object): Gap {
    return generated.gapOfRatings(ratings, scores, given(options)) as Gap;
  }

  regress(ballots: Uint8Array, scores: Scores | undefined, options: object): Regression {
    return generated.regress(ballots, scores, given(options)) as Regression;
  }

  byFacet(votes: Uint8Array, options: object): ByFacet {
    return generated.byFacet(votes, given(options)) as ByFacet;
  }

  overTime(votes: Uint8Array, options: object): OverTime {
    return generated.overTime(votes, given(options)) as OverTime;
  }

  trust(votes: Uint8Array, options: object): Trust {
    return generated.trust(votes, given(options)) as Trust;
  }

  topKDistance(a: Float64Array, b: Float64Array, options: TopKOptions): number | undefined {
    return generated.topKDistance(a, b, given(options));
  }

  power(options: PowerOptions): Power {
    return generated.power(given(options)) as Power;
  }

  /** Nothing is kept between calls. */
  freeAll(): void {}
}
