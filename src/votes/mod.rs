//! Vote files in; columns, a report and counts per pair out.
//!
//! A file becomes votes in [`reader`](Reader), which leads through `unpack` (with `gzip`),
//! `sniff`, `encoding`, `start` (layout and columns, with `header`), `csv` and
//! `json` (rows), `rows` (columns, with `intern`, `outcome`, `time` and
//! `guess`; or `square`, for a table of wins) and `settle` (outcomes that are
//! numbers, with `codes` and `coding`; names sorted, the report's figures);
//! `decoded` is for files whose rows come from elsewhere, such as Parquet. Columns of both sides are
//! told by `column_pairs`: numbers become `differences`, responses are `texts`, which a [`Measure`]
//! may look at. What comes out is the [`Votes`] of `table`; `filter` (of `which`), `sides`,
//! `tally`, `contests` and `slices` look at them, and `pack` hands them to another module. Nothing
//! here knows of ratings.

pub(crate) mod bytes;
mod codes;
mod coding;
mod column_pairs;
mod contests;
mod counts;
pub(crate) mod csv;
mod decoded;
mod differences;
pub(crate) mod encoding;
mod filter;
mod guess;
mod gzip;
pub(crate) mod header;
mod intern;
pub(crate) mod json;
pub(crate) mod json_value;
mod measure;
pub(crate) mod number;
mod options;
mod outcome;
mod pack;
mod reader;
mod report;
mod rows;
mod settle;
mod sides;
mod slices;
pub(crate) mod sniff;
mod square;
mod start;
mod table;
mod tally;
mod texts;
mod time;
mod unknown;
pub(crate) mod unpack;
pub(crate) mod which;

pub use crate::error::{DropCounts, DropReason, Dropped};
pub use contests::Contests;
pub use counts::{JudgeCounts, Pair, PairCounts, Tally};
pub use decoded::SourceColumn;
pub use filter::{Comment, CommentPage};
pub use measure::{Measure, Measured};
pub use options::{ColumnMap, FormatOption, OutcomeMeaning, ReadOptions, SquareWinner, Where};
pub use reader::{Reader, read};
pub use report::{
    Column, Difference, FacetSummary, FacetValue, Format, OutcomeCounts, Report, Role, Texts,
};
pub use slices::{Sliced, Slices};
#[cfg(feature = "style")]
pub(crate) use table::difference;
pub use table::{Categories, Covariate, Facet, Outcome, Strings, Votes};
pub use which::{Filter, Which};
