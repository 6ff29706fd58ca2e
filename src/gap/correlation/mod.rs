//! Each benchmark against the votes: against the models' ratings, and against their win rates, which
//! are what the paper correlates (section 6.3); the mathematics is [`statistics`]'s.
//!
//! Ratings allow for whom a model met, win rates do not: where every two models met equally often
//! both put the models in nearly the same order. A claim ("beyond chance") is made on p-values after
//! Benjamini and Hochberg over the benchmarks, here, in the sentences and in the charts alike.

pub mod statistics;

use serde::Serialize;

use self::statistics::{Panel, SAME_RATING, SAME_REPLICATE, STATISTICS, Spread, Three, ranks};
use super::options::GapSettings;
use super::tested::{Ranked, Tested, turned};
use super::top_k::{self, TopList};
use crate::resample::interval::percentile_levels;
use crate::scores::{Direction, Scores};
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::interval::Interval;

/// One benchmark, turned so that positive is agreement. A statistic is absent where all ratings (or
/// win rates) of the models with a score are equal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Correlation {
    /// Its name.
    pub benchmark: String,
    /// Whether more is better.
    pub direction: Direction,
    /// Models with a score.
    pub n: usize,
    /// Of each model, as in the table.
    pub scores: Vec<Option<f64>>,
    /// Kendall's τ-b with the ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kendall: Option<Kendall>,
    /// Spearman's ρ with the ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spearman: Option<Spearman>,
    /// Pearson's r with the ratings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pearson: Option<Pearson>,
    /// The same with the win rates, as in the paper.
    pub win_rates: WithWinRates,
    /// Distance of the two top lists.
    pub top_k: TopK,
}

/// The statistics with the models' win rates. Replicates carry ratings alone, so there are no
/// intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WithWinRates {
    /// Kendall's τ-b.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kendall: Option<Kendall>,
    /// Spearman's ρ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spearman: Option<Spearman>,
    /// Pearson's r.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pearson: Option<Pearson>,
}

/// Kendall's τ-b.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kendall {
    /// The statistic.
    pub tau: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// Spearman's ρ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spearman {
    /// The statistic.
    pub rho: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// Pearson's r.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pearson {
    /// The statistic.
    pub r: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// What is said of a statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tests {
    /// Of permutations, two-sided.
    pub p: f64,
    /// After Benjamini and Hochberg over the benchmarks that have the statistic.
    pub p_adjusted: f64,
    /// Over the votes' replicates. One that was lost, or that has no such statistic, counts as −1 at
    /// the lower end and as 1 at the upper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
}

/// Distance of the benchmark's first k from the votes' first k, by ratings: see [`top_k`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TopK {
    /// Length of the lists, ties with the last aside.
    pub k: usize,
    /// K^(p) as a share of `largest`: 0 where the lists agree, 1 for the reverse order.
    pub distance: f64,
    /// The largest K^(p) of such lists.
    pub largest: f64,
    /// The mean distance over all ways to deal the scores to the models.
    pub chance: f64,
    /// The share of those ways that are at least as near: one-sided.
    pub p: f64,
    /// After Benjamini and Hochberg over the benchmarks.
    pub p_adjusted: f64,
    /// Over the votes' replicates. One that was lost counts as 0 at the lower end and as 1 at the
    /// upper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
}

/// Of every tested benchmark, in the order of the table.
#[must_use]
pub fn correlations(
    tested: &Tested,
    ranked: &Ranked,
    scores: &Scores,
    settings: &GapSettings,
) -> Vec<Correlation> {
    let mut rows: Vec<Option<Correlation>> = vec![None; tested.benchmarks.len()];
    let present = |k: usize| -> Vec<bool> {
        tested.scores(scores, tested.benchmarks[k]).map(|score| score.is_some()).collect()
    };
    // Benchmarks that the same models have are looked at together.
    let mut done = vec![false; rows.len()];
    for first in 0..rows.len() {
        if done[first] {
            continue;
        }
        let mask = present(first);
        let members: Vec<usize> = (first..rows.len()).filter(|&k| present(k) == mask).collect();
        let group = Group::new(&members, &mask, tested, ranked, scores, settings);
        for (&k, row) in members.iter().zip(group.correlations(tested, scores)) {
            rows[k] = Some(row);
            done[k] = true;
        }
    }
    let mut rows: Vec<Correlation> = rows.into_iter().flatten().collect();
    adjust(&mut rows);
    rows
}

/// Benjamini and Hochberg over the benchmarks, one statistic at a time.
fn adjust(rows: &mut [Correlation]) {
    type P<'a> = (f64, &'a mut f64);
    fn tests(tests: &mut Tests) -> P<'_> {
        (tests.p, &mut tests.p_adjusted)
    }
    let all: [fn(&mut Correlation) -> Option<P<'_>>; 7] = [
        |row| row.kendall.as_mut().map(|s| tests(&mut s.tested)),
        |row| row.spearman.as_mut().map(|s| tests(&mut s.tested)),
        |row| row.pearson.as_mut().map(|s| tests(&mut s.tested)),
        |row| row.win_rates.kendall.as_mut().map(|s| tests(&mut s.tested)),
        |row| row.win_rates.spearman.as_mut().map(|s| tests(&mut s.tested)),
        |row| row.win_rates.pearson.as_mut().map(|s| tests(&mut s.tested)),
        |row| Some((row.top_k.p, &mut row.top_k.p_adjusted)),
    ];
    for which in all {
        let (p, places): (Vec<f64>, Vec<&mut f64>) = rows.iter_mut().filter_map(which).unzip();
        for (place, adjusted) in places.into_iter().zip(benjamini_hochberg(&p)) {
            *place = adjusted;
        }
    }
}

