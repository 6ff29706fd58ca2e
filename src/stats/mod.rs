//! The small shared mathematics. Everything here is a plain function of numbers.
//!
//! - [`special`]: logistic and normal functions
//! - [`quantile`]: quantiles of samples
//! - [`interval`]: levels of intervals and tests
//! - [`adjust`]: p-values of many tests
//! - [`binomial`]: the exact sign test
//! - [`philox`], [`random_binomial`]: random numbers that depend on seed and place alone
//! - [`order`](mod@order): sorting, compiled once
//!
//! `exp`, `ln` and their kin come from the `libm` crate throughout, so that
//! native and wasm results are the same bits.

pub mod adjust;
pub mod binomial;
pub mod interval;
pub mod order;
pub mod philox;
pub mod quantile;
pub mod random_binomial;
pub mod special;
