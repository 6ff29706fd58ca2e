//! What no error may be below.
//!
//! # Design
//!
//! Residuals can vanish by chance: a newcomer of one tied vote is fitted exactly, three judges who
//! all voted two to one leave no difference between judges. A sandwich of such residuals is sure of
//! what hardly anybody was asked. Two bounds hold against that.
//!
//! - Of `n` votes that were all ties up to `3 / n` may have been decisive ("rule of three": Hanley
//!   and Lippman-Hand 1983), so the variance is at least `3 / (n + 3)` of that which decisive votes
//!   would have, the inverse information's. Ordinary votes are far from it: it binds where less
//!   than that share of the votes was decisive.
//! - A prior makes ratings finite, but nothing known: with one, the inverse information, prior
//!   included, is the least variance.

use nalgebra::{DMatrix, DVector};

use super::control::Rows;
use super::fit::Fit;
use super::tie_model::TieModel;
use crate::votes::PairCounts;

/// Decisive votes that none seen is compatible with.
const UNSEEN: f64 = 3.0;

/// The least variance of every rating, of every difference and of every coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Least {
    /// The ratings' part of the inverse information, and after it the coefficients'.
    inverse: DMatrix<f64>,
    /// Votes on each model that entered the fit; those of which a covariate is not 0.
    votes: Vec<f64>,
    prior: bool,
}

impl Least {
    pub(super) fn new(counts: &PairCounts, fit: &Fit) -> Self {
        let models = counts.models;
        let mut votes = vec![0.0; models];
        for pair in &counts.pairs {
            let ties = if fit.options.ties == TieModel::Drop { 0 } else { pair.ties };
            for model in [pair.i, pair.j] {
                votes[model as usize] += (pair.wins + pair.losses + ties) as f64;
            }
        }
        let inverse = fit.inverse_information.view((0, 0), (models, models)).into_owned();
        Self { inverse, votes, prior: fit.options.prior > 0.0 }
    }

    /// The same with covariates.
    pub(super) fn of_rows(rows: &Rows, counts: &[u32], fit: &Fit) -> Self {
        let size = rows.models + rows.columns;
        let mut votes = vec![0.0; size];
        let enter = |(row, _): &(usize, _)| rows.vote(*row) > 0.0;
        for (row, (i, j)) in rows.of_pairs().filter(enter) {
            let here = f64::from(counts[row]);
            votes[i as usize] += here;
            votes[j as usize] += here;
            for k in (0..rows.columns).filter(|&k| rows.x(row, k) != 0.0) {
                votes[rows.models + k] += here;
            }
        }
        let inverse = fit.inverse_information.view((0, 0), (size, size)).into_owned();
        Self { inverse, votes, prior: fit.options.prior > 0.0 }
    }

    /// Of a rating or a coefficient.
    pub(super) fn rating(&self, m: usize) -> f64 {
        self.share(self.votes[m]) * self.inverse[(m, m)].max(0.0)
    }

    /// Of the difference of two ratings.
    pub(super) fn difference(&self, i: usize, j: usize) -> f64 {
        self.share(self.votes[i].min(self.votes[j])) * difference(&self.inverse, i, j)
    }

    /// Of a contrast about a model, models long.
    pub(super) fn contrast(&self, about: usize, weights: &[f64]) -> f64 {
        let weights = DVector::from_column_slice(weights);
        let image = &self.inverse * &weights;
        self.share(self.votes[about]) * image.dot(&weights).max(0.0)
    }

    /// Of the inverse information, given so many votes.
    fn share(&self, votes: f64) -> f64 {
        if self.prior { 1.0 } else { unseen_share(votes) }
    }
}

/// The least variance given so many votes, as a share of the inverse information's.
pub(crate) fn unseen_share(votes: f64) -> f64 {
    UNSEEN / (votes + UNSEEN)
}

/// The variance of a difference.
pub(super) fn difference(covariance: &DMatrix<f64>, i: usize, j: usize) -> f64 {
    (covariance[(i, i)] + covariance[(j, j)] - 2.0 * covariance[(i, j)]).max(0.0)
}
