/** What is asked of votes and scores: the part of the settings that each answer depends on. */

import type { Benchmark, FitOptions, GapOptions, Names, RankOptions, Scores } from "mindgap";
import type { Correction, State } from "./address.js";

/** What ratings are controlled for; absent what is not. */
type Controlled = Pick<RankOptions, "control" | "position" | "reweight">;

/** What a board answers. */
export interface Question extends Pick<State, "ties" | "level" | "prior" | "where">, Controlled {
  bootstrap: Pick<State, "replicates" | "unit" | "seed" | "method">;
}

/** Votes that name no judges can only be resampled vote by vote. */
export function questionOf(state: State, judges: number | undefined): Question {
  const { ties, level, prior, where, replicates, seed, method } = state;
  const { control, position, reweight } = state;
  const unit = judges === undefined ? "vote" : state.unit;
  return {
    ties,
    level,
    prior,
    where,
    bootstrap: { replicates, unit, seed, method },
    ...(control.length > 0 && { control }),
    ...(position && { position }),
    ...(reweight && { reweight }),
  };
}

/** What is asked where no replicates are drawn. */
export function fitOptions(state: State, judges: number | undefined): FitOptions {
  const { ties, level, prior, where } = state;
  return { ties, level, prior, where, unit: judges === undefined ? "vote" : state.unit };
}

/** The same without control; the question itself where it has none. */
export function uncontrolled(question: Question): Question {
  const { control, position, reweight, ...plain } = question;
  return control || position || reweight ? plain : question;
}

/** The same without replicates. */
export function analytic(question: Question): Question {
  return { ...question, bootstrap: { ...question.bootstrap, replicates: 0 } };
}

export function rankOptions(question: Question): RankOptions {
  return question;
}

export type GapSettings = Required<
  Pick<GapOptions, "k" | "mergeAbove" | "mostInflation" | "effects">
>;

export function gapSettings({ k, merge, inflation, effects }: State): GapSettings {
  return { k, mergeAbove: merge, mostInflation: inflation, effects };
}

/** Names of another study's models mean nothing here. */
export function knownNames(names: Names, models: string[], scored: string[]): Names {
  const known = (list: string[], name: string | null): boolean =>
    name === null || list.includes(name);
  return Object.fromEntries(
    Object.entries(names).filter(([vote, score]) => known(models, vote) && known(scored, score)),
  );
}

/** A table with what the reader set right in it. */
export function corrected(scores: Scores, corrections: Record<string, Correction>): Scores {
  const one = (benchmark: Benchmark): Benchmark => {
    const correction = corrections[benchmark.name];
    if (!correction) return benchmark;
    const told = correction.direction !== undefined && { because: "you said so" };
    return { ...benchmark, ...correction, ...told };
  };
  return { ...scores, benchmarks: scores.benchmarks.map(one) };
}
