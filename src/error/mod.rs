//! The one error type: what a person needs in order to mend the input.
//!
//! - `kind`: the kinds, each with its fields
//! - `message`: the sentence of each kind
//! - `dropped`: rows left out of a file, which an error may have to list and a report lists too

mod dropped;
mod kind;
mod message;

use std::fmt;

pub use dropped::{DropCounts, DropReason, Dropped, OutcomeSeen};
pub use kind::{ErrorKind, FoundTable, Reading};
pub(crate) use message::quoted;

/// What went wrong, boxed so that a `Result` stays one word wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// An option with a value it cannot have.
    pub fn option(name: &str, value: impl fmt::Display, expected: &str) -> Self {
        let (name, value, expected) = (name.into(), value.to_string(), expected.into());
        ErrorKind::Option { name, value, expected }.into()
    }

    /// The kind and its fields.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// A stable identifier for programs: `bad-option`, `disconnected`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Option { .. } | ErrorKind::Options { .. } => "bad-option",
            ErrorKind::NoFit { .. } => "no-fit",
            ErrorKind::TooFewModels { .. } => "too-few-models",
            ErrorKind::NoRegression { .. } => "no-regression",
            ErrorKind::BadPlan { .. } => "bad-plan",
            ErrorKind::TooManyVotes { .. } => "too-many-votes",
            ErrorKind::GpuUnavailable { .. } => "gpu-unavailable",
            ErrorKind::DeviceLost { .. } => "device-lost",
            ErrorKind::NoReplicates { .. } => "no-replicates",
            ErrorKind::TooFewJudges { .. } => "too-few-judges",
            ErrorKind::Disconnected { .. } => "disconnected",
            ErrorKind::EmptyFile {} => "empty-file",
            ErrorKind::BinaryFile { .. } => "binary-file",
            ErrorKind::NotVotes { .. } => "not-votes",
            ErrorKind::HeaderOnly { .. } => "header-only",
            ErrorKind::NoColumns { .. } => "no-columns",
            ErrorKind::UnknownColumn { .. } => "unknown-column",
            ErrorKind::NoVotes { .. } => "no-votes",
            ErrorKind::AmbiguousOutcomes { .. } => "ambiguous-outcomes",
            ErrorKind::AmbiguousSquare { .. } => "ambiguous-square",
            ErrorKind::BadSquare { .. } => "bad-square",
            ErrorKind::OpenQuote { .. } => "open-quote",
            ErrorKind::NoScores { .. } => "no-scores",
            ErrorKind::SeveralTables { .. } => "several-tables",
            ErrorKind::BadScores { .. } => "bad-scores",
            ErrorKind::UnknownModel { .. } => "unknown-model",
            ErrorKind::BadGzip { .. } => "bad-gzip",
            ErrorKind::TooLarge { .. } => "too-large",
            ErrorKind::UnknownFacet { .. } => "unknown-facet",
            ErrorKind::UnknownFacetValue { .. } => "unknown-facet-value",
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message::of(self.kind()))
    }
}

impl std::error::Error for Error {}
