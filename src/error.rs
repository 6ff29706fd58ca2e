//! The one error type: what a person needs in order to mend the input.

use std::fmt;

/// What went wrong, boxed so that a `Result` stays one word wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// The kinds, each with its own `code`, sentence and fields.
#[derive(Debug, Clone, PartialEq)]
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
            ErrorKind::Option { .. } => "bad-option",
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
                    "no finite ratings exist: the models fall into {} groups that never lost or tied to one another ({}{})",
                    components.len(),
                    named.join(" | "),
                    if components.len() > 4 { " | …" } else { "" },
                )
            }
        }
    }
}

impl std::error::Error for Error {}
