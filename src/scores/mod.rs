//! Tables of benchmark scores in; models, benchmarks and values out.
//!
//! A file becomes [`Scores`] in [`read()`]: `text` (unpacked, UTF-8), `grid`
//! (rows and cells, by the readers of [`crate::votes`] or out of a `page`, whose `markup` is taken
//! off), `columns` (which plays which part), `wide` or `long` (into a `draft`, cell by cell with
//! `cells`), and last what names and values tell of each benchmark: `described` (or rather of its
//! model), `direction`, `unit`, `averages` (on their `scales`). [`join()`] says which model of the votes is which of the scores,
//! with proposals by `similar`. Nothing here knows of ratings.

mod averages;
mod cells;
mod columns;
mod described;
mod direction;
mod draft;
mod grid;
mod join;
mod long;
mod markup;
mod options;
mod page;
mod read;
mod scales;
mod similar;
mod table;
mod text;
mod unit;
mod wide;

pub use join::{Join, Match, NameMatch, join};
pub use options::{ColumnMap, ReadOptions};
pub use read::{read, read_decoded};
pub use table::{Benchmark, Direction, Dropped, Format, Layout, ScoreReport, Scores, Unit};

/// Models of one table.
pub const MOST_MODELS: usize = 10_000;
/// Benchmarks of one table.
pub const MOST_BENCHMARKS: usize = 2_000;
/// Bytes of text, decompressed.
pub const MOST_BYTES: usize = 64 << 20;
