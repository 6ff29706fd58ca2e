//! The table itself: plain data, in the shape of the public types.

use serde::{Deserialize, Serialize};

use super::{MOST_BENCHMARKS, MOST_MODELS};
use crate::error::{Error, ErrorKind, quoted};
use crate::stats::numbering::Numbering;

/// Benchmark scores of models. A user may edit it, so that it is to be
/// [checked](Scores::check) when it comes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    /// Rows that are models, in the order of the file.
    pub models: Vec<String>,
    /// Which group each model is in, where the table tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Option<String>>>,
    /// The benchmarks, in the order of the file.
    pub benchmarks: Vec<Benchmark>,
    /// One row per model, one entry per benchmark, as in the file; `None` is blank.
    pub values: Vec<Vec<Option<f64>>>,
    /// What was read and what was not.
    pub report: ScoreReport,
}

/// One benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Benchmark {
    /// Its header.
    pub name: String,
    /// Whether more is better.
    pub direction: Direction,
    /// What told so, as part of a sentence.
    pub because: String,
    /// What the values count in.
    pub unit: Unit,
    /// What guessing scores, where the table tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Left out of every analysis when false.
    pub included: bool,
    /// Why it was not included at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Which scores are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher ones.
    Higher,
    /// Lower ones.
    Lower,
}

/// What values count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// 0 to 100, or marked by a percent sign.
    Percent,
    /// 0 to 1.
    Fraction,
    /// Anything else.
    Number,
}

/// What was read, what was left out and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScoreReport {
    /// How scores lie in rows.
    pub layout: Layout,
    /// How rows lie in the text.
    pub format: Format,
    /// Bytes of the source as given.
    pub bytes: u64,
    /// xxh3-128 of those bytes, as `xxhsum -H2` prints it.
    pub hash: String,
    /// Data rows, without the header and blank lines.
    pub rows: u64,
    /// Cells and rows that could not be used, by line: the first thousand, and a note of the rest.
    pub dropped: Vec<Dropped>,
    /// Plain sentences about anything a person should know.
    pub notes: Vec<String>,
}

/// How scores lie in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A row per model, a column per benchmark.
    Wide,
    /// A row per score.
    Long,
}

/// How rows lie in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// A cell or a row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dropped {
    /// The line of the file on which its row begins, as an editor numbers it.
    pub line: u64,
    /// The column, where it is one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stood there, cut to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why, in words.
    pub reason: String,
}

/// Beyond it sums of squares would leave the numbers' range.
const LARGEST_SCORE: f64 = 1e100;

impl Scores {
    /// Refuses a table whose shape does not hold together.
    ///
    /// # Errors
    /// `bad-scores` with the first thing that does not fit: a row's length, a
    /// number that is not finite, a name twice or empty, more than the limits.
    pub fn check(&self) -> Result<(), Error> {
        let refuse = |reason: String| Err(ErrorKind::BadScores { reason }.into());
        let (rows, columns) = (self.models.len(), self.benchmarks.len());
        if rows > MOST_MODELS || columns > MOST_BENCHMARKS {
            return refuse(format!(
                "{rows} models by {columns} benchmarks; at most {MOST_MODELS} by {MOST_BENCHMARKS} can be used"
            ));
        }
        if let Some(name) = first_repeated(self.models.iter()) {
            return refuse(format!("two models are named {}", quoted(name)));
        }
        if let Some(name) = first_repeated(self.benchmarks.iter().map(|b| &b.name)) {
            return refuse(format!("two benchmarks are named {}", quoted(name)));
        }
        if self.models.iter().chain(self.benchmarks.iter().map(|b| &b.name)).any(String::is_empty) {
            return refuse("a model or benchmark has an empty name".into());
        }
        if let Some(groups) = self.groups.as_ref().filter(|groups| groups.len() != rows) {
            return refuse(format!("{} groups for {rows} models", groups.len()));
        }
        if self.values.len() != rows {
            return refuse(format!("{} rows of values for {rows} models", self.values.len()));
        }
        for (model, row) in self.models.iter().zip(&self.values) {
            if row.len() != columns {
                return refuse(format!(
                    "{} has {} values for {columns} benchmarks",
                    quoted(model),
                    row.len()
                ));
            }
            let wild = |v: f64| v.is_nan() || v.abs() > LARGEST_SCORE;
            if let Some(k) = row.iter().position(|v| v.is_some_and(wild)) {
                let (model, name) = (quoted(model), quoted(&self.benchmarks[k].name));
                return refuse(format!(
                    "the score of {model} in {name} is not a number up to 1e100"
                ));
            }
        }
        let infinite = |b: &&Benchmark| b.chance.is_some_and(|c| !c.is_finite());
        match self.benchmarks.iter().find(infinite) {
            Some(b) => {
                refuse(format!("the chance level of {} is not a finite number", quoted(&b.name)))
            }
            None => Ok(()),
        }
    }
}

fn first_repeated<'a>(mut names: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = Numbering::default();
    names.find(|name| !seen.is_new(name))
}
