//! The noise ceiling: what a feature equal to the models' ratings would reach.
//!
//! No feature of models predicts single votes well, for judges disagree. Over N votes, of which n(i, j)
//! are on models i and j, the log-odds b(i) − b(j) have a variance, part of which the ratings' own
//! errors put there; what remains,
//!
//! ```text
//! σ² = Σ n(i, j) [(b(i) − b(j))² − Var(b(i) − b(j))] / N,
//! ```
//!
//! is all that features of models can explain: R² at most σ²/(σ² + π²/3), with the variance of single
//! votes the logistic distribution's. Mean log loss cannot fall below that of the ratings, which
//! votes that they have not seen raise by (parameters)/2N more than −ll/N (Akaike 1974).

use std::f64::consts::{LN_2, PI};

use serde::Serialize;

use super::pairings::Pairings;
use super::ratings::Ratings;

/// What the ratings themselves reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ceiling {
    /// The largest R² (marginal, on the scale of the log-odds) of features of these models.
    pub r2: f64,
    /// The least mean log loss of votes not seen.
    pub log_loss_floor: f64,
    /// The largest `McFadden` R² of votes not seen: 1 − floor/ln 2.
    pub mc_fadden: f64,
    /// Variance of the log-odds over votes, less `noise`; at least 0.
    pub variance: f64,
    /// What the ratings' errors add to it.
    pub noise: f64,
    /// Mean log loss of the votes that the ratings were fitted to.
    pub log_loss_fitted: f64,
    /// Decisive votes.
    pub votes: f64,
    /// Models.
    pub models: usize,
}

/// Of ratings and the votes that they were fitted to.
#[must_use]
pub fn ceiling(pairings: &Pairings, ratings: &Ratings) -> Ceiling {
    let (beta, s) = (&ratings.values, &ratings.covariance);
    let (mut raw, mut noise) = (0.0, 0.0);
    for met in &pairings.met {
        let (i, j) = (met.of, met.against);
        raw += met.votes * (beta[i] - beta[j]).powi(2);
        noise += met.votes * (s[(i, i)] + s[(j, j)] - 2.0 * s[(i, j)]);
    }
    let votes = ratings.votes;
    let (raw, noise) = (raw / votes, noise / votes);
    let variance = (raw - noise).max(0.0);
    let fitted = -ratings.log_likelihood / votes;
    let floor = fitted + ratings.parameters as f64 / (2.0 * votes);
    Ceiling {
        r2: variance / (variance + PI * PI / 3.0),
        log_loss_floor: floor,
        mc_fadden: 1.0 - floor / LN_2,
        variance,
        noise,
        log_loss_fitted: fitted,
        votes,
        models: beta.len(),
    }
}
