//! How far benchmark scores predict votes: the mathematics, on indices and numbers.
//!
//! - [`ballots`]: votes as a regression needs them
//! - [`correlation`], [`topk`]: one benchmark against the votes' ratings
//! - [`components`]: principal components of the table
//! - [`collinearity`]: benchmarks that say the same, merged and dropped
//! - [`design`], [`frame`]: the table that is regressed on, and its columns made ready
//! - [`logistic`], [`mixed`] (on [`laplace`]'s deviance): the regressions; [`profile`], [`r2`]: what is said of them
//! - [`power`]: what a number of models can tell
//!
//! Names, options and sentences are `analysis`'s.

pub mod ballots;
pub mod collinearity;
pub mod components;
pub mod correlation;
pub mod design;
pub mod frame;
pub mod laplace;
pub mod logistic;
pub mod mixed;
pub mod power;
pub mod profile;
pub mod r2;
pub mod topk;
