//! The small shared mathematics. Everything here is a plain function of numbers.
//!
//! - [`special`]: logistic and normal functions
//! - [`beta`]: the beta distribution; [`student_t`]: Student's t and Fisher's F from it
//! - [`quantile`]: quantiles of samples
//! - [`interval`]: levels of intervals and tests
//! - [`adjust`]: p-values of many tests
//! - [`binomial`]: the exact sign test
//! - [`philox`], [`random_binomial`]: random numbers that depend on seed and place alone
//! - [`order`](mod@order), [`numbering`]: sorting and maps, compiled once
//! - [`lanes`]: sums and exponentials, eight at a time
//! - [`permutations`]: orders of items, all or drawn
//!
//! `exp`, `ln` and their kin come from the `libm` crate throughout, so that
//! native and wasm results are the same bits.

pub mod adjust;
pub mod beta;
pub mod binomial;
pub mod interval;
pub mod lanes;
pub mod numbering;
pub mod order;
pub mod permutations;
pub mod philox;
pub mod quantile;
pub mod random_binomial;
pub mod special;
pub mod student_t;