/// Benchmarks that the same models have scores in.
struct Group<'a> {
    /// Among the tested benchmarks.
    members: &'a [usize],
    /// Of the models with a score.
    ratings: Vec<f64>,
    win_rates: Vec<f64>,
    /// Replicates of their ratings.
    replicates: Vec<Vec<f64>>,
    /// Replicates without ratings.
    lost: usize,
    columns: Vec<Vec<f64>>,
    panel: Panel,
    settings: &'a GapSettings,
}

impl<'a> Group<'a> {
    fn new(
        members: &'a [usize],
        mask: &[bool],
        tested: &Tested,
        ranked: &Ranked,
        scores: &Scores,
        settings: &'a GapSettings,
    ) -> Self {
        let column = |&k: &usize| -> Vec<f64> {
            let k = tested.benchmarks[k];
            let scored = tested.scores(scores, k).flatten();
            scored.map(|score| turned(score, scores.benchmarks[k].direction)).collect()
        };
        let columns: Vec<Vec<f64>> = members.iter().map(column).collect();
        let places: Vec<usize> =
            tested.ranked.iter().zip(mask).filter(|(_, here)| **here).map(|(&at, _)| at).collect();
        // Ratings from elsewhere have no win rates.
        let of = |all: &[f64]| places.iter().filter_map(|&at| all.get(at).copied()).collect();
        Self {
            members,
            ratings: of(&ranked.ratings),
            win_rates: of(&ranked.win_rates),
            replicates: ranked
                .samples
                .chunks_exact(ranked.models.len())
                .map(|row| places.iter().map(|&at| f64::from(row[at])).collect())
                .collect(),
            lost: ranked.lost as usize,
            panel: Panel::new(&columns),
            columns,
            settings,
        }
    }

    fn correlations(&self, tested: &Tested, scores: &Scores) -> Vec<Correlation> {
        let seed = self.settings.seed;
        let statistics = self.panel.statistics(&self.ratings);
        let p = self.panel.p_values(&self.ratings, seed);
        let over = self.panel.over(self.replicates.iter().map(Vec::as_slice), self.lost);
        let none = vec![[None; STATISTICS]; self.members.len()];
        let (by_rate, p_by_rate) = if self.win_rates.is_empty() {
            (none.clone(), none)
        } else {
            (self.panel.statistics(&self.win_rates), self.panel.p_values(&self.win_rates, seed))
        };
        let top = self.top_lists();
        let mut rows = Vec::with_capacity(self.members.len());
        for (at, &member) in self.members.iter().enumerate() {
            let k = tested.benchmarks[member];
            let intervals = [0, 1, 2].map(|s| self.interval(&over[at][s], -1.0));
            let (kendall, spearman, pearson) = named(statistics[at], p[at], intervals);
            let with_rates = named(by_rate[at], p_by_rate[at], [None; STATISTICS]);
            rows.push(Correlation {
                benchmark: scores.benchmarks[k].name.clone(),
                direction: scores.benchmarks[k].direction,
                n: self.ratings.len(),
                scores: tested.scores(scores, k).collect(),
                kendall,
                spearman,
                pearson,
                win_rates: WithWinRates {
                    kendall: with_rates.0,
                    spearman: with_rates.1,
                    pearson: with_rates.2,
                },
                top_k: top[at],
            });
        }
        rows
    }

    /// Each benchmark's first k against the votes'.
    fn top_lists(&self) -> Vec<TopK> {
        let (k, price) = (self.settings.k.min(self.ratings.len()), self.settings.penalty);
        let lists: Vec<TopList> =
            self.columns.iter().map(|column| TopList::new(column, k)).collect();
        // Ranks, so that what rounding tells apart ties.
        let votes = TopList::new(&ranks(&self.ratings, SAME_RATING), k);
        let empty = Spread { values: Vec::new(), without: self.lost };
        let mut spreads = vec![empty; lists.len()];
        for replicate in &self.replicates {
            let votes = TopList::new(&ranks(replicate, SAME_REPLICATE), k);
            for (spread, list) in spreads.iter_mut().zip(&lists) {
                spread.values.push(top_k::scaled(list, &votes, price));
            }
        }
        let p = top_k::chance::p_values(&lists, &votes, price, self.settings.seed);
        let row = |((list, spread), p): ((&TopList, &Spread), f64)| TopK {
            k,
            distance: top_k::scaled(list, &votes, price),
            largest: top_k::largest(list.length(), votes.length(), votes.items(), price),
            chance: top_k::chance::mean(list, &votes, price),
            p,
            p_adjusted: p,
            interval: self.interval(spread, 0.0),
        };
        lists.iter().zip(&spreads).zip(p).map(row).collect()
    }

    /// Lists without a value count as `least` at the lower end and as 1 at the upper.
    fn interval(&self, spread: &Spread, least: f64) -> Option<Interval> {
        if self.replicates.is_empty() {
            return None;
        }
        let (low, high) = percentile_levels(self.settings.level);
        Some(Interval { low: spread.quantile(low, least)?, high: spread.quantile(high, 1.0)? })
    }
}

/// The three statistics under their names; p-values are adjusted afterwards.
fn named(
    statistics: Three,
    p: Three,
    intervals: [Option<Interval>; STATISTICS],
) -> (Option<Kendall>, Option<Spearman>, Option<Pearson>) {
    let of = |s: usize| {
        let p = p[s]?;
        Some((statistics[s]?, Tests { p, p_adjusted: p, interval: intervals[s] }))
    };
    (
        of(0).map(|(tau, tested)| Kendall { tau, tested }),
        of(1).map(|(rho, tested)| Spearman { rho, tested }),
        of(2).map(|(r, tested)| Pearson { r, tested }),
    )
}
