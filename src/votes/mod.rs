//! Vote files in; columns, a report and counts per pair out.

mod counts;
mod filter;
mod options;
mod report;
mod table;
mod tally;

pub use counts::{JudgeCounts, Pair, PairCounts, Tally};
pub use filter::{Comment, CommentPage};
pub use options::{ColumnMap, FormatOption, OutcomeMeaning, ReadOptions, Where};
pub use report::{
    Column, DropCounts, DropReason, Dropped, FacetSummary, FacetValue, Format, OutcomeCounts,
    Report, Role,
};
pub use table::{Categories, Covariate, Facet, Outcome, Strings, Votes};
