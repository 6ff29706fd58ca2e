//! Every pair's own record: win rate, interval, and whether it differs from even.

use std::ops::Range;

use serde::Serialize;

use super::board::{Provenance, Settings};
use super::options::{Adjust, HeadToHeadSettings, Test};
use crate::error::Error;
use crate::rating;
use crate::resample::{PairBootstrap, PairInterval, Unit};
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::interval::Interval;
use crate::stats::special::normal_quantile;
use crate::votes::{Pair, PairCounts, Votes};

/// The record of every pair that met.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadToHead {
    /// Ascending by the models' names.
    pub pairs: Vec<PairRow>,
    /// How to get the same figures again.
    pub provenance: Provenance,
}

/// One pair's record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairRow {
    /// The first model.
    pub a: String,
    /// The second.
    pub b: String,
    /// Votes on the pair.
    pub votes: u64,
    /// Votes for `a`.
    pub wins: u64,
    /// Votes for `b`.
    pub losses: u64,
    /// Ties of either kind.
    pub ties: u64,
    /// Of `a`: (wins + ties / 2) / votes.
    pub win_rate: f64,
    /// Of the win rate.
    pub interval: Interval,
    /// Two-sided.
    pub p: f64,
    /// One-sided, in the direction seen.
    pub p_one_sided: f64,
    /// `p` after the adjustment.
    pub p_adjusted: f64,
    /// `p_adjusted` below 1 − level.
    pub significant: bool,
}

/// The tests of all pairs, run a range of pairs at a time.
pub struct Comparison {
    names: Vec<String>,
    hash: String,
    settings: HeadToHeadSettings,
    counts: PairCounts,
    bootstrap: Option<PairBootstrap>,
    done: Vec<PairInterval>,
}

impl Comparison {
    /// Counts the votes that pass the filter.
    ///
    /// # Errors
    /// An option that names no facet or value, or judges where there are none.
    pub fn new(votes: &Votes, settings: HeadToHeadSettings) -> Result<Self, Error> {
        let bootstrap = settings.bootstrap;
        let tally = match bootstrap.unit {
            Unit::Judge => votes.tally(&settings.r#where)?,
            Unit::Vote => votes.tally_pairs(&settings.r#where)?,
        };
        if bootstrap.unit == Unit::Judge && tally.judges.is_none() {
            let expected = "\"vote\": these votes do not say who cast them";
            return Err(Error::option("bootstrap.unit", "\"judge\"", expected));
        }
        let names = tally.models.iter().map(|&m| votes.models[m as usize].clone()).collect();
        let resampled = (settings.test == Test::Bootstrap).then(|| {
            let (seed, replicates) = (bootstrap.seed, bootstrap.replicates);
            PairBootstrap::new(tally.counts.clone(), tally.judges, seed, replicates, settings.level)
        });
        Ok(Self {
            names,
            hash: votes.report.hash.clone(),
            settings,
            counts: tally.counts,
            bootstrap: resampled,
            done: Vec::new(),
        })
    }

    /// How many pairs there are to run.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.counts.pairs.len()
    }

    /// Runs the next pairs; ranges are given in order, without gaps.
    pub fn run(&mut self, pairs: Range<usize>) {
        let pairs = self.done.len()..pairs.end.min(self.pairs());
        if let Some(bootstrap) = &mut self.bootstrap {
            self.done.extend(bootstrap.run(pairs));
        } else {
            let z = normal_quantile(f64::midpoint(1.0, self.settings.level));
            let test = self.settings.test;
            self.done
                .extend(self.counts.pairs[pairs].iter().map(|pair| closed_form(pair, test, z)));
        }
    }

    /// Adjusts over all pairs. Pairs not yet run are run now.
    #[must_use]
    pub fn finish(mut self) -> HeadToHead {
        self.run(0..self.pairs());
        let p: Vec<f64> = self.done.iter().map(|pair| pair.p).collect();
        let adjusted = match self.settings.adjust {
            Adjust::None => p,
            Adjust::Holm => holm(&p),
            Adjust::BenjaminiHochberg => benjamini_hochberg(&p),
        };
        let alpha = 1.0 - self.settings.level;
        let rows = self.counts.pairs.iter().zip(&self.done).zip(adjusted);
        let pairs = rows
            .map(|((pair, done), p_adjusted)| PairRow {
                a: self.names[pair.i as usize].clone(),
                b: self.names[pair.j as usize].clone(),
                votes: pair.votes(),
                wins: pair.wins,
                losses: pair.losses,
                ties: pair.ties,
                win_rate: (pair.wins as f64 + pair.ties as f64 / 2.0) / pair.votes() as f64,
                interval: done.interval,
                p: done.p,
                p_one_sided: done.p_one_sided,
                p_adjusted,
                significant: p_adjusted < alpha,
            })
            .collect();
        let resampled = self.settings.test == Test::Bootstrap;
        let replicates = if resampled { self.settings.bootstrap.replicates } else { 0 };
        let seed = self.settings.bootstrap.seed;
        HeadToHead {
            pairs,
            provenance: Provenance::new(
                Settings::HeadToHead(self.settings),
                &self.hash,
                seed,
                replicates,
            ),
        }
    }
}

/// The tests that need no resampling. Votes that are all alike leave the normal
/// test no variance, and a record of ties only leaves the sign test no votes:
/// the first then says what the second says, and the second that nothing differs.
fn closed_form(pair: &Pair, test: Test, z: f64) -> PairInterval {
    let even = rating::Test { p: 1.0, p_one_sided: 1.0 };
    let Some(record) = rating::head_to_head(pair) else {
        let interval = Interval { low: 0.0, high: 1.0 };
        return PairInterval { interval, p: even.p, p_one_sided: even.p_one_sided };
    };
    let sign = record.sign.unwrap_or(even);
    let result = if test == Test::Sign { sign } else { record.normal.unwrap_or(sign) };
    PairInterval {
        interval: wilson(record.win_rate, pair.votes() as f64, z),
        p: result.p,
        p_one_sided: result.p_one_sided,
    }
}

/// Wilson's (1927) interval of a rate over `n` votes. Ties as half make it a little too wide.
fn wilson(rate: f64, n: f64, z: f64) -> Interval {
    let shrunk = 1.0 + z * z / n;
    let centre = (rate + z * z / (2.0 * n)) / shrunk;
    let half = z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt() / shrunk;
    Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_statsmodels() {
        // statsmodels: proportion_confint(12, 40, method="wilson")
        let Interval { low, high } = wilson(12.0 / 40.0, 40.0, normal_quantile(0.975));
        assert!((low - 0.180_748_452_3).abs() < 1e-9 && (high - 0.454_300_188_2).abs() < 1e-9);
    }
}
