//! Vote files in; columns, a report and counts per pair out.

mod counts;

pub use counts::{JudgeCounts, Pair, PairCounts, Tally};
