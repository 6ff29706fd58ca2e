//! Rank models from pairwise human votes.
//!
//! Read in this order; arrows run one way, upwards in this list:
//!
//! - [`stats`]: the small shared mathematics
//! - [`votes`]: vote files in, columns and counts per pair out
//! - [`scores`]: tables of benchmark scores in, and whose names they are in the votes
//! - [`rating`]: Bradley-Terry and its tie models, errors, ranks, tiers
//! - [`resample`]: the bootstrap
//! - [`leaderboard`]: the above put together: votes and options in, a board out
//! - [`gap`]: what benchmark scores have to do with votes
//! - [`analysis`]: votes, scores and options in, correlations, components and regressions out
//! - [`simulate`]: seeded vote files with known truth
//! - `wasm`: the bindings, the only place that knows JavaScript

pub mod analysis;
pub mod error;
pub mod gap;
pub mod leaderboard;
pub mod rating;
pub mod resample;
pub mod scores;
pub mod simulate;
pub mod stats;
pub mod votes;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::{Error, ErrorKind};
