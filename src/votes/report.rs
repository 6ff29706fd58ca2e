//! What was read from a file, in the words of the public types.

use serde::Serialize;

use super::Outcome;
use crate::error::{DropCounts, Dropped, OutcomeSeen};

/// What was read, what was left out and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The text's layout.
    pub format: Format,
    /// `utf-8`, `utf-16le` or `utf-16be`.
    pub encoding: &'static str,
    /// Whether the bytes were gzipped.
    pub gzip: bool,
    /// Bytes of the source as given.
    pub bytes: u64,
    /// xxh3-128 of those bytes, as `xxhsum -H2` prints it; after `parts:` that of the bytes that were
    /// fetched, where that was only a part of the source.
    pub hash: String,
    /// Data rows, without the header and blank lines.
    pub rows: u64,
    /// Votes kept; more than the rows when rows carry counts.
    pub kept: u64,
    /// The first lines of each kind that were left out, by line.
    pub dropped: Vec<Dropped>,
    /// Rows left out, by reason.
    pub dropped_by_reason: DropCounts,
    /// The most frequent outcomes that nobody knows, for somebody to say what they mean.
    pub unknown_outcomes: Vec<OutcomeSeen>,
    /// Votes by outcome.
    pub outcomes: OutcomeCounts,
    /// Model names, sorted.
    pub models: Vec<String>,
    /// Number of judges, when the file names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judges: Option<u64>,
    /// Categorical columns with the votes of each value.
    pub facets: Vec<FacetSummary>,
    /// Names of the numeric columns, and of `differences`.
    pub covariates: Vec<String>,
    /// The covariates that say what one side has more than the other.
    pub differences: Vec<Difference>,
    /// The columns of the models' answers, where there are such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texts: Option<Texts>,
    /// Every column of the file in its order, and the part it plays.
    pub columns: Vec<Column>,
    /// Plain sentences about anything a person should know.
    pub notes: Vec<String>,
}

/// The text's layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-, semicolon- or bar-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// JSON objects, a line each or in one array.
    Jsonl,
    /// Apache Parquet, decoded outside of this crate.
    Parquet,
}

/// Votes by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each is the count of the Outcome of its name")]
pub struct OutcomeCounts {
    pub model_a: u64,
    pub model_b: u64,
    pub tie: u64,
    #[serde(rename = "tie (bothbad)")]
    pub both_bad: u64,
}

impl OutcomeCounts {
    pub(super) fn add(&mut self, outcome: Outcome, votes: u64) {
        let count = match outcome {
            Outcome::A => &mut self.model_a,
            Outcome::B => &mut self.model_b,
            Outcome::Tie => &mut self.tie,
            Outcome::BothBad => &mut self.both_bad,
        };
        *count += votes;
    }
}

/// A categorical column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetSummary {
    /// Its header.
    pub name: String,
    /// Its values, numbers ascending, other values by code point.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// As it stands in the file.
    pub value: String,
    /// Votes that carry it.
    pub votes: u64,
}

/// The columns of the models' answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Texts {
    /// The first model's.
    pub a: String,
    /// The second model's.
    pub b: String,
}

/// A covariate that says what the first model of a row has more than the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The covariate's name.
    pub name: String,
    /// The columns that it is made of, of the first model: several add up.
    pub a: Vec<String>,
    /// Those of the second.
    pub b: Vec<String>,
    /// Whether it is (a − b)/(a + b), which is 0 where both are 0; else a − b.
    pub normalised: bool,
    /// Votes without it, as a side has no number.
    pub missing: u64,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// The part it plays.
    pub role: Role,
    /// Why an unused column is unused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// The part a column plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names of the public type, explained at ColumnMap")]
pub enum Role {
    ModelA,
    ModelB,
    Winner,
    Judge,
    Time,
    Text,
    Count,
    Wins,
    Losses,
    Ties,
    Loser,
    Tied,
    /// A model's column of a square table of wins.
    Square,
    /// Categorical; a column of few whole numbers is a facet here and a covariate too.
    Facet,
    Covariate,
    /// The first model's part of a covariate that is a difference.
    CovariateA,
    /// The second model's.
    CovariateB,
    /// What the first model answered.
    ResponseA,
    /// What the second model answered.
    ResponseB,
    Unused,
}
