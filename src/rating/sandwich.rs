//! Errors that hold although votes are not distributed as the likelihood says.
//!
//! Ties as half-wins are no Bernoulli trials, and one judge's votes resemble each other. The
//! sandwich `A⁻¹ B A⁻¹` (Huber 1967, White 1982), with A the observed information and B the sum
//! of squared scores, needs neither to be true. The scores are summed per vote, or per judge first
//! when judges are the unit (Liang and Zeger 1986); a judge's sum is adjusted for what the fit has
//! bent towards it, and Student's t takes the normal distribution's place, both as
//! [`clustered`](super::clustered) tells.

use nalgebra::DMatrix;

use super::clustered::Clusters;
use super::degrees::Degrees;
use super::fit::Fit;
use super::least_error::{self, Least};
use super::ranks::wald_p;
use super::tie_model::{Derivatives, Votes};
use crate::stats::special::normal_quantile;
use crate::stats::student_t::{student_t_quantile, student_t_two_sided};
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// Covariance of the sum-zero ratings and of the log tie parameter.
///
/// Where a fit has covariates, their coefficients are numbered after the models.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    /// models × models, and the coefficients' rows and columns after theirs.
    pub matrix: DMatrix<f64>,
    /// Standard error of the log tie parameter, where one was fitted.
    pub log_tie_se: Option<f64>,
    /// Degrees of freedom, where errors are clustered by judge. Without, errors are normal.
    pub degrees: Option<Degrees>,
    /// What no error may be below. Absent where nothing but the matrix is known.
    pub least: Option<Least>,
}

impl Covariance {
    /// Normal errors of ratings, models × models.
    #[must_use]
    pub fn normal(matrix: DMatrix<f64>) -> Self {
        Self { matrix, log_tie_se: None, degrees: None, least: None }
    }

    /// Standard error of a rating, not below the [least](Least) one. Infinite where most of what is
    /// known comes from one judge alone.
    #[must_use]
    pub fn se(&self, model: usize) -> f64 {
        let factor = self.degrees.as_ref().map_or(1.0, |of| of.rating(model).factor);
        let least = self.least.as_ref().map_or(0.0, |least| least.rating(model));
        (factor * self.matrix[(model, model)].max(0.0).sqrt()).max(least.sqrt())
    }

    /// Two-sided p-value of no effect, of a coefficient as large as this.
    #[must_use]
    pub fn p(&self, coefficient: usize, estimate: f64) -> f64 {
        let se = self.se(coefficient);
        match &self.degrees {
            None => wald_p(estimate, se),
            Some(_) if estimate == 0.0 => 1.0,
            Some(degrees) => student_t_two_sided(estimate / se, degrees.rating(coefficient).df),
        }
    }

    /// Standard error of the difference of two ratings. Unlike errors of single ratings it does
    /// not depend on what the ratings are centred or anchored on.
    #[must_use]
    pub fn difference_se(&self, i: usize, j: usize) -> f64 {
        let factor = self.degrees.as_ref().map_or(1.0, |of| of.difference(i, j).factor);
        let least = self.least.as_ref().map_or(0.0, |least| least.difference(i, j));
        (factor * least_error::difference(&self.matrix, i, j).sqrt()).max(least.sqrt())
    }

    /// How far the interval of a rating reaches to either side.
    #[must_use]
    pub fn reach(&self, model: usize, level: f64) -> f64 {
        let df = self.degrees.as_ref().map(|of| of.rating(model).df);
        critical(df, level) * self.se(model)
    }

    /// How far any interval of a rating reaches to either side, however it was found.
    #[must_use]
    pub fn least_reach(&self, model: usize, level: f64) -> f64 {
        let least = self.least.as_ref().map_or(0.0, |least| least.rating(model));
        critical(None, level) * least.sqrt()
    }

    /// How far the interval of the difference of two ratings reaches to either side.
    #[must_use]
    pub fn difference_reach(&self, i: usize, j: usize, level: f64) -> f64 {
        let df = self.degrees.as_ref().map(|of| of.difference(i, j).df);
        critical(df, level) * self.difference_se(i, j)
    }

    /// Two-sided p-value of no difference between two models whose ratings differ by so much;
    /// equal ratings without error are equal.
    #[must_use]
    pub fn difference_p(&self, i: usize, j: usize, difference: f64) -> f64 {
        let se = self.difference_se(i, j);
        match &self.degrees {
            None => wald_p(difference, se),
            Some(_) if difference == 0.0 => 1.0,
            Some(degrees) => student_t_two_sided(difference / se, degrees.difference(i, j).df),
        }
    }
}

/// Errors that an interval reaches to either side.
pub(super) fn critical(df: Option<f64>, level: f64) -> f64 {
    let upper = f64::midpoint(1.0, level);
    df.map_or_else(|| normal_quantile(upper), |df| student_t_quantile(upper, df))
}

