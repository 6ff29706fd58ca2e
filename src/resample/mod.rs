//! The bootstrap: a plan in, samples out, intervals from samples.
//!
//! Read in this order:
//!
//! - [`plan`]: what a worker is told
//! - [`plain`]: the resampling itself, written slowly and obviously
//! - [`engine`]: the same, fast; `vote_tables` (and `alias`) prepare what `draw_votes` draws from,
//!   `judge_tables` what `draw_judges` does; `draws` is either, `replicates` holds a batch,
//!   `gradient` and `chord` refit it
//! - [`control`]: the same with covariates, on the CPU; [`runner`]: either, from a plan's bytes
//! - `gpu`: the same on a GPU, with the feature of that name; [`work`]: whether that is worth it
//! - [`samples`]: what comes of it, of replicates without finite ratings too
//! - [`interval`]: intervals from samples; `rank_tally`: ranks over samples; `infinite`: how often
//!   a rating was infinite
//! - `digest`: what intervals need of samples too many to keep
//! - [`head_to_head`](mod@head_to_head): single pairs
//!
//! Nothing here knows names, files or threads. Replicates are independent, so
//! who runs which range, and in which order, changes no sample.

mod alias;
mod chord;
pub mod control;
mod digest;
mod draw_judges;
mod draw_votes;
mod draws;
pub mod engine;
#[cfg(feature = "gpu")]
pub mod gpu;
mod gradient;
pub mod head_to_head;
mod infinite;
pub mod interval;
mod judge_tables;
pub mod plain;
pub mod plan;
mod rank_tally;
mod replicates;
pub mod runner;
pub mod samples;
mod vote_tables;
pub mod work;

pub use control::{ControlPlan, ControlResampler};
pub use digest::Digest;
pub use engine::Resampler;
pub use head_to_head::{PairBootstrap, PairInterval};
pub use infinite::{Ends, Infinite};
pub use interval::{Column, acceleration, basic, bca_levels, percentile, percentile_levels};
pub use plan::{Plan, Unit};
pub use rank_tally::RankTally;
pub use runner::Runner;
pub use samples::{Replicate, Samples};

/// Replicates that are refitted side by side: two vector registers of `f32`, four of `f64`.
const LANES: usize = 8;
