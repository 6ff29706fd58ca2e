//! Errors that hold although votes are not distributed as the likelihood says.
//!
//! Ties as half-wins are no Bernoulli trials, and one judge's votes resemble each other. The
//! sandwich `A⁻¹ B A⁻¹` (Huber 1967, White 1982), with A the observed information and B the sum
//! of squared scores, needs neither to be true. The scores are summed per vote, or per judge first
//! when judges are the unit (Liang and Zeger 1986). No small-sample factor is applied ("CR0"):
//! with G judges `sqrt(G / (G - 1))` would widen the errors by 0.1 % at 484 judges.

use nalgebra::DMatrix;

use super::fit::Fit;
use super::tie_model::{Derivatives, Votes};
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// Covariance of the sum-zero ratings and of the log tie parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    /// models × models.
    pub matrix: DMatrix<f64>,
    /// Standard error of the log tie parameter, where one was fitted.
    pub log_tie_se: Option<f64>,
}

impl Covariance {
    /// Standard error of a rating.
    #[must_use]
    pub fn se(&self, model: usize) -> f64 {
        self.matrix[(model, model)].max(0.0).sqrt()
    }

    /// Standard error of the difference of two ratings. Unlike errors of single ratings it does
    /// not depend on what the ratings are centred or anchored on.
    #[must_use]
    pub fn difference_se(&self, i: usize, j: usize) -> f64 {
        let m = &self.matrix;
        (m[(i, i)] + m[(j, j)] - 2.0 * m[(i, j)]).max(0.0).sqrt()
    }
}

/// Robust covariance of a fit to `counts`; clustered by judge where `judges` are given, which must
/// hold the same votes.
#[must_use]
pub fn sandwich(counts: &PairCounts, judges: Option<&JudgeCounts>, fit: &Fit) -> Covariance {
    let models = counts.models;
    let scores = cell_scores(counts, fit);
    let middle = match judges {
        None => squared_scores_of_votes(counts, &scores, fit),
        Some(judges) => squared_scores_of_judges(counts, judges, &scores, fit),
    };
    let outer = &fit.inverse_information;
    let all = outer * middle * outer;
    Covariance {
        matrix: all.view((0, 0), (models, models)).into_owned(),
        log_tie_se: fit.tie.map(|_| all[(models, models)].max(0.0).sqrt()),
    }
}

/// The score of one vote of every cell.
fn cell_scores(counts: &PairCounts, fit: &Fit) -> Vec<Derivatives> {
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

fn squared_scores_of_judges(
    counts: &PairCounts,
    judges: &JudgeCounts,
    scores: &[Derivatives],
    fit: &Fit,
) -> DMatrix<f64> {
    let size = fit.inverse_information.nrows();
    let mut sum = DMatrix::zeros(size, size);
    // One judge's summed score, and where it is not zero: a judge meets few of many models.
    let mut score = vec![0.0; size];
    let mut touched: Vec<u32> = vec![];
    for judge in 0..judges.judges() {
        for (cell, n) in judges.of(judge) {
            let (cell, n) = (cell as usize, f64::from(n));
            let pair = &counts.pairs[cell / 3];
            let (i, j) = (pair.i as usize, pair.j as usize);
            score[i] += n * scores[cell].d;
            score[j] -= n * scores[cell].d;
            touched.extend([pair.i, pair.j]);
            if fit.tie.is_some() {
                score[size - 1] += n * scores[cell].t;
                touched.push(size as u32 - 1);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for &a in &touched {
            for &b in &touched {
                let (a, b) = (a as usize, b as usize);
                sum[(a, b)] += score[a] * score[b];
            }
        }
        for a in touched.drain(..) {
            score[a as usize] = 0.0;
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

    /// Of one vote in `cell` (`3 * pair + k`, as in [`PairCounts`]) on the rating of `model`.
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
