//! R² of a mixed logistic regression: Nakagawa and Schielzeth (2013), Nakagawa, Johnson and
//! Schielzeth (2017).

use std::f64::consts::PI;

use crate::stats::special::expit_both;

/// Shares of the variance on the scale of the log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct R2 {
    /// What the fixed effects explain.
    pub marginal: f64,
    /// What fixed and random effects explain.
    pub conditional: f64,
}

/// With the variance of the votes themselves as the logistic distribution's, π²/3.
#[must_use]
pub fn theoretical(fixed: f64, random: f64) -> R2 {
    shares(fixed, random, PI * PI / 3.0)
}

/// With it by the delta method, 1 / (p (1 − p)), at the mean probability of the null model: its
/// intercept, drawn in for its random effects' variance (`McCulloch` and Searle 2001; R's `MuMIn`).
#[must_use]
pub fn delta(fixed: f64, random: f64, null_intercept: f64, null_random: f64) -> R2 {
    let bend = (1.0 + 2.0 * libm::exp(-null_random / 2.0)) / 6.0;
    let mean = null_intercept - 0.5 * null_random * libm::tanh(null_intercept * bend);
    let (p, q) = expit_both(mean);
    shares(fixed, random, 1.0 / (p * q))
}

/// Variance of the fixed part of the linear predictor over votes, divisor n − 1. Without an intercept
/// which side is the first is nobody's word, so that the mean is 0 and the divisor n.
#[must_use]
pub fn fixed_variance(predictors: &[f64], votes: &[f64], intercept: bool) -> f64 {
    let total: f64 = votes.iter().sum();
    let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
        predictors.iter().zip(votes).map(|(x, n)| n * of(*x)).sum()
    };
    if !intercept {
        return sum(&|x| x * x) / total;
    }
    let mean = sum(&|x| x) / total;
    let squares = sum(&|x| (x - mean).powi(2));
    if total > 1.0 { squares / (total - 1.0) } else { 0.0 }
}

fn shares(fixed: f64, random: f64, residual: f64) -> R2 {
    let total = fixed + random + residual;
    R2 { marginal: fixed / total, conditional: (fixed + random) / total }
}
