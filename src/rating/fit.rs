//! Maximum likelihood by Newton's method on counts per pair.
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

use std::fmt;

use nalgebra::{Cholesky, DMatrix, DVector};

use super::existence;
use super::tie_model::{TieModel, Votes};
use crate::stats::special::expit;
use crate::votes::PairCounts;

/// More models than this are refused: the solver keeps a models × models matrix.
pub const MAX_MODELS: usize = 4096;

/// Largest absolute gradient per vote that counts as an optimum.
const GRADIENT_TOLERANCE: f64 = 1e-9;
/// A full step smaller than this is the last: what is left is of the order of its square.
const LAST_STEP: f64 = 1e-7;
/// Where rounding keeps steps from shrinking further: squared distance to the optimum, in
/// standard errors, that still counts as having arrived (a ten-thousandth of one).
const ROUNDING_FLOOR: f64 = 1e-8;
const MAX_ITERATIONS: u32 = 1000;

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FitOptions {
    /// Treatment of ties.
    pub ties: TieModel,
    /// Virtual ties, each half a win both ways, of every model against one opponent of fixed
    /// rating. 0 is plain maximum likelihood; above 0 ratings are finite whatever the votes.
    pub prior: f64,
}

/// A fitted tie parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieParameter {
    /// Davidson's ν or Rao and Kupper's θ.
    pub value: f64,
    /// Its logarithm.
    pub log: f64,
    /// Standard error of the logarithm, from the observed information.
    pub log_se: f64,
}

/// An optimum and how well it was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// What was asked for.
    pub options: FitOptions,
    /// One per model on the log-odds scale, summing to zero.
    pub ratings: Vec<f64>,
    /// Of Davidson and Rao-Kupper.
    pub tie: Option<TieParameter>,
    /// Of the votes, without the prior's share. With ties as half-wins this is no probability of
    /// the ties: compare it with nothing but other fits of that kind.
    pub log_likelihood: f64,
    /// Free parameters: models - 1, and one for a tie parameter.
    pub parameters: usize,
    /// Largest absolute derivative of the log-likelihood at the optimum, per vote.
    pub gradient_norm: f64,
    /// Newton steps taken.
    pub iterations: u32,
    /// Votes in the likelihood: all, or all but ties when those are dropped.
    pub votes: f64,
    /// Inverse observed information of the sum-zero ratings and, last, the log tie parameter.
    ///
    /// Not a covariance where ties count as half-wins: the errors it implies are then 15 to 17 %
    /// too wide on typical votes. Errors to show come from [`sandwich`](super::sandwich()).
    pub inverse_information: DMatrix<f64>,
    /// Mean rating before the shift to sum zero, which is where the prior's opponent stands from.
    level: f64,
}

impl Fit {
    /// Akaike's criterion, smaller is better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters as f64 - self.log_likelihood)
    }

    /// The log tie parameter, 0 where there is none.
    pub(super) fn log_tie(&self) -> f64 {
        self.tie.map_or(0.0, |tie| tie.log)
    }
}

/// Why there are no ratings.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FitError {
    /// Fewer than two models.
    TooFewModels {
        /// How many there are.
        models: usize,
    },
    /// More than [`MAX_MODELS`] models.
    TooManyModels {
        /// How many there are.
        models: usize,
    },
    /// No vote at all.
    NoVotes,
    /// Some models never lost or tied to others, so their ratings have no finite optimum.
    Disconnected {
        /// Strongly connected components, best first where they are ordered.
        components: Vec<Vec<u32>>,
    },
    /// A tie model, and no tie: its parameter would leave the finite range.
    NoTies,
    /// Ties only, where the treatment of ties needs decisive votes.
    OnlyTies,
    /// Ratings and tie parameter could grow together without end: no cycle of votes holds more
    /// wins than ties.
    TieParameterUnbounded,
    /// Arithmetic ran out before an optimum was reached.
    NotConverged {
        /// Newton steps taken.
        iterations: u32,
        /// Largest absolute derivative per vote where it stopped.
        gradient_norm: f64,
    },
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewModels { models } => write!(f, "{models} models: at least 2 are needed"),
            Self::TooManyModels { models } => {
                write!(f, "{models} models: at most {MAX_MODELS} can be rated")
            }
            Self::NoVotes => write!(f, "no votes"),
            Self::Disconnected { components } => write!(
                f,
                "no finite ratings exist: the models fall into {} groups, and no chain of wins \
                 and ties leads from each to every other",
                components.len()
            ),
            Self::NoTies => write!(f, "a tie model needs ties, and there are none"),
            Self::OnlyTies => {
                write!(f, "every vote is a tie, and this treatment of ties needs others")
            }
            Self::TieParameterUnbounded => write!(
                f,
                "no finite tie parameter exists: no cycle of votes holds more wins than ties"
            ),
            Self::NotConverged { iterations, gradient_norm } => write!(
                f,
                "no optimum reached after {iterations} steps (gradient {gradient_norm:e} per vote)"
            ),
        }
    }
}

