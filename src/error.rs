//! The one error type: what a person needs in order to mend the input.

use std::fmt;

use serde::Serialize;

/// What went wrong, boxed so that a `Result` stays one word wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// The kinds, each with its own `code`, sentence and fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A call's option has a value it cannot have.
    Option {
        /// Dotted name as the caller wrote it, such as `bootstrap.unit`.
        name: String,
        /// The value given.
        value: String,
        /// What would have been accepted.
        expected: String,
    },
    /// The options object itself cannot be read: an unknown name, a wrong type.
    Options {
        /// What was found and what would have been accepted.
        message: String,
    },
    /// These votes have no ratings under these options, for the reason said.
    NoFit {
        /// The reason.
        reason: String,
    },
    /// Not one replicate of a bootstrap had a finite optimum.
    NoReplicates {
        /// How many were drawn.
        replicates: u32,
    },
    /// A finite optimum does not exist: no chain of wins and ties leads from
    /// some model to some other (Ford 1957).
    Disconnected {
        /// The strongly connected components, strongest first where they are ordered.
        components: Vec<Vec<String>>,
    },
}

impl Error {
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
            ErrorKind::NoReplicates { .. } => "no-replicates",
            ErrorKind::Disconnected { .. } => "disconnected",
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
        match self.kind() {
            ErrorKind::Option { name, value, expected } => {
                write!(f, "option {name} is {value}; expected {expected}")
            }
            ErrorKind::Options { message } => write!(f, "options: {message}"),
            ErrorKind::NoFit { reason } => write!(f, "no ratings: {reason}"),
            ErrorKind::NoReplicates { replicates } => write!(
                f,
                "none of {replicates} replicates had finite ratings: the votes are too few to resample; a prior above 0 would help"
            ),
            ErrorKind::Disconnected { components } => {
                let name = |c: &Vec<String>| match c.as_slice() {
                    [one] => one.clone(),
                    [one, two] => format!("{one} and {two}"),
                    [one, ..] => format!("{one} and {} more", c.len() - 1),
                    [] => String::new(),
                };
                let named: Vec<String> = components.iter().take(4).map(name).collect();
                write!(
                    f,
                    "no finite ratings exist: the models fall into {} groups, and no chain of wins and ties leads from each to every other ({}{}); filter, or set a prior above 0",
                    components.len(),
                    named.join(" | "),
                    if components.len() > 4 { " | …" } else { "" },
                )
            }
        }
    }
}

impl std::error::Error for Error {}
