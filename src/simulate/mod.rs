//! Seeded vote files with known truth.
//!
//! [`Spec`] says how votes come about, [`Study`] holds them, `reasons` words
//! their free text. Used by tests (do intervals hold the truth as often as they
//! say?) and for the simulated study that ships with the site.
//!
//! # Model
//!
//! A judge g draws a pair of models (i, j), evenly or by exposure. With d the difference of
//! ratings, plus the judge's own taste for either model and an advantage of the
//! first place, the outcome is Davidson's (1970):
//! P(i) : P(j) : P(tie) = e^(d/2) : e^(−d/2) : ν.

mod reasons;
mod spec;
mod study;

pub use spec::Spec;
pub use study::{Study, Vote};
