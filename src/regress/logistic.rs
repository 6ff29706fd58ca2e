//! Logistic regression on grouped rows: Newton's method (which is IRLS here), and its errors.

use nalgebra::{DMatrix, DVector};

use super::design::Share;
use crate::stats::special::{expit_both, log_expit};

/// Newton gains a digit or doubles them each step; on separated votes it never arrives.
const MOST_STEPS: usize = 50;

/// A linear predictor beyond this is a probability of 1 - 1e-11: no votes can tell so much.
const SEPARATED: f64 = 25.0;

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
    /// Each row and its votes: `(x, wins, votes)`.
    pub fn iter(&self) -> impl Iterator<Item = (&'a [f64], f64, f64)> + use<'a> {
        let rows = self.x.chunks_exact(self.columns);
        rows.zip(self.wins.iter().zip(self.votes)).map(|(x, (&wins, &votes))| (x, wins, votes))
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
        let p = self.columns;
        let mut beta = start.to_vec();
        let mut value = self.log_likelihood(&beta);
        for iteration in 1..=MOST_STEPS {
            let (gradient, mut information) = self.derivatives(&beta);
            let mut step = gradient.clone();
            if let Some(k) = held {
                information.row_mut(k).fill(0.0);
                information.column_mut(k).fill(0.0);
                information[(k, k)] = 1.0;
                step[k] = 0.0;
            }
            let cholesky = information.cholesky().ok_or(Failure::Separated)?;
            cholesky.solve_mut(&mut step);
            let slope = step.dot(&gradient);
            let mut share = 1.0;
            let next = loop {
                let next: Vec<f64> =
                    beta.iter().zip(step.iter()).map(|(b, s)| b + share * s).collect();
                let new = self.log_likelihood(&next);
                if new >= value + 1e-4 * share * slope - 1e-12 * value.abs() {
                    value = new;
                    break next;
                }
                share /= 2.0;
                if share < 1e-6 {
                    return Err(Failure::NotConverged);
                }
            };
            beta = next;
            let farthest = self.iter().map(|(x, ..)| dot(x, &beta).abs()).fold(0.0, f64::max);
            if farthest > SEPARATED {
                return Err(Failure::Separated);
            }
            // The next step would be the square of this one, in standard errors.
            if slope < 1e-14 {
                let (_, information) = self.derivatives(&beta);
                let covariance = information.cholesky().ok_or(Failure::Separated)?.inverse();
                return Ok(Logistic {
                    beta,
                    covariance,
                    log_likelihood: value,
                    iterations: iteration,
                });
            }
        }
        debug_assert!(p > 0);
        Err(Failure::Separated)
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
    pub fn clustered(&self, fit: &Logistic, clusters: &[Vec<Share>]) -> Option<DMatrix<f64>> {
        let (p, groups) = (self.columns, clusters.len() as f64);
        let votes: f64 = self.votes.iter().sum();
        if clusters.len() < 2 || votes <= p as f64 {
            return None;
        }
        let mut meat = DMatrix::zeros(p, p);
        for cluster in clusters {
            let mut score = DVector::zeros(p);
            for share in cluster {
                let at = share.row as usize * p;
                let x = &self.x[at..at + p];
                let residual = share.wins - share.votes * expit_both(dot(x, &fit.beta)).0;
                for i in 0..p {
                    score[i] += residual * x[i];
                }
            }
            meat.ger(1.0, &score, &score, 1.0);
        }
        let correction = groups / (groups - 1.0) * (votes - 1.0) / (votes - p as f64);
        Some(&fit.covariance * meat * &fit.covariance * correction)
    }
}

/// Of two rows as long.
pub(super) fn dot(x: &[f64], beta: &[f64]) -> f64 {
    x.iter().zip(beta).map(|(x, b)| x * b).sum()
}
