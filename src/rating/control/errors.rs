//! Errors of a fit with covariates: the sandwich, over votes or clustered by judge.

use super::fit::ControlledFit;
use super::newton::Newton;
use super::rows::Rows;
use crate::rating::clustered::Clusters;
use crate::rating::least_error::Least;
use crate::rating::sandwich::Covariance;
use crate::rating::tie_model::Derivatives;
use crate::votes::JudgeCounts;

/// Robust covariance of ratings and coefficients, in this order; clustered by judge where `judges`
/// are given, whose cells are rows. `counts` are the votes of each row.
#[must_use]
pub fn controlled_sandwich(
    rows: &Rows,
    counts: &[u32],
    judges: Option<&JudgeCounts>,
    fitted: &ControlledFit,
) -> Covariance {
    let (inverse, size) = (&fitted.fit.inverse_information, rows.models + rows.columns);
    let (middle, degrees) = match judges {
        None => {
            let parameters = fitted.parameters();
            let mut newton = Newton::new(rows, fitted.fit.options, parameters);
            (newton.squared_scores(rows), None)
        }
        Some(judges) => {
            let clusters = Clusters::of_rows(rows, scores(rows, fitted), judges, fitted);
            let (middle, degrees) = clusters.squared_scores(rows.models);
            (middle, Some(degrees))
        }
    };
    let all = inverse * middle * inverse;
    let log_tie_se = fitted.fit.tie.map(|_| match judges {
        None => all[(size, size)].sqrt(),
        Some(judges) => {
            let (squares, _) = Influences::new(rows, fitted, size).moments(counts, Some(judges));
            let clusters = judges.judges() as f64;
            (squares * clusters / (clusters - 1.0)).sqrt()
        }
    });
    Covariance {
        matrix: all.view((0, 0), (size, size)).into_owned(),
        log_tie_se,
        degrees,
        least: Some(Least::of_rows(rows, counts, &fitted.fit)),
    }
}

/// The derivatives of one vote of every row, as much as it weighs.
fn scores(rows: &Rows, fitted: &ControlledFit) -> Vec<Derivatives> {
    let mut newton = Newton::new(rows, fitted.fit.options, fitted.parameters());
    let mut scores = Vec::with_capacity(rows.len());
    newton.each(rows, |newton, chunk| {
        let used = chunk.runs.last().map_or(0, |run| run.to as usize);
        for (row, &vote) in chunk.vote[..used].iter().enumerate() {
            let mut weighed = Derivatives::default();
            weighed.add(vote, &newton.slopes().of(row));
            scores.push(weighed);
        }
    });
    scores
}

/// Empirical influence on one parameter: how far one more vote of a row moves it, to first order.
#[derive(Debug, Clone, PartialEq)]
pub struct Influences(Vec<f64>);

impl Influences {
    /// On a rating, a coefficient (after the ratings) or, last, the log tie parameter.
    #[must_use]
    pub fn new(rows: &Rows, fitted: &ControlledFit, parameter: usize) -> Self {
        let inverse = &fitted.fit.inverse_information;
        // A column, not a row: the matrix is symmetric and stored by column.
        let along = inverse.column(parameter);
        let of_tie = along.get(rows.models + rows.columns).copied().unwrap_or(0.0);
        let of = |((row, (i, j)), score): ((usize, (u32, u32)), Derivatives)| {
            let of_covariates: f64 =
                (0..rows.columns).map(|k| along[rows.models + k] * rows.x(row, k)).sum();
            (along[i as usize] - along[j as usize] + of_covariates) * score.d + of_tie * score.t
        };
        Self(rows.of_pairs().zip(scores(rows, fitted)).map(of).collect())
    }

    /// Sums of squares and of cubes over votes, or over judges where these are the unit.
    #[must_use]
    pub fn moments(&self, counts: &[u32], judges: Option<&JudgeCounts>) -> (f64, f64) {
        let (mut squares, mut cubes) = (0.0, 0.0);
        let mut add = |value: f64, times: f64| {
            squares += times * value * value;
            cubes += times * value * value * value;
        };
        match judges {
            Some(judges) => {
                for judge in 0..judges.judges() {
                    let of = |(row, votes)| self.0[row as usize] * f64::from(votes);
                    add(judges.of(judge).map(of).sum(), 1.0);
                }
            }
            None => {
                for (&value, &count) in self.0.iter().zip(counts) {
                    add(value, f64::from(count));
                }
            }
        }
        (squares, cubes)
    }

    /// The acceleration of `BCa` intervals: a sixth of their skewness (Efron 1987, eq. 7.3).
    #[must_use]
    pub fn acceleration(&self, counts: &[u32], judges: Option<&JudgeCounts>) -> f64 {
        let (squares, cubes) = self.moments(counts, judges);
        if squares > 0.0 { cubes / (6.0 * squares * squares.sqrt()) } else { 0.0 }
    }
}