/// Robust covariance of a fit to `counts`; clustered by judge where `judges` are given, which must
/// hold the same votes.
#[must_use]
pub fn sandwich(counts: &PairCounts, judges: Option<&JudgeCounts>, fit: &Fit) -> Covariance {
    let (middle, degrees) = match judges {
        None => (squared_scores_of_votes(counts, &cell_scores(counts, fit), fit), None),
        Some(judges) => {
            let clusters = Clusters::new(counts, judges, fit);
            let (middle, degrees) = clusters.squared_scores(counts.models);
            (middle, Some(degrees))
        }
    };
    let models = counts.models;
    let outer = &fit.inverse_information;
    let all = outer * middle * outer;
    Covariance {
        matrix: all.view((0, 0), (models, models)).into_owned(),
        log_tie_se: log_tie_se(counts, judges, fit),
        degrees,
        least: Some(Least::new(counts, fit)),
    }
}

/// Robust standard error of the log tie parameter, where there is one: of the votes' influences,
/// or of the judges' times `sqrt(G / (G - 1))` ("CR1").
#[must_use]
pub fn log_tie_se(counts: &PairCounts, judges: Option<&JudgeCounts>, fit: &Fit) -> Option<f64> {
    fit.tie?;
    let influence = Influence::new(counts, fit);
    let of_vote: Vec<f64> =
        (0..3 * counts.pairs.len()).map(|cell| influence.of(cell, counts.models)).collect();
    let square = match judges {
        None => counts.cells().iter().zip(&of_vote).map(|(&n, of)| n as f64 * of * of).sum(),
        Some(judges) => {
            let of_judge = |judge: usize| -> f64 {
                judges.of(judge).map(|(cell, n)| f64::from(n) * of_vote[cell as usize]).sum()
            };
            let sum: f64 = (0..judges.judges()).map(|judge| of_judge(judge).powi(2)).sum();
            let clusters = judges.judges() as f64;
            sum * clusters / (clusters - 1.0)
        }
    };
    Some(f64::sqrt(square))
}

/// The derivatives of one vote of every cell.
pub(super) fn cell_scores(counts: &PairCounts, fit: &Fit) -> Vec<Derivatives> {
    let t = fit.log_tie();
    let of_pair = |pair: &Pair| {
        let d = fit.ratings[pair.i as usize] - fit.ratings[pair.j as usize];
        Votes::ONE.map(|one| fit.options.ties.derivatives(one, d, t))
    };
    counts.pairs.iter().flat_map(of_pair).collect()
}

fn squared_scores_of_votes(counts: &PairCounts, scores: &[Derivatives], fit: &Fit) -> DMatrix<f64> {
    let size = fit.inverse_information.nrows();
    let mut sum = DMatrix::zeros(size, size);
    for (pair, scores) in counts.pairs.iter().zip(scores.chunks_exact(3)) {
        let (i, j) = (pair.i as usize, pair.j as usize);
        for (n, score) in [pair.wins, pair.losses, pair.ties].into_iter().zip(scores) {
            let n = n as f64;
            let square = n * score.d * score.d;
            sum[(i, i)] += square;
            sum[(j, j)] += square;
            sum[(i, j)] -= square;
            sum[(j, i)] -= square;
            if fit.tie.is_some() {
                let (last, cross) = (size - 1, n * score.d * score.t);
                sum[(i, last)] += cross;
                sum[(last, i)] += cross;
                sum[(j, last)] -= cross;
                sum[(last, j)] -= cross;
                sum[(last, last)] += n * score.t * score.t;
            }
        }
    }
    sum
}

/// Empirical influence: how far one more vote moves a rating, to first order. The acceleration of
/// `BCa` intervals is the skewness of these over the votes (Efron 1987, eq. 6.6).
#[derive(Debug, Clone)]
pub struct Influence<'a> {
    fit: &'a Fit,
    pairs: Vec<(usize, usize)>,
    scores: Vec<Derivatives>,
}

impl<'a> Influence<'a> {
    /// For the votes that `fit` was fitted to.
    #[must_use]
    pub fn new(counts: &PairCounts, fit: &'a Fit) -> Self {
        Self {
            fit,
            pairs: counts.pairs.iter().map(|p| (p.i as usize, p.j as usize)).collect(),
            scores: cell_scores(counts, fit),
        }
    }

    /// Of one vote in `cell` (`3 * pair + k`, as in [`PairCounts`]) on the rating of `model`, or on
    /// the log tie parameter for the number of models.
    #[must_use]
    pub fn of(&self, cell: usize, model: usize) -> f64 {
        let inverse = &self.fit.inverse_information;
        let ((i, j), score) = (self.pairs[cell / 3], self.scores[cell]);
        // Columns, not rows: the matrix is symmetric and stored by column.
        let by_rating = (inverse[(model, i)] - inverse[(model, j)]) * score.d;
        match self.fit.tie {
            Some(_) => by_rating + inverse[(model, inverse.ncols() - 1)] * score.t,
            None => by_rating,
        }
    }
}
