//! Vote files in; columns, a report and counts per pair out.
//!
//! A file becomes votes in [`reader`](Reader), which leads through `unpack` (with `gzip`),
//! `sniff`, `encoding`, `start` (layout and columns, with `header`), `csv` and
//! `json` (rows), `rows` (columns, with `intern`, `outcome`, `time` and
//! `guess`) and `settle` (names sorted, the report's figures); `decoded` is for files whose
//! rows come from elsewhere, such as Parquet. What comes out is the [`Votes`] of `table`;
//! `filter` (of `which`), `sides`, `tally`, `contests` and `slices` look at them, and `pack` hands them to
//! another module. Nothing here knows of ratings.

pub(crate) mod bytes;
mod contests;
mod counts;
pub(crate) mod csv;
mod decoded;
pub(crate) mod encoding;
mod filter;
mod guess;
mod gzip;
pub(crate) mod header;
mod intern;
pub(crate) mod json;
mod json_value;
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
mod start;
mod table;
mod tally;
mod time;
pub(crate) mod unpack;
pub(crate) mod which;

pub use crate::error::{DropCounts, DropReason, Dropped};
pub use contests::Contests;
pub use counts::{JudgeCounts, Pair, PairCounts, Tally};
pub use decoded::SourceColumn;
pub use filter::{Comment, CommentPage};
pub use options::{ColumnMap, FormatOption, OutcomeMeaning, ReadOptions, Where};
pub use reader::{Reader, read};
pub use report::{Column, FacetSummary, FacetValue, Format, OutcomeCounts, Report, Role};
pub use slices::{Sliced, Slices};
pub use table::{Categories, Covariate, Facet, Outcome, Strings, Votes};
pub use which::{Filter, Which};
