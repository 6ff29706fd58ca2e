//! Bradley-Terry with covariates: ratings at equal style, or at whatever else was measured.
//!
//! `logit P(i beats j) = β_i - β_j + γ·z + δ·s`, with `z` the difference of two sides in anything
//! measured and `s` 1 where `i` was shown first and -1 where `j` was; the tie models take it into the
//! odds of winning against losing alike. Sandwich errors and ties as in the fit without covariates.
//!
//! Read in this order:
//!
//! - [`frame`]: covariates on one scale, those that say nothing refused
//! - [`rows`]: how they lie in memory; `slopes`: derivatives of many rows at once
//! - [`newton`]: the climb; `separation`: what it runs into where covariates tell all
//! - [`fit`](mod@fit): the fit
//! - `limit`: what resamples without a finite optimum say
//! - [`errors`]: its sandwich errors, of votes and of judges

pub mod errors;
pub mod fit;
pub mod frame;
mod limit;
pub mod newton;
pub mod rows;
mod separation;
mod slopes;

pub use errors::{Influences, controlled_sandwich};
pub use fit::{ControlError, ControlledFit, fit_rows};
pub use frame::{FEWEST_OF_PAIR, Frame, FrameOptions, Scale, Undetermined};
pub use limit::{ControlledLimit, limit_rows};
pub use newton::{Failure, Newton};
pub use rows::Rows;