impl std::error::Error for FitError {}

/// Fits from zero.
///
/// # Errors
///
/// When there is no finite optimum, or it was not reached.
pub fn fit(counts: &PairCounts, options: &FitOptions) -> Result<Fit, FitError> {
    existence::check(counts, options)?;
    let models = counts.models;
    let mut parameters = vec![0.0; models];
    if options.ties.has_parameter() {
        parameters.push(starting_log_tie(counts, options.ties));
    }
    let mut newton = Newton::new(counts, options, parameters);
    let iterations = newton.climb()?;
    newton.differentiate();
    let gradient_norm = newton.gradient.amax() / newton.votes;
    let failed = FitError::NotConverged { iterations, gradient_norm };
    if !(gradient_norm <= GRADIENT_TOLERANCE) {
        return Err(failed);
    }
    let inverse_information = newton.inverse_information().ok_or(failed)?;
    let tie = newton.parameters.get(models).map(|&log| TieParameter {
        value: libm::exp(log),
        log,
        log_se: inverse_information[(models, models)].sqrt(),
    });
    let log_likelihood = newton.log_likelihood();
    let (ratings, level) = newton.centred_ratings();
    Ok(Fit {
        options: *options,
        ratings,
        tie,
        log_likelihood,
        parameters: models - 1 + usize::from(tie.is_some()),
        gradient_norm,
        iterations,
        votes: newton.votes,
        inverse_information,
        level,
    })
}

/// Ratings only, for votes like those that `start` was fitted to: a resample. Same options, from
/// `start`'s estimate; the optimum is the one [`fit`] finds.
///
/// # Errors
///
/// As [`fit`]; resamples of few votes do lose their finite optimum now and then.
pub fn refit(counts: &PairCounts, start: &Fit) -> Result<Vec<f64>, FitError> {
    existence::check(counts, &start.options)?;
    let mut parameters: Vec<f64> = start.ratings.iter().map(|r| r + start.level).collect();
    parameters.extend(start.tie.map(|tie| tie.log));
    let mut newton = Newton::new(counts, &start.options, parameters);
    newton.climb()?;
    Ok(newton.centred_ratings().0)
}

/// The log tie parameter that equal models with these ties would have, at least a little above
/// Rao and Kupper's bound.
fn starting_log_tie(counts: &PairCounts, ties: TieModel) -> f64 {
    let (mut decisive, mut tied) = (0.0, 0.0);
    for pair in &counts.pairs {
        decisive += pair.wins as f64 + pair.losses as f64;
        tied += pair.ties as f64;
    }
    match ties {
        TieModel::RaoKupper => libm::log1p(2.0 * tied / decisive).max(1e-12),
        _ => libm::log(2.0 * tied / decisive),
    }
}

/// A point, the derivatives there, and the steps uphill.
struct Newton<'a> {
    counts: &'a PairCounts,
    options: &'a FitOptions,
    /// Ratings and, last, the log tie parameter where there is one.
    parameters: Vec<f64>,
    /// The model held at 0, or none where the prior's opponent is.
    ground: Option<usize>,
    votes: f64,
    gradient: DVector<f64>,
    /// Lower triangle of minus the second derivatives.
    information: DMatrix<f64>,
}

