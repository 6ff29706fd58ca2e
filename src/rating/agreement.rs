//! Each judge against all others: how well the votes go with theirs, and what leaves with them.
//!
//! # Design
//!
//! A judge's votes have bent the ratings towards themselves. What the ratings are without judge g
//! follows to first order from the fit: with `s_g` the judge's score, `Q_g` the information of the
//! judge's votes and M the inverse of everybody's, they move by
//!
//! ```text
//! δ_g = -M (I - Q_g M)^(-1) s_g
//! ```
//!
//! which is exact but for the change of the information on the way (Pregibon 1981). The judge's
//! votes are held against those ratings: the sum of their log-likelihoods less its expectation, by
//! its standard deviation, is z. Below zero the judge votes less like the others than chance would.

use super::clustered::{Clusters, Part};
use super::fit::{Fit, refit};
use super::goodness::{Chances, shares_of_ties, two_sided};
use super::tie_model::TieModel;
use crate::stats::special::log_expit;
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// Shares of information beyond which the series takes too long: such judges are refitted.
const LARGEST_SHARE: f64 = 0.8;
const MOST_TERMS: u32 = 200;
/// What the series may leave out.
const REMAINDER: f64 = 1e-7;

/// One judge against all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Votes that enter the fit.
    pub votes: f64,
    /// Mean log-likelihood of a vote under the ratings without the judge…
    pub log_likelihood: f64,
    /// … its expectation under these…
    pub expected: f64,
    /// … and the difference by its standard deviation.
    pub z: f64,
    /// Two-sided p-value of z, which is skewed: surprising votes cost more than others gain.
    pub p: f64,
    /// Largest change of a rating without the judge, by the rating's standard error; infinite where
    /// there are no finite ratings then.
    pub change: f64,
    /// The model that it is of.
    pub model: u32,
    /// The change itself: how far that model's rating rises without the judge.
    pub rises: f64,
    /// Most ranks that a model moves without the judge.
    pub ranks: u32,
}

/// Every judge against all others, of a fit with ties as half-wins or dropped. `errors` are the
/// ratings' standard errors. Judges whose votes do not enter the fit have 0 votes.
#[must_use]
pub fn agreements(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    errors: &[f64],
) -> Vec<Agreement> {
    let clusters = Clusters::new(counts, judges, fit);
    let ties = shares_of_ties(counts);
    let mut part = clusters.part();
    let mut of = Vec::with_capacity(judges.judges());
    for judge in 0..judges.judges() {
        clusters.read(judge, &mut part);
        let without = match change(&clusters, &part) {
            Some(change) => {
                let moved = fit.ratings.iter().zip(&change).map(|(rating, change)| rating + change);
                Some(moved.collect())
            }
            None => refitted(counts, judges, fit, judge),
        };
        of.push(one(counts, judges, fit, errors, &ties, judge, without.as_deref()));
    }
    of
}

/// The ratings of everybody else's votes, fitted anew; nothing where they have none.
#[must_use]
pub fn refitted(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    judge: usize,
) -> Option<Vec<f64>> {
    let mut cells = counts.cells();
    for (cell, votes) in judges.of(judge) {
        cells[cell as usize] -= u64::from(votes);
    }
    refit(&counts.with_cells(&cells), fit).ok()
}

/// How ratings change without a judge, to first order; nothing where the judge brings too much.
fn change(clusters: &Clusters<'_>, part: &Part) -> Option<Vec<f64>> {
    let share = part.largest_share();
    if share > LARGEST_SHARE {
        return None;
    }
    let size = part.touched.len();
    let local = part.local();
    let (mut sum, mut term) = (part.score.clone(), part.score.clone());
    let mut next = vec![0.0; size];
    for _ in 0..MOST_TERMS {
        let image = &local * nalgebra::DVector::from_column_slice(&term);
        part.information_times(image.as_slice(), &mut next);
        std::mem::swap(&mut term, &mut next);
        let largest = term.iter().fold(0.0_f64, |most, of| most.max(of.abs()));
        let whole = sum.iter().fold(0.0_f64, |most, of| most.max(of.abs()));
        sum.iter_mut().zip(&term).for_each(|(sum, term)| *sum += term);
        if largest <= REMAINDER * whole {
            break;
        }
    }
    let models = clusters.inverse.nrows();
    let mut change = vec![0.0; models];
    for (&parameter, of) in part.touched.iter().zip(&sum) {
        for (change, entry) in
            change.iter_mut().zip(clusters.inverse.column(parameter as usize).iter())
        {
            *change -= entry * of;
        }
    }
    Some(change)
}

fn one(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    errors: &[f64],
    ties: &[f64],
    judge: usize,
    without: Option<&[f64]>,
) -> Agreement {
    let ratings = without.unwrap_or(&fit.ratings);
    let (mut votes, mut sum, mut mean, mut variance, mut cube) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (cell, n) in judges.of(judge) {
        let (pair, n) = (cell as usize / 3, f64::from(n));
        let Pair { i, j, .. } = counts.pairs[pair];
        let d = ratings[i as usize] - ratings[j as usize];
        let (win, loss) = (log_expit(d), log_expit(-d));
        let of = [win, loss, f64::midpoint(win, loss)];
        if cell % 3 == 2 && fit.options.ties == TieModel::Drop {
            continue;
        }
        let chances = Chances::new(fit, d, ties[pair]);
        let weights = [chances.win, chances.loss, chances.tie];
        let expected: f64 = weights.iter().zip(of).map(|(p, l)| p * l).sum();
        let square: f64 = weights.iter().zip(of).map(|(p, l)| p * (l - expected).powi(2)).sum();
        let third: f64 = weights.iter().zip(of).map(|(p, l)| p * (l - expected).powi(3)).sum();
        cube += n * third;
        votes += n;
        sum += n * of[cell as usize % 3];
        mean += n * expected;
        variance += n * square;
    }
    let moved = moved(fit, errors, without);
    let (z, skewness) = if variance > 0.0 {
        ((sum - mean) / variance.sqrt(), cube / (variance * variance.sqrt()))
    } else {
        (0.0, 0.0)
    };
    Agreement {
        votes,
        log_likelihood: if votes > 0.0 { sum / votes } else { 0.0 },
        expected: if votes > 0.0 { mean / votes } else { 0.0 },
        z,
        p: two_sided(z, skewness),
        ..moved
    }
}

/// What other ratings change.
fn moved(fit: &Fit, errors: &[f64], without: Option<&[f64]>) -> Agreement {
    let nothing = Agreement {
        votes: 0.0,
        log_likelihood: 0.0,
        expected: 0.0,
        z: 0.0,
        p: 1.0,
        change: f64::INFINITY,
        model: 0,
        rises: 0.0,
        ranks: 0,
    };
    let Some(without) = without else { return nothing };
    let mut most = Agreement { change: 0.0, ..nothing };
    for (m, (now, before)) in without.iter().zip(&fit.ratings).enumerate() {
        let change = (now - before).abs() / errors[m];
        if change > most.change {
            most = Agreement { change, model: m as u32, rises: now - before, ..most };
        }
    }
    let ranks = super::ranks::rank(&fit.ratings);
    let other = super::ranks::rank(without);
    most.ranks = ranks.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
    most
}

/// The same judge with exact ratings instead of first-order ones: what is told of whoever moves a
/// ranking most.
#[must_use]
pub fn exactly(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    errors: &[f64],
    judge: usize,
) -> Agreement {
    let without = refitted(counts, judges, fit, judge);
    one(counts, judges, fit, errors, &shares_of_ties(counts), judge, without.as_deref())
}
