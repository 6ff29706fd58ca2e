//! What drawing judges needs to know: who voted in each cell.
//!
//! # Design
//!
//! A replicate counts a judge's votes as often as it drew the judge. Going through the votes cell
//! by cell, a cell's count is the sum of its judges' weights: one small read per vote, for
//! [`LANES`](super::LANES) replicates at once, and one write per cell.

use crate::votes::JudgeCounts;

/// Votes of one judge in one cell beyond which they are multiplied rather than repeated.
const REPEATED: u32 = 4;

/// Several votes of one judge in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Many {
    /// The cell.
    pub cell: u32,
    /// The judge.
    pub judge: u32,
    /// How many, more than a few.
    pub votes: u32,
}

/// The judges of every cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeTables {
    /// Votes that each judge cast.
    pub totals: Vec<u64>,
    /// Where each cell's judges begin; one longer than the number of cells.
    pub offsets: Vec<u32>,
    /// Judges in the order of the cells they voted in, once for each vote.
    pub judges: Vec<u32>,
    /// Votes that `judges` leaves out.
    pub many: Vec<Many>,
}

impl JudgeTables {
    /// The same votes by cell.
    #[must_use]
    pub fn new(by_judge: &JudgeCounts, cells: usize) -> Self {
        let entries = || {
            (0..by_judge.judges())
                .flat_map(|g| by_judge.of(g).map(move |(cell, votes)| (g as u32, cell, votes)))
        };
        let mut tables = Self {
            totals: (0..by_judge.judges())
                .map(|g| by_judge.of(g).map(|(_, votes)| u64::from(votes)).sum())
                .collect(),
            offsets: vec![0; cells + 1],
            judges: Vec::new(),
            many: Vec::new(),
        };
        for (judge, cell, votes) in entries() {
            if votes > REPEATED {
                tables.many.push(Many { cell, judge, votes });
            } else {
                tables.offsets[cell as usize + 1] += votes;
            }
        }
        for cell in 0..cells {
            tables.offsets[cell + 1] += tables.offsets[cell];
        }
        let mut next = tables.offsets.clone();
        tables.judges = vec![0; next[cells] as usize];
        for (judge, cell, votes) in entries().filter(|entry| entry.2 <= REPEATED) {
            let at = &mut next[cell as usize];
            tables.judges[*at as usize..(*at + votes) as usize].fill(judge);
            *at += votes;
        }
        tables
    }
}
