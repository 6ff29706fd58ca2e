//! What a resample says, with finite ratings or without.
//!
//! As `rating::limit` without covariates, whose order among components holds here too where the
//! votes within components determine the coefficients: then no direction along which the likelihood
//! rises for ever moves a coefficient. Where they do not, a covariate may stand for any part of a
//! difference, and nothing is said to stand above anything else.

use super::newton::{Failure, Newton};
use super::rows::Rows;
use crate::rating::existence;
use crate::rating::fit::{FitError, FitOptions, from_zero};
use crate::rating::limit::{Limit, between, groups};
use crate::rating::precedence::Precedence;
use crate::rating::tie_model::TieModel;

/// The limit that a likelihood rises to.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlledLimit {
    /// Of the ratings.
    pub ratings: Limit,
    /// One for each column, NaN where it may be anything.
    pub coefficients: Vec<f64>,
}

/// Of rows, whatever their weights.
#[must_use]
pub fn limit_rows(rows: &Rows, options: &FitOptions) -> ControlledLimit {
    let counts = rows.outcomes();
    let unknown = |ratings| ControlledLimit { ratings, coefficients: vec![f64::NAN; rows.columns] };
    let unrelated = || {
        let order = Precedence::unrelated(rows.models);
        unknown(Limit::Infinite { order, within: vec![0.0; rows.models] })
    };
    match existence::check(&counts, options) {
        Ok(()) => match climb(rows, options, None) {
            Ok((ratings, coefficients)) => {
                ControlledLimit { ratings: Limit::Finite(ratings), coefficients }
            }
            Err(Failure::Separated) => unrelated(),
            Err(Failure::NotConverged { .. }) => unknown(Limit::NotConverged),
        },
        Err(FitError::NoTies) => limit_rows(rows, &FitOptions { ties: TieModel::Drop, ..*options }),
        Err(FitError::Disconnected { components }) => {
            let group = groups(rows.models, &components);
            let inside = rows.only(|(i, j)| group[i as usize] == group[j as usize]);
            let grounds = components.iter().filter_map(|c| c.first()).map(|&m| m as usize);
            match climb(&inside, options, Some(grounds.collect())) {
                Ok((within, coefficients)) => {
                    let order = between(&counts, options.ties, &components);
                    ControlledLimit { ratings: Limit::Infinite { order, within }, coefficients }
                }
                Err(_) => unrelated(),
            }
        }
        Err(FitError::OnlyTies | FitError::TieParameterUnbounded) => unrelated(),
        Err(_) => unknown(Limit::NotConverged),
    }
}

/// Ratings and coefficients, from zero.
fn climb(
    rows: &Rows,
    options: &FitOptions,
    grounds: Option<Vec<usize>>,
) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let mut start = from_zero(&rows.outcomes(), options);
    start.splice(rows.models..rows.models, std::iter::repeat_n(0.0, rows.columns));
    let mut newton = Newton::new(rows, *options, start);
    if let Some(grounds) = grounds {
        newton.grounds = grounds;
    }
    newton.climb(rows)?;
    let level = newton.level();
    let (ratings, rest) = newton.parameters.split_at(rows.models);
    let ratings = ratings.iter().map(|rating| rating - level).collect();
    Ok((ratings, rest[..rows.columns].to_vec()))
}
