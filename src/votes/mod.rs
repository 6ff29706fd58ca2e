//! Vote files in; columns, a report and counts per pair out.
//!
//! A file becomes votes in [`reader`](Reader), which leads through `unpack` (with `gzip`),
//! `sniff`, `encoding`, `start` (layout and columns, with `header`), `csv` and
//! `json` (rows), `rows` (columns, with `intern`, `outcome`, `time` and
//! `guess`; or `square`, for a table of wins) and `settle` (outcomes that are
//! numbers, with `codes` and `coding`; names sorted, the report's figures).
//! What comes out is the [`Votes`] of `table`; `filter`, `sides`, `tally` and `contests` look at
//! them. Nothing here knows of ratings.

mod codes;
mod coding;
mod contests;
mod counts;
pub(crate) mod csv;
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
mod reader;
mod report;
mod rows;
mod settle;
mod sides;
pub(crate) mod sniff;
mod square;
mod start;
mod table;
mod tally;
mod time;
mod unknown;
pub(crate) mod unpack;

pub use crate::error::{DropCounts, DropReason, Dropped};
pub use contests::Contests;
pub use counts::{JudgeCounts, Pair, PairCounts, Tally};
pub use filter::{Comment, CommentPage};
pub use options::{ColumnMap, FormatOption, OutcomeMeaning, ReadOptions, SquareWinner, Where};
pub use reader::{Reader, read};
pub use report::{Column, FacetSummary, FacetValue, Format, OutcomeCounts, Report, Role};
pub use table::{Categories, Covariate, Facet, Outcome, Strings, Votes};
