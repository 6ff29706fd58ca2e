//! Do scores that had been dealt to the models at random fit the votes as well?
//!
//! A benchmark is said to predict preference for models that were not there, so that the sample is
//! the models: votes by the thousand make six models no more. If a benchmark had nothing to do with
//! preference, each way to deal the table's rows to the models would be as likely as the one that
//! happened; p is the share of deals that fit at least as well. That holds whatever the statistic,
//! exactly with all n! of them, and with drawn ones as (1 + #)/(1 + draws) (Phipson and Smyth 2010).
//!
//! ```
//! use mindgap::regress::deals::Deals;
//! use mindgap::regress::permutation::{Statistic, against_ratings};
//! use nalgebra::DMatrix;
//!
//! // Five models in the benchmark's order: of 120 orders this one and its reverse fit best.
//! let scores = DMatrix::from_column_slice(5, 1, &[1.0, 2.0, 3.0, 4.0, 5.0]);
//! let ratings = [-1.0, -0.5, 0.0, 0.5, 1.0];
//! let test = against_ratings(Statistic::R2, &ratings, &scores, &Deals::new(5, 5_000, 1));
//! assert_eq!((test.at_least, test.permutations, test.exact), (2, 120, true));
//! assert!((test.p - 2.0 / 120.0).abs() < 1e-15);
//! ```

use nalgebra::DMatrix;
use serde::Serialize;

use super::deals::{Deals, DealtLogit};
use super::pairings::Pairings;
use super::ratings::Ratings;
use crate::stats::order::order;
use crate::stats::quantile::quantile;

/// Drawn deals.
pub const DRAWS: u32 = 5_000;

/// Beyond so many models the statistic is of the ratings.
const MOST_LOGIT: usize = 12;

/// Rounding that makes no deal better than another, relative.
const SLACK: f64 = 1e-9;

/// What is compared over deals; large is a good fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    /// Likelihood-ratio χ² of the plain logit against the same without benchmarks.
    Lrt,
    /// R² of least squares of the ratings on the benchmarks by model.
    R2,
    /// Goeman's global Q: the sum of squared correlations of ratings with each benchmark by model
    /// (Goeman, van de Geer and van Houwelingen 2006). It needs no more models than columns.
    Q,
}

/// A statistic among its deals.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Permutation {
    /// Which.
    pub statistic: Statistic,
    /// Of the scores as they are.
    pub value: f64,
    /// Share of deals that fit at least as well.
    pub p: f64,
    /// Deals looked at: all n!, the one that happened among them, or drawn ones beside it.
    pub permutations: u32,
    /// Whether these are all.
    pub exact: bool,
    /// Deals that fit at least as well; among all of them, the one that happened too.
    pub at_least: u32,
    /// What unrelated benchmarks give: the median over deals.
    pub median: f64,
    /// Quantiles over deals at 0, 1, …, 100 %.
    pub quantiles: Vec<f64>,
    /// Models dealt to.
    pub models: usize,
    /// Columns.
    pub columns: usize,
}

impl Permutation {
    /// From the statistic of every deal, that of the scores as they are first.
    #[must_use]
    pub fn of(
        statistic: Statistic,
        values: &[f64],
        exact: bool,
        models: usize,
        columns: usize,
    ) -> Self {
        let value = values[0];
        let bar = value * (1.0 - SLACK);
        let others = if exact { values } else { &values[1..] };
        let at_least = others.iter().filter(|v| **v >= bar).count() as u32;
        let permutations = others.len() as u32;
        let added = u32::from(!exact);
        let places = order(others.len(), &|i, j| others[i].total_cmp(&others[j]));
        let sorted: Vec<f64> = places.into_iter().map(|at| others[at]).collect();
        let at = |percent: u32| quantile(&sorted, f64::from(percent) / 100.0).unwrap_or(value);
        Self {
            statistic,
            value,
            p: f64::from(at_least + added) / f64::from(permutations + added),
            permutations,
            exact,
            at_least,
            median: at(50),
            quantiles: (0..=100).map(at).collect(),
            models,
            columns,
        }
    }

    /// The smallest p that so many deals can give.
    #[must_use]
    pub fn smallest_p(&self) -> f64 {
        1.0 / f64::from(self.permutations + u32::from(!self.exact))
    }
}

/// The test of all benchmarks together, by the statistic that fits the number of models.
///
/// # Errors
/// In words, why it cannot be made.
pub fn permutation(
    pairings: &Pairings,
    ratings: &Result<Ratings, String>,
    draws: u32,
    seed: u64,
) -> Result<Permutation, String> {
    let (n, columns) = (pairings.models.len(), pairings.benchmarks.len());
    let deals = Deals::new(n, draws, seed);
    // As many columns as models less one fit any ratings.
    if columns + 1 >= n {
        return of_ratings(Statistic::Q, pairings, ratings, &deals);
    }
    // The votes' own columns differ from vote to vote: the ratings beside them do not.
    if n > MOST_LOGIT || !pairings.covariates.is_empty() {
        return of_ratings(Statistic::R2, pairings, ratings, &deals);
    }
    let mut logit = DealtLogit::new(pairings);
    let mut values = Vec::new();
    deals.each(&mut |deal| values.push(logit.chi_square(deal)));
    Ok(Permutation::of(Statistic::Lrt, &values, deals.exact(), n, columns))
}

fn of_ratings(
    statistic: Statistic,
    pairings: &Pairings,
    ratings: &Result<Ratings, String>,
    deals: &Deals,
) -> Result<Permutation, String> {
    let ratings = ratings.as_ref().map_err(Clone::clone)?;
    Ok(against_ratings(statistic, &ratings.values, &pairings.projected(), deals))
}

/// R² or Q of ratings and columns over models (models × columns), over deals. Columns that are the
/// same for every model say nothing.
#[must_use]
pub fn against_ratings(
    statistic: Statistic,
    ratings: &[f64],
    columns: &DMatrix<f64>,
    deals: &Deals,
) -> Permutation {
    let n = ratings.len();
    let centred = |values: &[f64]| -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / n as f64;
        values.iter().map(|v| v - mean).collect()
    };
    let unit = |values: Vec<f64>, least: f64| -> Option<Vec<f64>> {
        let length = values.iter().map(|v| v * v).sum::<f64>().sqrt();
        (length > least).then(|| values.iter().map(|v| v / length).collect())
    };
    let ratings = unit(centred(ratings), 0.0).unwrap_or_else(|| vec![0.0; n]);
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in columns.column_iter() {
        let size = column.amax();
        let Some(mut column) = unit(centred(column.as_slice()), 1e-12 * size) else { continue };
        if statistic == Statistic::R2 {
            for _ in 0..2 {
                for other in &basis {
                    let along: f64 = column.iter().zip(other).map(|(x, y)| x * y).sum();
                    column.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
                }
            }
            let Some(rest) = unit(column, 1e-7) else { continue };
            column = rest;
        }
        basis.push(column);
    }
    let mut values = Vec::new();
    deals.each(&mut |deal| {
        let along = |column: &Vec<f64>| -> f64 {
            ratings.iter().zip(deal).map(|(y, &from)| y * column[from]).sum::<f64>().powi(2)
        };
        values.push(basis.iter().map(along).sum());
    });
    Permutation::of(statistic, &values, deals.exact(), n, columns.ncols())
}
