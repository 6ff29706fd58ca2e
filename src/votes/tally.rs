//! Rows counted per pair, and per judge and pair.

use std::collections::BTreeMap;

use super::counts::{JudgeCounts, Pair, PairCounts, Tally};
use super::table::{Categories, Outcome, Votes};
use crate::stats::order::{order, sort};

/// Counts the given rows, by judge too where that is wanted and known. The result does not depend
/// on their order.
pub(super) fn count(votes: &Votes, rows: impl Iterator<Item = usize>, by_judges: bool) -> Tally {
    let judge = votes.judge.as_ref().filter(|_| by_judges);
    let mut cells = Vec::new(); // of each row: pair in order of first meeting, times 3, plus k
    let mut kept = Vec::new(); // the rows, where judges are to be counted too
    let mut meeting = Meetings::new(votes.models.len());
    for row in rows {
        let (a, b) = (votes.a[row], votes.b[row]);
        let outcome = match votes.outcome[row] {
            Outcome::A => usize::from(a > b),
            Outcome::B => usize::from(a < b),
            Outcome::Tie | Outcome::BothBad => 2,
        };
        let pair = meeting.of(a.min(b), a.max(b));
        meeting.counts[pair][outcome] += u64::from(votes.weight(row));
        if judge.is_some() {
            cells.push((3 * pair + outcome) as u32);
            kept.push(row as u32);
        }
    }

    let order = order(meeting.pairs.len(), &|a, b| meeting.pairs[a].cmp(&meeting.pairs[b]));
    let mut met = vec![false; votes.models.len()];
    for &(i, j) in &meeting.pairs {
        met[usize::from(i)] = true;
        met[usize::from(j)] = true;
    }
    let models: Vec<u32> = (0..met.len() as u32).filter(|&model| met[model as usize]).collect();
    let mut position = vec![0; votes.models.len()];
    for (here, &model) in models.iter().enumerate() {
        position[model as usize] = here as u32;
    }
    let pairs = order.iter().map(|&pair| {
        let (i, j) = meeting.pairs[pair];
        let [wins, losses, ties] = meeting.counts[pair];
        let (i, j) = (position[usize::from(i)], position[usize::from(j)]);
        Pair { i, j, wins, losses, ties }
    });
    let counts = PairCounts { models: models.len(), pairs: pairs.collect() };

    let judges = judge.map(|judge| {
        let mut sorted = vec![0; order.len()];
        for (here, &pair) in order.iter().enumerate() {
            sorted[pair] = here as u32;
        }
        for cell in &mut cells {
            *cell = 3 * sorted[*cell as usize / 3] + *cell % 3;
        }
        by_judge(votes, judge, &kept, &cells)
    });
    Tally { models, counts, judges }
}

/// Pairs numbered as they are met, and their counts.
pub(super) struct Meetings {
    pub pairs: Vec<(u16, u16)>,
    pub counts: Vec<[u64; 3]>,
    number: Numbering,
}

/// From pair to number: a square while it is small, a tree for thousands of models.
enum Numbering {
    Square { side: usize, numbers: Vec<u32> },
    Tree(BTreeMap<(u16, u16), u32>),
}

impl Meetings {
    const LARGEST_SIDE: usize = 2048;
    const NEW: u32 = u32::MAX;

    pub fn new(models: usize) -> Self {
        let number = if models <= Self::LARGEST_SIDE {
            Numbering::Square { side: models, numbers: vec![Self::NEW; models * models] }
        } else {
            Numbering::Tree(BTreeMap::new())
        };
        Self { pairs: Vec::new(), counts: Vec::new(), number }
    }

    pub fn of(&mut self, i: u16, j: u16) -> usize {
        let slot = match &mut self.number {
            Numbering::Square { side, numbers } => {
                &mut numbers[usize::from(i) * *side + usize::from(j)]
            }
            Numbering::Tree(numbers) => numbers.entry((i, j)).or_insert(Self::NEW),
        };
        if *slot == Self::NEW {
            *slot = self.pairs.len() as u32;
            self.pairs.push((i, j));
            self.counts.push([0; 3]);
        }
        *slot as usize
    }
}

/// Named judges in order of name, then one judge for each anonymous vote in order of cell.
pub(super) fn by_judge(
    votes: &Votes,
    judge: &Categories,
    rows: &[u32],
    cells: &[u32],
) -> JudgeCounts {
    // A counting sort of the rows by judge; anonymous rows come last.
    let bucket = |row: u32| match judge.codes[row as usize] {
        Categories::NONE => judge.names.len(),
        code => code as usize,
    };
    let mut starts = vec![0_u32; judge.names.len() + 2];
    for &row in rows {
        starts[bucket(row) + 1] += 1;
    }
    for k in 1..starts.len() {
        starts[k] += starts[k - 1];
    }
    let mut next = starts.clone();
    // Cell and votes in one number, the cell above.
    let mut entries = vec![0_u64; rows.len()];
    for (&row, &cell) in rows.iter().zip(cells) {
        let place = &mut next[bucket(row)];
        entries[*place as usize] = u64::from(cell) << 32 | u64::from(votes.weight(row as usize));
        *place += 1;
    }

    let mut counts = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
    for (code, bounds) in starts.windows(2).enumerate() {
        let entries = &mut entries[bounds[0] as usize..bounds[1] as usize];
        sort(entries);
        let anonymous = code == judge.names.len();
        let cell_and_votes = entries.iter().map(|&entry| ((entry >> 32) as u32, entry as u32));
        for (k, (cell, votes)) in cell_and_votes.enumerate() {
            if anonymous {
                for _ in 0..votes {
                    counts.cells.push(cell);
                    counts.counts.push(1);
                    counts.offsets.push(counts.cells.len() as u32);
                }
            } else if k > 0 && entries[k - 1] >> 32 == u64::from(cell) {
                if let Some(last) = counts.counts.last_mut() {
                    *last += votes;
                }
            } else {
                counts.cells.push(cell);
                counts.counts.push(votes);
            }
        }
        if !anonymous && !entries.is_empty() {
            counts.offsets.push(counts.cells.len() as u32);
        }
    }
    counts
}
