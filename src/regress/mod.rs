//! Votes regressed: on their own columns, on normalised differences of benchmark scores, or on both.
//!
//! - [`ballots`]: votes as a regression needs them
//! - [`design`], [`frame`]: the table that is regressed on, and its columns made ready
//! - [`logistic`], [`mixed`] (on [`laplace`]'s deviance): the fits; [`effects`]: whose intercepts are
//!   random
//! - with the models as the sample: [`pairings`] and [`ratings`], then [`permutation`] (of
//!   [`deals`]), [`meta`] and [`ceiling`], all in [`over_models`]; [`unseen`] (models left out)
//! - with votes or judges as the sample: [`profile`], [`clustered`], [`judges`] (resampled); [`r2`]
//! - [`options`], [`regression`], [`fit`], [`features`]: what may be asked, what comes out, and how
//!   the one becomes the other
//! - [`reading`]: the sentences, made from the numbers

pub mod ballots;
pub mod ceiling;
pub mod clustered;
mod coefficients;
pub mod deals;
pub mod design;
pub mod effects;
pub mod features;
pub mod fit;
pub mod frame;
pub mod judges;
pub mod laplace;
pub mod logistic;
pub mod meta;
pub mod mixed;
pub mod options;
pub mod over_models;
pub mod pairings;
pub mod permutation;
mod plain;
pub mod profile;
pub mod r2;
pub mod ratings;
pub mod reading;
mod refusal;
pub mod regression;
pub mod unseen;
mod with_effects;
