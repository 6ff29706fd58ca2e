//! Rows left out of a vote file: why, how many, and the first of each kind.

use serde::Serialize;

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropReason {
    /// A model's name is empty.
    EmptyModel,
    /// Both models are the same.
    SelfComparison,
    /// The outcome's value is not known.
    UnknownOutcome,
    /// A count is not a whole number from 0 to 4,294,967,295.
    BadCount,
    /// The row ends before a column that is needed.
    ShortRow,
    /// The row has more cells than the header, is no JSON object, or holds an impossible name.
    BadRow,
    /// The reader's options say to skip this outcome.
    Skipped,
}

impl DropReason {
    /// Every reason, in the order of [`DropCounts`].
    pub const ALL: [Self; 7] = [
        Self::EmptyModel,
        Self::SelfComparison,
        Self::UnknownOutcome,
        Self::BadCount,
        Self::ShortRow,
        Self::BadRow,
        Self::Skipped,
    ];

    /// The reason in words that follow a number of rows.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::EmptyModel => "with an empty model name",
            Self::SelfComparison => "comparing a model with itself",
            Self::UnknownOutcome => "with an unknown outcome",
            Self::BadCount => "whose count is no whole number from 0 to 4,294,967,295",
            Self::ShortRow => "too short",
            Self::BadRow => "malformed",
            Self::Skipped => "skipped as asked",
        }
    }
}

/// Rows left out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the count of the DropReason of its name")]
pub struct DropCounts {
    pub empty_model: u64,
    pub self_comparison: u64,
    pub unknown_outcome: u64,
    pub bad_count: u64,
    pub short_row: u64,
    pub bad_row: u64,
    pub skipped: u64,
}

impl DropCounts {
    /// The rows left out for one reason.
    #[must_use]
    pub fn of(&self, reason: DropReason) -> u64 {
        match reason {
            DropReason::EmptyModel => self.empty_model,
            DropReason::SelfComparison => self.self_comparison,
            DropReason::UnknownOutcome => self.unknown_outcome,
            DropReason::BadCount => self.bad_count,
            DropReason::ShortRow => self.short_row,
            DropReason::BadRow => self.bad_row,
            DropReason::Skipped => self.skipped,
        }
    }

    /// All rows left out.
    #[must_use]
    pub fn total(&self) -> u64 {
        DropReason::ALL.iter().map(|&reason| self.of(reason)).sum()
    }

    /// Counts one more row and returns how many there were of its kind before.
    pub(crate) fn add(&mut self, reason: DropReason) -> u64 {
        let count = match reason {
            DropReason::EmptyModel => &mut self.empty_model,
            DropReason::SelfComparison => &mut self.self_comparison,
            DropReason::UnknownOutcome => &mut self.unknown_outcome,
            DropReason::BadCount => &mut self.bad_count,
            DropReason::ShortRow => &mut self.short_row,
            DropReason::BadRow => &mut self.bad_row,
            DropReason::Skipped => &mut self.skipped,
        };
        *count += 1;
        *count - 1
    }
}

/// One row left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// The line of the file on which the row begins, as an editor numbers it.
    pub line: u64,
    /// Why.
    pub reason: DropReason,
    /// The column at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stood there, cut to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A value of the outcome column that is not understood by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeSeen {
    /// As it stands in the file; a number as digits.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
    /// The first line that has it.
    pub line: u64,
}
