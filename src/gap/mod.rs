//! How far benchmark scores predict votes, or ratings: a subject a file, from its mathematics to the named
//! result.
//!
//! - [`options`]: what may be asked, and every default
//! - [`tested`]: votes and scores side by side: the models that have both
//! - [`correlation`], [`top_k`]: one benchmark against the votes' ratings
//! - [`components`]: principal components of the table
//! - [`global`](mod@global): the whole table at once and each benchmark by itself, none selected
//! - [`linkage`], [`vif`], [`selection`]: benchmarks that say the same, merged and dropped
//! - [`power`]: what a number of models can tell
//! - [`analysis`]: all of it in one go, with the regressions of [`regress`](crate::regress)
//! - [`rated`]: the same for ratings from elsewhere, without votes
//! - [`reading`]: the sentences, made from the numbers

pub mod analysis;
pub mod components;
pub mod correlation;
pub mod global;
pub mod linkage;
pub mod options;
pub mod power;
pub mod rated;
pub mod reading;
pub mod selection;
pub mod tested;
pub mod top_k;
pub mod vif;
