//! Logistic regression on grouped rows: Newton's method (which is IRLS here), and its errors.

use nalgebra::{DMatrix, DVector};

use super::design::{Cluster, Design};
use crate::stats::special::{expit_both, log_expit};

/// Newton gains a digit or doubles them each step; on separated votes it never arrives.
const MOST_STEPS: usize = 100;

/// From such a linear predictor on it is looked whether steps go where the votes are separated. It
/// is no sign of it: many votes can tell as much.
const FAR: f64 = 12.0;

/// What a separating direction may do against a row, of what it does for the row it does most for.
const AGAINST: f64 = 1e-6;

/// Why there are no coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Some combination of the columns tells wins from losses without a mistake: the likelihood has
    /// no maximum (Albert and Anderson 1984).
    Separated,
    /// The steps stopped helping short of a maximum.
    NotConverged,
}

/// Rows: `x` is rows × columns, `wins` of `votes` each.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// rows × columns.
    pub x: &'a [f64],
    /// Numbers in a row.
    pub columns: usize,
    /// Ones among a row's votes.
    pub wins: &'a [f64],
    /// A row's votes, above 0.
    pub votes: &'a [f64],
}

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// One a column.
    pub beta: Vec<f64>,
    /// Inverse information.
    pub covariance: DMatrix<f64>,
    /// Of the votes, each a row of its own.
    pub log_likelihood: f64,
    /// Newton steps.
    pub iterations: usize,
}

impl<'a> Rows<'a> {
    /// A design's rows on the columns of a frame.
    #[must_use]
    pub fn new(design: &'a Design, x: &'a [f64], columns: usize) -> Self {
        Self { x, columns, wins: &design.wins, votes: &design.votes }
    }