impl<'a> Newton<'a> {
    fn new(counts: &'a PairCounts, options: &'a FitOptions, parameters: Vec<f64>) -> Self {
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
            ground: (options.prior == 0.0).then_some(most),
            votes,
            gradient: DVector::zeros(size),
            information: DMatrix::zeros(size, size),
        }
    }

    fn models(&self) -> usize {
        self.counts.models
    }

    fn log_tie(&self) -> f64 {
        self.parameters.get(self.models()).copied().unwrap_or(0.0)
    }

    /// Fills the gradient and the information at the current point.
    fn differentiate(&mut self) {
        let FitOptions { ties, prior } = *self.options;
        let (models, t) = (self.models(), self.log_tie());
        let has_parameter = ties.has_parameter();
        let (gradient, information) = (&mut self.gradient, &mut self.information);
        gradient.fill(0.0);
        information.fill(0.0);
        for pair in &self.counts.pairs {
            let (i, j) = (pair.i as usize, pair.j as usize);
            let d = self.parameters[i] - self.parameters[j];
            let votes = Votes::from(pair);
            let score = ties.score(votes, d, t);
            let curvature = ties.information(votes, d, t);
            gradient[i] += score.d;
            gradient[j] -= score.d;
            information[(i, i)] += curvature.dd;
            information[(j, j)] += curvature.dd;
            information[(j, i)] -= curvature.dd;
            if has_parameter {
                gradient[models] += score.t;
                information[(models, i)] += curvature.dt;
                information[(models, j)] -= curvature.dt;
                information[(models, models)] += curvature.tt;
            }
        }
        if prior > 0.0 {
            for m in 0..models {
                let (above, below) = (expit(self.parameters[m]), expit(-self.parameters[m]));
                gradient[m] += prior * 0.5 * (below - above);
                information[(m, m)] += prior * above * below;
            }
        }
    }

    /// The factor of the information with the ground's row and column those of the identity.
    /// Takes the matrix, which [`climb`](Self::climb) puts back.
    fn factor(&mut self) -> Option<Cholesky<f64, nalgebra::Dyn>> {
        let size = self.parameters.len();
        let mut information = std::mem::replace(&mut self.information, DMatrix::zeros(0, 0));
        if let Some(ground) = self.ground {
            for k in 0..size {
                information[(ground.max(k), ground.min(k))] = 0.0;
            }
            information[(ground, ground)] = 1.0;
        }
        Cholesky::new(information)
    }

    /// Steps until the optimum; returns their number.
    fn climb(&mut self) -> Result<u32, FitError> {
        let mut previous = f64::INFINITY;
        for iteration in 1..=MAX_ITERATIONS {
            self.differentiate();
            let failed = FitError::NotConverged {
                iterations: iteration,
                gradient_norm: self.gradient.amax() / self.votes,
            };
            let mut step = self.gradient.clone();
            if let Some(ground) = self.ground {
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

    /// Inverse of the information at the current point, for ratings that sum to zero.
    fn inverse_information(&mut self) -> Option<DMatrix<f64>> {
        let models = self.models();
        let mut inverse = self.factor()?.inverse();
        if let Some(ground) = self.ground {
            inverse[(ground, ground)] = 0.0;
        }
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

    fn log_likelihood(&self) -> f64 {
        let t = self.log_tie();
        let of = |pair: &crate::votes::Pair| {
            let d = self.parameters[pair.i as usize] - self.parameters[pair.j as usize];
            self.options.ties.log_likelihood(Votes::from(pair), d, t)
        };
        self.counts.pairs.iter().map(of).sum()
    }

    /// The ratings shifted to sum zero, and the mean taken off.
    fn centred_ratings(&self) -> (Vec<f64>, f64) {
        let ratings = &self.parameters[..self.models()];
        let mean = ratings.iter().sum::<f64>() / ratings.len() as f64;
        (ratings.iter().map(|r| r - mean).collect(), mean)
    }
}
