//! Every pair's own record: win rate, interval, and whether it differs from even.
//!
//! What a test says of few votes is decided here, once. Below [`EXACT_BELOW`] decisive votes, and
//! where all votes are alike, the bootstrap and the normal test find differences that are not
//! there (one vote resampled is always the same vote; of six votes the normal test finds 22 of 100
//! even pairs uneven at 5 %): the exact sign test stands in for either, with Wilson's interval, or
//! Clopper and Pearson's where all votes agree. Every row says what it was tested by.

use std::ops::Range;

use serde::Serialize;

use super::board::{Provenance, Settings};
use super::options::{Adjust, HeadToHeadSettings, Test};
use crate::error::Error;
use crate::rating::pairs_by_judges::{ByJudges, FEWEST_JUDGES, Method, pairs_by_judges};
use crate::rating::{self, EXACT_BELOW, clopper_pearson, wilson};
use crate::resample::{PairBootstrap, Unit};
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::interval::Interval;
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
    /// Who voted on the pair, where judges are the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judges: Option<u32>,
    /// What the p-values are from.
    pub test: TestedBy,
    /// What the interval is.
    pub interval_method: IntervalBy,
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

/// What a pair was tested by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestedBy {
    /// The exact sign test: of votes, or of judges where these are the unit.
    Sign,
    /// The share of resamples of its votes at or beyond one half.
    Bootstrap,
    /// The normal test of its win rate.
    Normal,
    /// CR2 errors clustered by judge, with Satterthwaite's t.
    Judges,
    /// Nothing: fewer than three judges.
    None,
}

/// What a pair's interval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalBy {
    /// Wilson's.
    Wilson,
    /// Clopper and Pearson's.
    ClopperPearson,
    /// Quantiles of the resamples.
    Percentile,
    /// CR2 errors clustered by judge, with Satterthwaite's t.
    Judges,
    /// All rates: fewer than three judges.
    None,
}

/// What was found of one pair.
struct Found {
    test: TestedBy,
    interval_method: IntervalBy,
    interval: Interval,
    p: f64,
    p_one_sided: f64,
}

/// The tests of all pairs, run a range of pairs at a time.
pub struct Comparison {
    names: Vec<String>,
    hash: String,
    settings: HeadToHeadSettings,
    counts: PairCounts,
    by_judges: Option<Vec<ByJudges>>,
    done: Vec<Found>,
}

