//! Rank models from pairwise human votes, and see how far benchmark scores predict those votes.
//!
//! Read in this order; arrows run one way, upwards in this list:
//!
//! - [`error`]: the one error type, which knows nobody
//! - [`stats`]: special functions, quantiles, adjusted p-values, random numbers
//! - [`words`]: numbers and lists in plain English
//! - [`votes`]: vote files in, columns and counts per pair out
//! - [`style`]: length and Markdown of the models' responses, counted while votes are read
//! - [`scores`]: tables of benchmark scores in, and whose names they are in the votes
//! - [`rating`]: Bradley-Terry and its tie models, errors, ranks, tiers
//! - [`resample`]: the bootstrap
//! - [`leaderboard`]: the above put together: votes and options in, a board out
//! - [`regress`]: votes regressed on their own columns and on benchmark scores
//! - [`gap`]: what benchmark scores have to do with votes
//! - [`simulate`]: seeded vote files with known truth
//!
//! The bindings for JavaScript are crates of their own, in `wasm/`.

pub mod error;
pub mod gap;
pub mod leaderboard;
pub mod rating;
pub mod regress;
pub mod resample;
pub mod scores;
pub mod simulate;
pub mod stats;
#[cfg(feature = "style")]
pub mod style;
pub mod votes;
pub mod words;

pub use error::{Error, ErrorKind};
