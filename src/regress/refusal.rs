//! Regressions without an answer, and why, in words.

use super::logistic::Failure;
use crate::error::{Error, ErrorKind};

/// There is none, for this reason.
pub(super) fn refusal(reason: &str) -> Error {
    ErrorKind::NoRegression { reason: reason.into() }.into()
}

/// There is none because the fit failed.
pub(super) fn failed(failure: Failure, mixed: bool) -> Error {
    refusal(match failure {
        Failure::Separated => {
            "the features tell who wins without a mistake (separation), so that no finite coefficients fit best; use fewer features, or more votes"
        }
        Failure::NotConverged if mixed => {
            "the mixed model's likelihood has no maximum that could be found; use fewer features or fewer random effects"
        }
        Failure::NotConverged => {
            "the likelihood has no maximum that could be found; use fewer features"
        }
    })
}
