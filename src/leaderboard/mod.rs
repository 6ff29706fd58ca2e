//! The leaderboard: votes and options in, a board out.
//!
//! Read [`options`] (what may be asked, and every default), then [`Ranking`]
//! (one set of votes fitted: the board at once, and the plan of its bootstrap; `controls`: what
//! covariates add),
//! [`board`] (what comes out), [`more_votes`], [`head_to_head`], [`groups`] and [`trust`].
//!
//! Names and units meet the mathematics here and nowhere else: below this
//! folder models are indices and ratings are log-odds; above it nothing is computed.

pub mod board;
mod controls;
pub mod groups;
pub mod head_to_head;
mod judges;
pub mod more_votes;
pub mod options;
mod ranking;
pub mod trust;

pub use board::{Board, Finished};
pub use head_to_head::HeadToHead;
pub use more_votes::{NextPair, SeparateOptions, Separation};
pub use options::{HeadToHeadOptions, RankOptions};
pub use ranking::Ranking;
