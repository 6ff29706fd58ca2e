//! Votes regressed: on their own columns, on normalised differences of benchmark scores, or on both.
//!
//! - [`ballots`]: votes as a regression needs them
//! - [`design`], [`frame`]: the table that is regressed on, and its columns made ready
//! - [`logistic`], [`mixed`] (on [`laplace`]'s deviance): the fits; [`effects`]: whose intercepts are
//!   random
//! - [`profile`], [`r2`], [`judges`] (resampled), [`unseen`] (models left out): what is said of a fit
//! - [`options`], [`regression`], [`fit`], [`features`]: what may be asked, what comes out, and how
//!   the one becomes the other
//! - [`reading`]: the sentences, made from the numbers

pub mod ballots;
pub mod design;
pub mod effects;
pub mod features;
pub mod fit;
pub mod frame;
pub mod judges;
pub mod laplace;
pub mod logistic;
pub mod mixed;
pub mod options;
pub mod profile;
pub mod r2;
pub mod reading;
pub mod regression;
pub mod unseen;