    /// Each row and its votes: `(x, wins, votes)`.
    pub fn iter(&self) -> impl Iterator<Item = (&'a [f64], f64, f64)> + use<'a> {
        let Self { x, columns, wins, votes } = *self;
        (0..votes.len())
            .map(move |row| (&x[row * columns..(row + 1) * columns], wins[row], votes[row]))
    }

    /// Of coefficients.
    #[must_use]
    pub fn log_likelihood(&self, beta: &[f64]) -> f64 {
        let of = |(x, wins, votes): (&[f64], f64, f64)| {
            let eta = dot(x, beta);
            // Neither term where there is none: the other side's may be infinite.
            let won = if wins > 0.0 { wins * log_expit(eta) } else { 0.0 };
            let lost = if votes > wins { (votes - wins) * log_expit(-eta) } else { 0.0 };
            won + lost
        };
        self.iter().map(of).sum()
    }

    /// Maximises the likelihood from `start`, with the coefficient of one column held where asked.
    ///
    /// # Errors
    /// [`Failure`] where there is no maximum.
    pub fn fit(&self, start: &[f64], held: Option<usize>) -> Result<Logistic, Failure> {
        let mut beta = start.to_vec();
        let mut value = self.log_likelihood(&beta);
        let mut step = DVector::zeros(self.columns);
        for iterations in 1..=MOST_STEPS {
            let (gradient, mut information) = self.derivatives(&beta);
            let last = std::mem::replace(&mut step, gradient.clone());
            if let Some(k) = held {
                information.row_mut(k).fill(0.0);
                information.column_mut(k).fill(0.0);
                information[(k, k)] = 1.0;
                step[k] = 0.0;
            }
            let cholesky = information.cholesky().ok_or_else(|| self.why(last.as_slice()))?;
            cholesky.solve_mut(&mut step);
            let slope = step.dot(&gradient);
            (beta, value) =
                self.search(&beta, value, &step, slope).ok_or_else(|| self.why(step.as_slice()))?;
            let farthest = self.iter().map(|(x, ..)| dot(x, &beta).abs()).fold(0.0, f64::max);
            if farthest > FAR && self.is_separated_along(step.as_slice()) {
                return Err(Failure::Separated);
            }
            // The next step would be the square of this one, in standard errors.
            if slope < 1e-14 {
                let (_, information) = self.derivatives(&beta);
                let inverse = information.cholesky().ok_or(Failure::NotConverged)?.inverse();
                return Ok(Logistic {
                    beta,
                    covariance: inverse,
                    log_likelihood: value,
                    iterations,
                });
            }
        }
        Err(self.why(step.as_slice()))
    }

    /// As far along a step as it raises the likelihood.
    fn search(
        &self,
        from: &[f64],
        value: f64,
        step: &DVector<f64>,
        slope: f64,
    ) -> Option<(Vec<f64>, f64)> {
        let mut share = 1.0;
        loop {
            let next: Vec<f64> = from.iter().zip(step.iter()).map(|(b, s)| b + share * s).collect();
            let new = self.log_likelihood(&next);
            if new >= value + 1e-4 * share * slope - 1e-12 * value.abs() {
                return Some((next, new));
            }
            share /= 2.0;
            if share < 1e-6 {
                return None;
            }
        }
    }

    /// Why steps did not end, the last of which went in this direction.
    fn why(&self, direction: &[f64]) -> Failure {
        if self.is_separated_along(direction) { Failure::Separated } else { Failure::NotConverged }
    }

    /// Whether a direction of the coefficients separates the votes (Albert and Anderson 1984): it
    /// raises the predictor of rows with wins alone, lowers it where there are losses alone, and
    /// leaves it where there are both. The likelihood rises along it for ever. Where there is such a
    /// direction, Newton's steps turn into it.
    #[must_use]
    pub fn is_separated_along(&self, direction: &[f64]) -> bool {
        let (mut most, mut against) = (0.0_f64, 0.0_f64);
        for (x, wins, votes) in self.iter().filter(|(_, _, votes)| *votes > 0.0) {
            let along = dot(x, direction);
            most = most.max(along.abs());
            against = against.max(if wins <= 0.0 {
                along
            } else if wins >= votes {
                -along
            } else {
                along.abs()
            });
        }
        most > 0.0 && most.is_finite() && against <= AGAINST * most
    }

    /// Gradient and information.
    fn derivatives(&self, beta: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let p = self.columns;
        let mut gradient = DVector::zeros(p);
        let mut information = DMatrix::zeros(p, p);
        for (x, wins, votes) in self.iter() {
            let (mu, other) = expit_both(dot(x, beta));
            let (residual, weight) = (wins - votes * mu, votes * mu * other);
            for i in 0..p {
                gradient[i] += residual * x[i];
                let left = weight * x[i];
                for j in 0..=i {
                    information[(i, j)] += left * x[j];
                }
            }
        }
        information.fill_upper_triangle_with_lower_triangle();
        (gradient, information)
    }

    /// Covariances clustered by judge (Liang and Zeger 1986), with statsmodels' correction for few
    /// clusters, G/(G − 1) · (n − 1)/(n − p). `None` for fewer than two.
    #[must_use]
    pub fn clustered(&self, fit: &Logistic, clusters: &[Cluster]) -> Option<DMatrix<f64>> {
        let p = self.columns;
        let groups: f64 = clusters.iter().map(|cluster| f64::from(cluster.judges)).sum();
        let votes: f64 = self.votes.iter().sum();
        if groups < 2.0 || votes <= p as f64 {
            return None;
        }
        let mut meat = DMatrix::zeros(p, p);
        for cluster in clusters {
            let mut score = DVector::zeros(p);
            for share in &cluster.shares {
                let at = share.row as usize * p;
                let x = &self.x[at..at + p];
                let residual = share.wins - share.votes * expit_both(dot(x, &fit.beta)).0;
                for i in 0..p {
                    score[i] += residual * x[i];
                }
            }
            meat.ger(f64::from(cluster.judges), &score, &score, 1.0);
        }
        let correction = groups / (groups - 1.0) * (votes - 1.0) / (votes - p as f64);
        Some(&fit.covariance * meat * &fit.covariance * correction)
    }
}

/// Of two rows as long.
pub(super) fn dot(x: &[f64], beta: &[f64]) -> f64 {
    x.iter().zip(beta).map(|(x, b)| x * b).sum()
}
