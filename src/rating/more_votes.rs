//! What more votes would buy: telling two models apart, and which pair to ask about next.
//!
//! Both rest on the expected information `H` of one vote about the difference of two ratings and
//! the tie parameter, and on the inverse information `A⁻¹` of all votes so far, of which the same
//! two numbers have the part `G`. After `m` more votes on the pair that part is
//! `G (I + m H G)⁻¹` (Woodbury 1950). Where the robust variance is some multiple of the model's,
//! as with ties counted half or judges who vote often, further votes are taken to be of that kind
//! too.

use nalgebra::{DMatrix, Matrix2};

use super::fit::Fit;
use super::sandwich::Covariance;
use super::tie_model::Votes;
use crate::stats::order::order;
use crate::stats::special::normal_quantile;

/// How two models stand, and how many more votes would tell them apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Separation {
    /// Rating of the first less that of the second.
    pub difference: f64,
    /// Robust standard error of it.
    pub se: f64,
    /// Whether the two-sided test at the level already tells them apart.
    pub separated: bool,
    /// More votes on this pair alone; infinite where the difference is none.
    pub direct: f64,
    /// More votes spread over all pairs as those so far.
    pub spread: f64,
}

/// Votes until the difference of `i` and `j`, if it is what it seems, is found significant at
/// `level` with probability `power`.
#[must_use]
pub fn separation(
    fit: &Fit,
    errors: &Covariance,
    (i, j): (usize, usize),
    level: f64,
    power: f64,
) -> Separation {
    let difference = fit.ratings[i] - fit.ratings[j];
    let se = errors.difference_se(i, j);
    let reach = errors.difference_reach(i, j, level);
    let separated = difference.abs() > reach;
    // What share of the variance may be left.
    let ratio = difference.abs() / (reach + normal_quantile(power) * se).max(0.0);
    let left = ratio * ratio;
    let (direct, spread) = if separated || left >= 1.0 {
        (0.0, 0.0)
    } else if left == 0.0 {
        (f64::INFINITY, f64::INFINITY)
    } else {
        (until(fit, i, j, left).ceil(), (fit.votes * (1.0 / left - 1.0)).ceil())
    };
    Separation { difference, se, separated, direct, spread }
}

/// Votes on a pair that leave a share of its difference's variance: the root of a quadratic.
fn until(fit: &Fit, i: usize, j: usize, left: f64) -> f64 {
    let of_pair = part(&fit.inverse_information, i, j, fit.ratings.len());
    let moved = information(fit, i, j) * of_pair;
    let wanted = left * of_pair[(0, 0)];
    let linear =
        wanted * moved.trace() - of_pair[(0, 0)] * moved[(1, 1)] + of_pair[(0, 1)] * moved[(1, 0)];
    let (square, constant) = (wanted * moved.determinant(), of_pair[(0, 0)] - wanted);
    // Stable also where the quadratic term is none: without a tie parameter.
    2.0 * constant / (linear + (linear * linear + 4.0 * square * constant).sqrt())
}

/// A pair, and what one vote on it would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextPair {
    /// The model of smaller index.
    pub i: usize,
    /// The other.
    pub j: usize,
    /// Share by which the mean variance of all differences of ratings is expected to fall.
    pub reduction: f64,
}

/// All pairs, the one first whose next vote teaches most.
///
/// It is the sum of all variances that falls most (A-optimality). Chatbot Arena's active sampling
/// (Chiang et al. 2024) looks at each pair's own interval, and so not at what a vote on one pair
/// says of the others.
#[must_use]
pub fn next_pairs(fit: &Fit) -> Vec<NextPair> {
    let models = fit.ratings.len();
    let inverse = &fit.inverse_information;
    // A⁻¹ P A⁻¹ with P the ratings without the tie parameter: what a vote takes away.
    let mut of_ratings = inverse.clone();
    if fit.tie.is_some() {
        of_ratings.row_mut(models).fill(0.0);
    }
    let square = inverse * of_ratings;
    let trace: f64 = (0..models).map(|m| inverse[(m, m)]).sum();
    let mut pairs = Vec::with_capacity(models * models.saturating_sub(1) / 2);
    for j in 1..models {
        for i in 0..j {
            let h = information(fit, i, j);
            let after = Matrix2::identity() + h * part(inverse, i, j, models);
            let taken = after.try_inverse().unwrap_or_default() * h * part(&square, i, j, models);
            pairs.push(NextPair { i, j, reduction: taken.trace() / trace });
        }
    }
    let places = order(pairs.len(), &|a, b| pairs[b].reduction.total_cmp(&pairs[a].reduction));
    places.into_iter().map(|place| pairs[place]).collect()
}

/// Expected information of one vote about the difference of two ratings and the log tie
/// parameter. Where ties are dropped a vote is one that decides.
fn information(fit: &Fit, i: usize, j: usize) -> Matrix2<f64> {
    let (d, t) = (fit.ratings[i] - fit.ratings[j], fit.log_tie());
    let ties = fit.options.ties;
    if !ties.has_parameter() {
        return Matrix2::new(ties.derivatives(Votes::ONE[0], d, t).dd, 0.0, 0.0, 0.0);
    }
    let of = |one| {
        let by = ties.derivatives(one, d, t);
        libm::exp(ties.log_likelihood(one, d, t)) * Matrix2::new(by.dd, by.dt, by.dt, by.tt)
    };
    Votes::ONE.into_iter().map(of).sum()
}

/// The part of a matrix over all parameters that a pair's difference and the tie parameter have.
fn part(m: &DMatrix<f64>, i: usize, j: usize, models: usize) -> Matrix2<f64> {
    let difference = m[(i, i)] + m[(j, j)] - 2.0 * m[(i, j)];
    if m.nrows() == models {
        return Matrix2::new(difference, 0.0, 0.0, 0.0);
    }
    let cross = m[(i, models)] - m[(j, models)];
    Matrix2::new(difference, cross, cross, m[(models, models)])
}
