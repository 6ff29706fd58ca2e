//! The kinds of error, and the fields each of them carries.

use serde::{Serialize, Serializer};

use super::{DropCounts, Dropped, OutcomeSeen};

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
        /// Whether ratings stand for the votes.
        #[serde(skip)]
        rated: bool,
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
    /// Errors that hold for other judges too, of too few judges.
    TooFewJudges {
        /// How many cast votes that count.
        judges: usize,
    },
    /// Nothing is known of any replicate: not one converged.
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
        /// The most frequent outcomes that nobody knows.
        unknown_outcomes: Vec<OutcomeSeen>,
    },
    /// Outcomes are numbers that more than one coding fits, or none.
    AmbiguousOutcomes {
        /// The name of their column.
        column: String,
        /// What the numbers may mean, the more usual reading first.
        readings: Vec<Reading>,
        /// The numbers, ascending.
        values: Vec<OutcomeSeen>,
        /// The column names of the file.
        found: Vec<String>,
        /// The first rows.
        preview: Vec<Vec<String>>,
    },
    /// A square table that may hold something other than wins.
    AmbiguousSquare {
        /// What speaks against wins.
        reason: String,
        /// The column names of the file.
        found: Vec<String>,
        /// The first rows.
        preview: Vec<Vec<String>>,
    },
    /// A table of wins, row over column, that is none, for the reason said.
    BadSquare {
        /// The reason.
        reason: String,
    },
    /// The quote before the column names, or in them, never closes.
    OpenQuote {
        /// The line on which it opens.
        line: u64,
    },
    /// A file without a usable table of benchmark scores, for the reason said.
    NoScores {
        /// The reason.
        reason: String,
        /// The column names of the file, empty where none were read.
        found: Vec<String>,
    },
    /// A page with several tables of scores, and no word which is meant.
    SeveralTables {
        /// Those that could be.
        tables: Vec<FoundTable>,
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

/// A table in a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundTable {
    /// Which of the page's, from 1: what the option `table` takes.
    pub table: usize,
    /// Where its header stands.
    pub line: u64,
    /// Below the header.
    pub rows: u64,
    /// The first names of its columns.
    pub header: Vec<String>,
}

/// One way to read the numbers of an outcome column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// What each number means, for a person.
    pub words: String,
    /// The same as the reader's option `outcomes` takes it: each number and its meaning.
    #[serde(serialize_with = "as_map")]
    pub outcomes: Vec<(String, &'static str)>,
}

fn as_map<S: Serializer>(pairs: &[(String, &'static str)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(number, meaning)| (number, meaning)))
}
