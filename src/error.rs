//! The one error type: what a person needs in order to mend the input.

use std::fmt;

use serde::Serialize;

use crate::votes::{DropCounts, DropReason, Dropped};

/// What went wrong, boxed so that a `Result` stays one word wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// The kinds, each with its own `code`, sentence and fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A call's option has a value it cannot have.
    Option {
        /// Dotted name as the caller wrote it, such as `bootstrap.unit`. JavaScript's errors
        /// have a `name` already, which says what kind of error they are.
        #[serde(rename = "option")]
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
    /// Too few models have both votes and scores.
    TooFewModels {
        /// Those that have both.
        common: Vec<String>,
        /// Those with votes.
        in_votes: Vec<String>,
        /// Those with scores.
        in_scores: Vec<String>,
    },
    /// These votes and features have no regression, for the reason said.
    NoRegression {
        /// The reason.
        reason: String,
    },
    /// Bytes that are no resampling plan of this version.
    BadPlan {
        /// How many there are.
        bytes: u64,
    },
    /// More votes than can be resampled.
    TooManyVotes {
        /// How many there are.
        votes: u64,
        /// How many there may be.
        at_most: u64,
    },
    /// No GPU to compute on.
    GpuUnavailable {
        /// Why.
        reason: String,
    },
    /// The GPU stopped answering.
    DeviceLost {
        /// What its driver said.
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
    /// A vote file without a byte of text.
    EmptyFile {},
    /// Bytes that are no text.
    BinaryFile {
        /// What they seem to be: `a PNG image`, …
        found: String,
        /// What to do about it, empty where there is nothing to say.
        advice: String,
    },
    /// Text that is no table.
    NotVotes {
        /// What it seems to be: `an HTML page`, …
        found: String,
    },
    /// A header and no row.
    HeaderOnly {
        /// The column names.
        header: Vec<String>,
    },
    /// The columns that a vote needs were not found.
    NoColumns {
        /// The parts nothing was found for, as in the options: `modelA`, …
        missing: Vec<String>,
        /// Names that would have been recognised.
        looked_for: Vec<String>,
        /// The column names of the file.
        found: Vec<String>,
        /// The first line holds values rather than names.
        header_missing: bool,
        /// The first rows, for choosing columns by hand.
        preview: Vec<Vec<String>>,
    },
    /// A column named in the options is not in the file.
    UnknownColumn {
        /// The part it was to play, as in the options: `modelA`, …
        part: String,
        /// The name given.
        column: String,
        /// The column names of the file.
        found: Vec<String>,
    },
    /// Every row was left out.
    NoVotes {
        /// How many rows there were.
        rows: u64,
        /// Why they were left out.
        dropped_by_reason: DropCounts,
        /// The first of each kind.
        dropped: Vec<Dropped>,
    },
    /// A file without a usable table of benchmark scores, for the reason said.
    NoScores {
        /// The reason.
        reason: String,
        /// The column names of the file, empty where none were read.
        found: Vec<String>,
    },
    /// A table of scores, as handed in, whose parts do not fit together.
    BadScores {
        /// What does not fit.
        reason: String,
    },
    /// A name given for joining votes and scores is the name of no model.
    UnknownModel {
        /// The name given.
        model: String,
        /// Where it is not: `votes` or `scores`.
        side: &'static str,
        /// The models there are.
        found: Vec<String>,
    },
    /// A gzip stream that does not decompress.
    BadGzip {
        /// What is wrong with it.
        reason: String,
    },
    /// More than the reader will hold.
    TooLarge {
        /// What there is too much of.
        what: String,
        /// The most that is read.
        limit: u64,
        /// The line where it was passed.
        line: u64,
    },
    /// A filter names a facet that the votes do not have.
    UnknownFacet {
        /// The name given.
        facet: String,
        /// The facets there are.
        found: Vec<String>,
    },
    /// A filter names a value that the facet does not have.
    UnknownFacetValue {
        /// The facet.
        facet: String,
        /// The value given.
        value: String,
        /// The values there are.
        found: Vec<String>,
    },
}

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
            ErrorKind::Disconnected { .. } => "disconnected",
            ErrorKind::EmptyFile {} => "empty-file",
            ErrorKind::BinaryFile { .. } => "binary-file",
            ErrorKind::NotVotes { .. } => "not-votes",
            ErrorKind::HeaderOnly { .. } => "header-only",
            ErrorKind::NoColumns { .. } => "no-columns",
            ErrorKind::UnknownColumn { .. } => "unknown-column",
            ErrorKind::NoVotes { .. } => "no-votes",
            ErrorKind::NoScores { .. } => "no-scores",
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
    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Option { name, value, expected } => {
                write!(f, "option {name} is {value}; expected {expected}")
            }
            ErrorKind::Options { message } => write!(f, "options: {message}"),
            ErrorKind::NoFit { reason } => write!(f, "no ratings: {reason}"),
            ErrorKind::TooFewModels { common, in_votes, in_scores } => write!(
                f,
                "{} of the models have both votes and scores, and three are needed; the votes are of {}; the scores are of {}",
                if common.is_empty() { "none".into() } else { format!("only {}", listed(common)) },
                listed(in_votes),
                listed(in_scores)
            ),
            ErrorKind::NoRegression { reason } => write!(f, "no regression: {reason}"),
            ErrorKind::BadPlan { bytes } => {
                write!(f, "{bytes} bytes that are no resampling plan of this version")
            }
            ErrorKind::TooManyVotes { votes, at_most } => write!(
                f,
                "{votes} votes are too many to resample (at most {at_most}); set bootstrap to false for sandwich intervals, or resample judges"
            ),
            ErrorKind::GpuUnavailable { reason } => write!(f, "no GPU to compute on: {reason}"),
            ErrorKind::DeviceLost { reason } => write!(f, "the GPU stopped answering: {reason}"),
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
            ErrorKind::EmptyFile {} => write!(f, "the file is empty"),
            ErrorKind::BinaryFile { found, advice } => {
                write!(f, "this is {found}, not a table of votes in text{advice}")
            }
            ErrorKind::NotVotes { found } => {
                write!(f, "this is {found}, not a table of votes")
            }
            ErrorKind::HeaderOnly { header } => {
                write!(f, "the file has column names ({}) and no rows", listed(header))
            }
            ErrorKind::NoColumns { header_missing: true, found, .. } => write!(
                f,
                "the first line holds values ({}) where column names are needed; add a first line such as model_a,model_b,winner",
                listed(found)
            ),
            ErrorKind::NoColumns { missing, looked_for, found, .. } => write!(
                f,
                "found no column for {}; looked for {}; the file has {}",
                missing.iter().map(|part| part_in_words(part)).collect::<Vec<_>>().join(" and "),
                looked_for.join(", "),
                listed(found)
            ),
            ErrorKind::UnknownColumn { part, column, found } => write!(
                f,
                "columns.{part} names {column:?}, which the file does not have; it has {}",
                listed(found)
            ),
            ErrorKind::NoVotes { rows, dropped_by_reason, dropped } => {
                write!(f, "none of the {rows} rows is a vote")?;
                for reason in DropReason::ALL {
                    let count = dropped_by_reason.of(reason);
                    let Some(first) = dropped.iter().find(|d| d.reason == reason) else { continue };
                    write!(f, "; {count} {}, the first on line {}", reason.words(), first.line)?;
                    if let Some(value) = first.value.as_ref().filter(|value| !value.is_empty()) {
                        write!(f, " ({value:?})")?;
                    }
                }
                Ok(())
            }
            ErrorKind::NoScores { reason, found } if found.is_empty() => {
                write!(f, "no scores: {reason}")
            }
            ErrorKind::NoScores { reason, found } => {
                write!(f, "no scores: {reason}; the file has the columns {}", listed(found))
            }
            ErrorKind::BadScores { reason } => write!(f, "the scores are no table: {reason}"),
            ErrorKind::UnknownModel { model, side, found } => {
                write!(f, "the {side} have no model {model:?}; they have {}", listed(found))
            }
            ErrorKind::BadGzip { reason } => {
                write!(f, "the gzip file cannot be decompressed: {reason}")
            }
            ErrorKind::TooLarge { what, limit, line } => {
                write!(f, "line {line}: {what}; at most {limit} can be read")
            }
            ErrorKind::UnknownFacet { facet, found } if found.is_empty() => {
                write!(f, "there is no facet {facet:?}; these votes have no facets")
            }
            ErrorKind::UnknownFacet { facet, found } => {
                write!(f, "there is no facet {facet:?}; there is {}", listed(found))
            }
            ErrorKind::UnknownFacetValue { facet, value, found } => {
                write!(f, "facet {facet:?} has no value {value:?}; it has {}", listed(found))
            }
        }
    }
}

/// A part of a vote, as a sentence calls it.
fn part_in_words(part: &str) -> &str {
    match part {
        "modelA" => "the first model",
        "modelB" => "the second model",
        "winner" => "the outcome",
        other => other,
    }
}

/// Names for a sentence: the first dozen, quoted where they would not be seen otherwise.
fn listed(names: &[String]) -> String {
    let shown = |name: &String| match name.trim() {
        "" => format!("{name:?}"),
        name if name.chars().count() > 40 => name.chars().take(40).chain(['…']).collect(),
        name => name.to_owned(),
    };
    let mut list = names.iter().take(12).map(shown).collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        list = format!("{list} and {} more", names.len() - 12);
    }
    list
}

impl std::error::Error for Error {}
