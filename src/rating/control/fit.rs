//! Ratings at equal covariates.

use nalgebra::DMatrix;

use super::newton::{Failure, Newton};
use super::rows::Rows;
use super::separation::separating;
use super::slopes::vote;
use crate::rating::existence;
use crate::rating::fit::{Fit, FitError, FitOptions, TieParameter, from_zero};
use crate::votes::PairCounts;

/// Largest absolute gradient per vote that counts as an optimum.
const GRADIENT_TOLERANCE: f64 = 1e-9;

/// A fit with covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlledFit {
    /// As without covariates; the inverse information has a row for each coefficient, between the
    /// ratings' and the log tie parameter's.
    pub fit: Fit,
    /// Log-odds for each column of the rows.
    pub coefficients: Vec<f64>,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ControlError {
    /// As without covariates.
    Fit(FitError),
    /// These columns, with the models, tell who wins without a mistake.
    Separated(Vec<usize>),
}

impl ControlledFit {
    /// What the likelihood was climbed in: ratings, coefficients, log tie parameter.
    #[must_use]
    pub fn parameters(&self) -> Vec<f64> {
        let mut parameters = self.fit.parameters();
        let models = self.fit.ratings.len();
        parameters.splice(models..models, self.coefficients.iter().copied());
        parameters
    }
}

/// Fits rows from zero; `counts` are their votes per pair.
///
/// # Errors
/// Where there is no finite optimum, or it was not reached.
pub fn fit_rows(
    rows: &Rows,
    counts: &PairCounts,
    options: &FitOptions,
) -> Result<ControlledFit, ControlError> {
    existence::check(counts, options).map_err(ControlError::Fit)?;
    let models = rows.models;
    let mut start = from_zero(counts, options);
    start.splice(models..models, std::iter::repeat_n(0.0, rows.columns));
    let mut newton = Newton::new(rows, *options, start);
    let votes: f64 = (0..rows.len()).map(|row| rows.weight(row)).sum();
    let iterations = newton.climb(rows).map_err(|failure| match failure {
        Failure::Separated => ControlError::Separated(separating(rows, &newton)),
        Failure::NotConverged { iterations, gradient_norm } => {
            ControlError::Fit(FitError::NotConverged {
                iterations,
                gradient_norm: gradient_norm / votes,
            })
        }
    })?;
    newton.differentiate(rows, true);
    let gradient_norm = newton.gradient.amax() / votes;
    let failed = ControlError::Fit(FitError::NotConverged { iterations, gradient_norm });
    if gradient_norm.is_nan() || gradient_norm > GRADIENT_TOLERANCE {
        return Err(failed);
    }
    let inverse_information = newton.inverse_information().ok_or(failed)?;
    Ok(finished(
        rows,
        &mut newton,
        inverse_information,
        Reached { iterations, gradient_norm, votes },
    ))
}

struct Reached {
    iterations: u32,
    gradient_norm: f64,
    votes: f64,
}

fn finished(
    rows: &Rows,
    newton: &mut Newton,
    inverse_information: DMatrix<f64>,
    Reached { iterations, gradient_norm, votes }: Reached,
) -> ControlledFit {
    let (models, last) = (rows.models, rows.models + rows.columns);
    let level = newton.level();
    let tie = newton.parameters.get(last).map(|&log| TieParameter {
        value: libm::exp(log),
        log,
        model_based_log_se: inverse_information[(last, last)].sqrt(),
    });
    let fit = Fit {
        options: newton.options,
        ratings: newton.parameters[..models].iter().map(|rating| rating - level).collect(),
        tie,
        log_likelihood: log_likelihood(rows, newton),
        parameters: last - 1 + usize::from(tie.is_some()),
        gradient_norm,
        iterations,
        votes,
        inverse_information,
        level,
    };
    ControlledFit { fit, coefficients: newton.parameters[models..last].to_vec() }
}

fn log_likelihood(rows: &Rows, newton: &mut Newton) -> f64 {
    let log_tie = newton.parameters.get(rows.models + rows.columns).copied().unwrap_or(0.0);
    let mut sum = 0.0;
    newton.each(rows, |newton, chunk| {
        let ties = newton.options.ties;
        let eta = newton.slopes().eta;
        for ((&won, &weight), eta) in chunk.outcome.iter().zip(chunk.weight).zip(eta) {
            if weight > 0.0 {
                sum += weight * ties.log_likelihood(vote(won), eta, log_tie);
            }
        }
    });
    sum
}
