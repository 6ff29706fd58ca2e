//! The small shared mathematics. Everything here is a plain function of numbers.
//!
//! - [`special`]: logistic and normal functions
//! - [`quantile`]: quantiles of samples
//! - [`adjust`]: p-values of many tests
//! - [`binomial`]: the exact sign test
//!
//! `exp`, `ln` and their kin come from the `libm` crate throughout, so that
//! native and wasm results are the same bits.

pub mod adjust;
pub mod binomial;
pub mod order;
pub mod quantile;
pub mod special;
