//! The gap: votes, scores and options in, everything that is said of them out.
//!
//! - [`regression`]: one regression, with [`effects`] (random intercepts), [`judges`] (resampled)
//!   and [`unseen`] (models left out)
//! - [`reading`]: the sentences, made from the numbers
//!
//! The mathematics is [`gap`](crate::gap)'s; names and sentences begin here.

pub mod effects;
pub mod judges;
pub mod reading;
pub mod regression;
pub mod unseen;