impl Comparison {
    /// Counts the votes that pass the filter.
    ///
    /// # Errors
    /// An option that names no facet or value, or judges where there are none.
    pub fn new(votes: &Votes, settings: HeadToHeadSettings) -> Result<Self, Error> {
        let bootstrap = settings.bootstrap;
        let tally = match bootstrap.unit {
            Unit::Judge => votes.tally(settings.filter())?,
            Unit::Vote => votes.tally_pairs(settings.filter())?,
        };
        if bootstrap.unit == Unit::Judge && tally.judges.is_none() {
            let expected = "\"vote\": these votes do not say who cast them";
            return Err(Error::option("bootstrap.unit", "\"judge\"", expected));
        }
        let names = tally.models.iter().map(|&m| votes.models[m as usize].clone()).collect();
        let by_judges = tally
            .judges
            .filter(|_| bootstrap.unit == Unit::Judge)
            .map(|judges| match judges.judges() {
                few if few < FEWEST_JUDGES as usize => Err(too_few(few)),
                _ => Ok(pairs_by_judges(&tally.counts, &judges, settings.level)),
            })
            .transpose()?;
        Ok(Self {
            names,
            hash: votes.report.hash.clone(),
            settings,
            counts: tally.counts,
            by_judges,
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
        for index in self.done.len()..pairs.end.min(self.pairs()) {
            let found = match &self.by_judges {
                Some(by_judges) => of_judges(&by_judges[index]),
                None => self.of_votes(index),
            };
            self.done.push(found);
        }
    }

    fn of_votes(&self, index: usize) -> Found {
        let HeadToHeadSettings { test, level, bootstrap, .. } = self.settings;
        let pair = &self.counts.pairs[index];
        let few = pair.wins + pair.losses < EXACT_BELOW || alike(pair);
        if test == Test::Sign || few {
            return exactly(pair, level);
        }
        if test == Test::Normal {
            let record = rating::head_to_head(pair);
            if let Some((record, normal)) = record.and_then(|r| Some((r, r.normal?))) {
                return Found {
                    test: TestedBy::Normal,
                    interval_method: IntervalBy::Wilson,
                    interval: wilson(record.win_rate, pair.votes() as f64, level),
                    p: normal.p,
                    p_one_sided: normal.p_one_sided,
                };
            }
        }
        let drawn = PairBootstrap { seed: bootstrap.seed, replicates: bootstrap.replicates, level }
            .run(&self.counts, index);
        Found {
            test: TestedBy::Bootstrap,
            interval_method: IntervalBy::Percentile,
            interval: drawn.interval,
            p: drawn.p,
            p_one_sided: drawn.p_one_sided,
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
        let mut pairs: Vec<PairRow> = rows
            .map(|((pair, done), p_adjusted)| PairRow {
                a: self.names[pair.i as usize].clone(),
                b: self.names[pair.j as usize].clone(),
                votes: pair.votes(),
                wins: pair.wins,
                losses: pair.losses,
                ties: pair.ties,
                win_rate: (pair.wins as f64 + pair.ties as f64 / 2.0) / pair.votes() as f64,
                judges: None,
                test: done.test,
                interval_method: done.interval_method,
                interval: done.interval,
                p: done.p,
                p_one_sided: done.p_one_sided,
                p_adjusted,
                significant: p_adjusted < alpha,
            })
            .collect();
        for (row, by_judges) in pairs.iter_mut().zip(self.by_judges.iter().flatten()) {
            row.judges = Some(by_judges.judges);
        }
        let resampled = self.done.iter().any(|found| found.test == TestedBy::Bootstrap);
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

/// Whether no resample can differ from the votes.
fn alike(pair: &Pair) -> bool {
    [pair.wins, pair.losses, pair.ties].iter().filter(|votes| **votes > 0).count() < 2
}

/// The exact sign test. A record of ties only leaves it no votes: nothing differs.
fn exactly(pair: &Pair, level: f64) -> Found {
    let record = rating::head_to_head(pair);
    let even = rating::Test { p: 1.0, p_one_sided: 1.0 };
    let sign = record.and_then(|record| record.sign).unwrap_or(even);
    let (interval_method, interval) = if alike(pair) && pair.ties == 0 {
        (IntervalBy::ClopperPearson, clopper_pearson(pair.wins, pair.losses, level))
    } else {
        let rate = record.map_or(0.5, |record| record.win_rate);
        (IntervalBy::Wilson, wilson(rate, pair.votes() as f64, level))
    };
    Found {
        test: TestedBy::Sign,
        interval_method,
        interval,
        p: sign.p,
        p_one_sided: sign.p_one_sided,
    }
}

fn of_judges(found: &ByJudges) -> Found {
    let (test, interval_method) = match found.by {
        Method::Clustered => (TestedBy::Judges, IntervalBy::Judges),
        Method::SignWilson => (TestedBy::Sign, IntervalBy::Wilson),
        Method::SignClopperPearson => (TestedBy::Sign, IntervalBy::ClopperPearson),
        Method::TooFew => (TestedBy::None, IntervalBy::None),
    };
    let rating::Test { p, p_one_sided } = found.test;
    Found { test, interval_method, interval: found.interval, p, p_one_sided }
}

fn too_few(judges: usize) -> Error {
    let expected = format!("\"vote\": {judges} of three judges needed to say anything of others");
    Error::option("bootstrap.unit", "\"judge\"", &expected)
}
