//! The gap: votes, scores and options in, everything that is said of them out.
//!
//! - [`options`]: what may be asked, and every default
//! - [`mod@gap`]: the whole, from [`tested`] (votes and scores side by side), [`mod@correlations`],
//!   [`mod@components`], [`selection`] (what enters the regressions) and [`mod@power`]
//! - [`regress`]: votes on their own columns and on scores
//! - [`regression`]: what is said of one regression, filled in by [`fit`] with [`effects`] (random
//!   intercepts), [`judges`] (resampled) and [`unseen`] (models left out)
//! - [`reading`]: the sentences, made from the numbers
//!
//! The mathematics is [`gap`](crate::gap)'s; names and sentences begin here.

pub mod components;
pub mod correlations;
pub mod effects;
pub mod fit;
pub mod gap;
pub mod judges;
pub mod options;
pub mod power;
pub mod reading;
pub mod regress;
pub mod regression;
pub mod selection;
pub mod tested;
pub mod unseen;
