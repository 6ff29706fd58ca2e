//! The bootstrap: a plan in, samples out, intervals from samples.
//!
//! Read [`philox`] (random numbers that depend on seed and replicate alone),
//! [`plan`] (what a worker is told), [`plain`] (the resampling itself, written
//! slowly and obviously), [`interval`], and [`head_to_head`] for single pairs.
//!
//! Nothing here knows names, files or threads. Replicates are independent, so
//! who runs which range, and in which order, changes no sample.

mod binomial;
pub mod head_to_head;
pub mod interval;
pub mod philox;
pub mod plain;
pub mod plan;

pub use head_to_head::{PairBootstrap, PairInterval};
pub use interval::{acceleration, basic, bca, percentile, rank_intervals};
pub use plain::{Resampler, Samples};
pub use plan::{Plan, Unit};
