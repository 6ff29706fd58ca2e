//! Whether one rating per model describes every pair's votes, by name.

use serde::Serialize;

use super::options::TrustSettings;
use crate::rating::{Fit, goodness};
use crate::stats::adjust::holm;
use crate::stats::order::order;
use crate::votes::PairCounts;

/// Work for draws: pairs, and triads, times draws.
const WORK: f64 = 6e8;
/// Votes of a pair, and variance of its score, from which on three moments describe its residual.
const FEWEST_VOTES: f64 = 10.0;
const LEAST_VARIANCE: f64 = 2.0;

/// The fit of every pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FitOfPairs {
    /// Every pair that met, the worst described first.
    pub pairs: Vec<PairRow>,
    /// Twice the log-likelihood that a rate of its own for every pair would gain. Ties as half make
    /// it smaller than χ²: it describes, and is not tested.
    pub deviance: f64,
    /// Pearson's X², the sum of squared residuals.
    pub statistic: f64,
    /// What votes drawn from the fit give on average.
    pub expected: f64,
    /// Share of draws from the fit with an X² as large, the votes themselves among them.
    pub p: f64,
    /// Triads whose pairs all have a majority.
    pub triads: u64,
    /// Those that go in a circle.
    pub circular: u64,
    /// What votes drawn from the fit give on average.
    pub expected_circular: f64,
    /// Share of draws with as many.
    pub circular_p: f64,
    /// Draws from the fit: fewer than asked for where there are very many pairs or models.
    pub draws: u32,
}

/// One pair's votes against the fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairRow {
    /// The first model.
    pub a: String,
    /// The second.
    pub b: String,
    /// Votes that enter the fit.
    pub votes: u64,
    /// Of `a`: (wins + ties / 2) / votes.
    pub win_rate: f64,
    /// The same as the ratings have it.
    pub expected: f64,
    /// Pearson residual: the difference by its standard error.
    pub residual: f64,
    /// Twice the log-likelihood that a rate of its own would gain.
    pub deviance: f64,
    /// Two-sided, that the pair's rate is the expected one. Absent below ten votes, and where
    /// nearly all are expected to go one way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// `p` after Holm's correction over all pairs with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<f64>,
}

pub(super) fn fit_of_pairs(
    counts: &PairCounts,
    fit: &Fit,
    names: &[&str],
    settings: &TrustSettings,
) -> FitOfPairs {
    let models = counts.models as f64;
    let work = 40.0 * counts.pairs.len() as f64 + models.powi(3) / 6.0 + models * models;
    let draws = settings.draws.min((WORK / work) as u32).max(19);
    let found = goodness(counts, fit, draws, settings.seed);
    let mut p: Vec<Option<f64>> = Vec::new();
    for pair in &found.pairs {
        let tested = pair.votes >= FEWEST_VOTES && pair.variance >= LEAST_VARIANCE;
        p.push(tested.then_some(pair.p));
    }
    let mut adjusted = holm(&p.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
    let adjusted: Vec<Option<f64>> = p.iter().map(|p| p.and_then(|_| adjusted.next())).collect();
    let worst = order(found.pairs.len(), &|x, y| {
        let by = |k: usize| found.pairs[k].residual.abs();
        by(y).total_cmp(&by(x))
    });
    let row = |k: usize| {
        let pair = &found.pairs[k];
        PairRow {
            a: names[pair.pair.0 as usize].to_owned(),
            b: names[pair.pair.1 as usize].to_owned(),
            votes: pair.votes as u64,
            win_rate: pair.observed,
            expected: pair.expected,
            residual: pair.residual,
            deviance: pair.deviance,
            p: p[k],
            adjusted: adjusted[k],
        }
    };
    FitOfPairs {
        deviance: found.pairs.iter().map(|pair| pair.deviance).sum(),
        pairs: worst.into_iter().map(row).collect(),
        statistic: found.statistic,
        expected: found.expected,
        p: found.p,
        triads: found.triads.decided,
        circular: found.triads.circular,
        expected_circular: found.expected_circular,
        circular_p: found.triads_p,
        draws: found.draws,
    }
}
