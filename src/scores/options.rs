//! How to read a table of scores.

use serde::{Deserialize, Serialize};

use crate::votes::FormatOption;

/// Everything here is guessed from the file when absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadOptions {
    /// The text's layout. Gzip and the text's encoding are always recognised.
    pub format: FormatOption,
    /// Which column plays which part, by header name; overrides the guesses.
    pub columns: ColumnMap,
    /// Of a page with several tables, which one, counted from 1.
    pub table: Option<usize>,
}

/// Column names by the part they play. `benchmark` and `score` mean a long table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnMap {
    /// The model's name.
    pub model: Option<String>,
    /// The group the model is in.
    pub group: Option<String>,
    /// The benchmark's name, of a table with one score a row.
    pub benchmark: Option<String>,
    /// The score, of such a table.
    pub score: Option<String>,
}
