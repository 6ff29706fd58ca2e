//! Newton's method on counts per pair.
//!
//! # Design
//!
//! The log-likelihoods are concave, so Newton's steps lead to the one optimum that
//! [`existence`](super::existence) promised, provided that no step is too long. They are also
//! generalised self-concordant (Bach 2010; Sun and Tran-Dinh 2019): along a step that moves the
//! terms of the likelihood by at most `r`, the third derivative is at most `r` times the second.
//! With a full step where `r <= 1` and a step scaled by `1 / r` otherwise the log-likelihood rises
//! every time by at least `(3 - e)` of what its slope promises, so no likelihood need be computed
//! on the way; and after a full step of size `r` what is left is of order `r²`.
//!
//! Votes say nothing of the ratings' common level. One model is held at 0 while the system is
//! solved (the one with the most votes, which keeps the pivots of the others large), and the
//! result is shifted to sum zero. The prior is one more opponent, held at 0 instead.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::fit::{FitError, FitOptions};
use super::tie_model::{TieModel, Votes};
use crate::stats::special::expit_both;
use crate::votes::{Pair, PairCounts};

/// A full step smaller than this is the last: what is left is of the order of its square.
const LAST_STEP: f64 = 1e-7;
/// Where rounding keeps steps from shrinking further: squared distance to the optimum, in
/// standard errors, that still counts as having arrived (a ten-thousandth of one).
const ROUNDING_FLOOR: f64 = 1e-8;
const MAX_ITERATIONS: u32 = 1000;

/// A point, the derivatives there, and the steps uphill.
pub(super) struct Newton<'a> {
    counts: &'a PairCounts,
    options: &'a FitOptions,
    /// Ratings and, last, the log tie parameter where there is one.
    pub parameters: Vec<f64>,
    /// The models held at 0: one, or none where the prior's opponent is.
    grounds: Vec<usize>,
    /// Votes in the likelihood.
    pub votes: f64,
    pub gradient: DVector<f64>,
    /// Lower triangle of minus the second derivatives.
    information: DMatrix<f64>,
}

impl<'a> Newton<'a> {
    pub fn new(counts: &'a PairCounts, options: &'a FitOptions, parameters: Vec<f64>) -> Self {
        let mut votes_of = vec![0.0; counts.models];
        let mut votes = 0.0;
        for pair in &counts.pairs {
            let Votes { wins, losses, ties } = Votes::from(pair);
            let here = wins + losses + if options.ties == TieModel::Drop { 0.0 } else { ties };
            votes_of[pair.i as usize] += here;
            votes_of[pair.j as usize] += here;
            votes += here;
        }
        let most = (1..counts.models).fold(0, |m, k| if votes_of[k] > votes_of[m] { k } else { m });
        let size = parameters.len();
        Self {
            counts,
            options,
            parameters,
            grounds: if options.prior > 0.0 { vec![] } else { vec![most] },
            votes,
            gradient: DVector::zeros(size),
            information: DMatrix::zeros(size, size),
        }
    }

    /// Holds these models at 0 instead: one of each set of models that votes relate.
    pub fn hold(&mut self, models: Vec<usize>) {
        self.grounds = models;
    }

    fn models(&self) -> usize {
        self.counts.models
    }

    fn log_tie(&self) -> f64 {
        self.parameters.get(self.models()).copied().unwrap_or(0.0)
    }

    /// Fills the gradient and the information at the current point.
    pub fn differentiate(&mut self) {
        let FitOptions { ties, prior } = *self.options;
        let (models, t) = (self.models(), self.log_tie());
        let has_parameter = ties.has_parameter();
        let (gradient, information) = (&mut self.gradient, &mut self.information);
        gradient.fill(0.0);
        information.fill(0.0);
        for pair in &self.counts.pairs {
            let (i, j) = (pair.i as usize, pair.j as usize);
            let d = self.parameters[i] - self.parameters[j];
            let here = ties.derivatives(Votes::from(pair), d, t);
            gradient[i] += here.d;
            gradient[j] -= here.d;
            information[(i, i)] += here.dd;
            information[(j, j)] += here.dd;
            information[(j, i)] -= here.dd;
            if has_parameter {
                gradient[models] += here.t;
                information[(models, i)] += here.dt;
                information[(models, j)] -= here.dt;
                information[(models, models)] += here.tt;
            }
        }
        if prior > 0.0 {
            for m in 0..models {
                let (above, below) = expit_both(self.parameters[m]);
                gradient[m] += prior * 0.5 * (below - above);
                information[(m, m)] += prior * above * below;
            }
        }
    }

