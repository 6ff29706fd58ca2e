//! Counts per pair: all that a Bradley-Terry likelihood needs of the votes.

/// One pair of models that met, `i < j`, and how their votes fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The first model's index.
    pub i: u32,
    /// The second model's index, larger than `i`.
    pub j: u32,
    /// Votes for `i`.
    pub wins: u64,
    /// Votes for `j`.
    pub losses: u64,
    /// Ties of either kind.
    pub ties: u64,
}

impl Pair {
    /// All votes on this pair.
    #[must_use]
    pub fn votes(&self) -> u64 {
        self.wins + self.losses + self.ties
    }
}

/// Every pair that met, ascending by `(i, j)`, each once, none empty.
///
/// A *cell* is one outcome of one pair: `cell = 3 * pair + k` with `k` 0 for a
/// win of `i`, 1 for a win of `j`, 2 for a tie. Resampling works on cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// Number of models; indices run below it.
    pub models: usize,
    /// The pairs.
    pub pairs: Vec<Pair>,
}

impl PairCounts {
    /// All votes.
    #[must_use]
    pub fn votes(&self) -> u64 {
        self.pairs.iter().map(Pair::votes).sum()
    }

    /// The count of every cell, `3 * pairs` long.
    #[must_use]
    pub fn cells(&self) -> Vec<u64> {
        self.pairs.iter().flat_map(|p| [p.wins, p.losses, p.ties]).collect()
    }

    /// The same pairs with other cell counts, as a resample gives them.
    ///
    /// Pairs may be empty afterwards: a resample can miss one.
    #[must_use]
    pub fn with_cells(&self, cells: &[u64]) -> Self {
        let pairs = self.pairs.iter().zip(cells.chunks_exact(3));
        Self {
            models: self.models,
            pairs: pairs
                .map(|(p, c)| Pair { wins: c[0], losses: c[1], ties: c[2], ..*p })
                .collect(),
        }
    }
}

/// The same votes by judge: judge `g` cast `counts[k]` votes in cell `cells[k]`
/// for `k` in `offsets[g]..offsets[g + 1]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgeCounts {
    /// Where each judge's entries begin; one longer than the number of judges.
    pub offsets: Vec<u32>,
    /// Cell of each entry, ascending within a judge.
    pub cells: Vec<u32>,
    /// Votes in it, at least 1.
    pub counts: Vec<u32>,
}

impl JudgeCounts {
    /// Number of judges.
    #[must_use]
    pub fn judges(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// One judge's `(cell, votes)` entries.
    pub fn of(&self, judge: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.offsets[judge] as usize..self.offsets[judge + 1] as usize;
        range.map(|k| (self.cells[k], self.counts[k]))
    }
}

/// The votes that pass a filter, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Index in the vote table of each model that still has votes, ascending;
    /// `counts` and `judges` number models by position in this list.
    pub models: Vec<u32>,
    /// Counts per pair.
    pub counts: PairCounts,
    /// The same by judge, where the file names judges. A vote without a judge is a judge of its own.
    pub judges: Option<JudgeCounts>,
}
