//! Replicates as they come, in order.

use crate::rating::{Limit, Precedence};

/// A replicate with finite ratings.
pub const FITTED: u8 = 0;
/// A replicate whose votes have no finite optimum: some differences of ratings are infinite.
pub const INFINITE: u8 = 1;
/// A replicate whose optimum was not reached, neither from the estimate nor from zero.
pub const NOT_CONVERGED: u8 = 3;

/// Replicates in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// replicates × models, row-major. A row sums to zero where its replicate is [`FITTED`]; one
    /// that is [`INFINITE`] holds ratings to be compared within groups of its order; all others
    /// are zeros. With covariates a coefficient for each follows a row's ratings, NaN where it may
    /// be anything.
    pub ratings: Vec<f32>,
    /// One byte per replicate: [`FITTED`], [`INFINITE`] or [`NOT_CONVERGED`]; 2 is the GPU's.
    pub status: Vec<u8>,
    /// The [`Precedence`] of every [`INFINITE`] replicate, one after the other.
    pub orders: Vec<u32>,
}

/// One replicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Replicate<'a> {
    /// Ratings that sum to zero.
    Finite(&'a [f32]),
    /// Some differences are infinite: which, and ratings to be compared within its groups.
    Infinite(Precedence, &'a [f32]),
    /// Nothing is known.
    Unknown,
}

impl Samples {
    /// Adds a replicate.
    pub fn push(&mut self, models: usize, limit: &Limit) {
        let mut write = |status, ratings: &[f64]| {
            self.status.push(status);
            self.ratings.extend(ratings.iter().map(|&rating| rating as f32));
        };
        match limit {
            Limit::Finite(ratings) => write(FITTED, ratings),
            Limit::Infinite { order, within } => {
                write(INFINITE, within);
                order.write(&mut self.orders);
            }
            Limit::NotConverged => {
                self.status.push(NOT_CONVERGED);
                self.ratings.extend(std::iter::repeat_n(0.0, models));
            }
        }
    }
}

/// Shows every replicate of [`Samples`], given by their parts, with its `columns` coefficients, and
/// tells whether the parts belong together.
pub fn each<'a>(
    (models, columns): (usize, usize),
    (ratings, status, mut orders): (&'a [f32], &[u8], &[u32]),
    mut visit: impl FnMut(Replicate<'a>, &'a [f32]),
) -> bool {
    for (row, &status) in ratings.chunks_exact((models + columns).max(1)).zip(status) {
        let (row, coefficients) = row.split_at(models);
        let replicate = match status {
            FITTED => Replicate::Finite(row),
            INFINITE => match Precedence::read(models, &mut orders) {
                Some(order) => Replicate::Infinite(order, row),
                None => return false,
            },
            _ => Replicate::Unknown,
        };
        visit(replicate, coefficients);
    }
    orders.is_empty()
}