    /// The factor of the information with the grounds' rows and columns those of the identity.
    /// Takes the matrix, which [`climb`](Self::climb) puts back.
    fn factor(&mut self) -> Option<Cholesky<f64, Dyn>> {
        let size = self.parameters.len();
        let mut information = std::mem::replace(&mut self.information, DMatrix::zeros(0, 0));
        for &ground in &self.grounds {
            for k in 0..size {
                information[(ground.max(k), ground.min(k))] = 0.0;
            }
            information[(ground, ground)] = 1.0;
        }
        Cholesky::new(information)
    }

    /// Steps until the optimum; returns their number.
    pub fn climb(&mut self) -> Result<u32, FitError> {
        let mut previous = f64::INFINITY;
        for iteration in 1..=MAX_ITERATIONS {
            self.differentiate();
            let failed = FitError::NotConverged {
                iterations: iteration,
                gradient_norm: self.gradient.amax() / self.votes,
            };
            let mut step = self.gradient.clone();
            for &ground in &self.grounds {
                step[ground] = 0.0;
            }
            let Some(factor) = self.factor() else { return Err(failed) };
            factor.solve_mut(&mut step);
            self.information = factor.unpack_dirty();
            let size = self.step_size(&step);
            if !size.is_finite() {
                return Err(failed);
            }
            let scale = if size > 1.0 { 1.0 / size } else { 1.0 };
            for (parameter, change) in self.parameters.iter_mut().zip(&step) {
                *parameter += scale * change;
            }
            let stalled = size < 0.1 && size >= 0.5 * previous;
            if size <= LAST_STEP || stalled && step.dot(&self.gradient) <= ROUNDING_FLOOR {
                return Ok(iteration);
            }
            previous = size;
        }
        self.differentiate();
        Err(FitError::NotConverged {
            iterations: MAX_ITERATIONS,
            gradient_norm: self.gradient.amax() / self.votes,
        })
    }

    /// The module's `r`: how far the whole step moves the terms of the likelihood.
    fn step_size(&self, step: &DVector<f64>) -> f64 {
        let models = self.models();
        let mut farthest = 0.0_f64;
        for pair in &self.counts.pairs {
            farthest = farthest.max((step[pair.i as usize] - step[pair.j as usize]).abs());
        }
        let change_of_tie = if models < step.len() { step[models].abs() } else { 0.0 };
        let size = match self.options.ties {
            TieModel::Half | TieModel::Drop => farthest,
            TieModel::Davidson => farthest.max(change_of_tie + farthest / 2.0),
            // ln(θ² - 1) bends by 2 coth(t); the half keeps that bounded all along a step down.
            TieModel::RaoKupper => (farthest + change_of_tie)
                .max(2.0 * change_of_tie / libm::tanh(self.log_tie() / 2.0)),
        };
        let from_prior = if self.options.prior > 0.0 { step.rows(0, models).amax() } else { 0.0 };
        // `f64::max` would hide a NaN.
        if step.iter().all(|s| s.is_finite()) { size.max(from_prior) } else { f64::NAN }
    }

    /// Inverse of the information at the current point, the grounds' ratings held at 0.
    pub fn unprojected_inverse(&mut self) -> Option<DMatrix<f64>> {
        let mut inverse = self.factor()?.inverse();
        for &ground in &self.grounds {
            inverse[(ground, ground)] = 0.0;
        }
        Some(inverse)
    }

    /// Inverse of the information at the current point, for ratings that sum to zero.
    pub fn inverse_information(&mut self) -> Option<DMatrix<f64>> {
        let models = self.models();
        let mut inverse = self.unprojected_inverse()?;
        // With K = I - 1/models over the ratings: K · inverse · K.
        for mut column in inverse.column_iter_mut() {
            let mean = column.rows(0, models).sum() / models as f64;
            column.rows_mut(0, models).add_scalar_mut(-mean);
        }
        for mut row in inverse.row_iter_mut() {
            let mean = row.columns(0, models).sum() / models as f64;
            row.columns_mut(0, models).add_scalar_mut(-mean);
        }
        Some(inverse)
    }

    pub fn log_likelihood(&self) -> f64 {
        let t = self.log_tie();
        let of = |pair: &Pair| {
            let d = self.parameters[pair.i as usize] - self.parameters[pair.j as usize];
            self.options.ties.log_likelihood(Votes::from(pair), d, t)
        };
        self.counts.pairs.iter().map(of).sum()
    }

    /// The ratings shifted to sum zero, and the mean taken off.
    pub fn centred_ratings(&self) -> (Vec<f64>, f64) {
        let ratings = &self.parameters[..self.models()];
        let mean = ratings.iter().sum::<f64>() / ratings.len() as f64;
        (ratings.iter().map(|r| r - mean).collect(), mean)
    }
}
