//! The slow, obvious way to read a plain vote file: split lines, split at commas. For files
//! without quotes only; what the crate's own reader is checked against, and free of it.

use std::collections::{BTreeMap, BTreeSet};

use mindgap::votes::{JudgeCounts, Pair, PairCounts};

/// One vote, models numbered by name. `outcome` is 0 for a, 1 for b, 2 for a tie of either kind.
pub struct Vote {
    pub a: u32,
    pub b: u32,
    pub outcome: usize,
    pub judge: String,
}

/// Model names in order, and the votes in the file's order.
pub struct Votes {
    pub models: Vec<String>,
    pub votes: Vec<Vote>,
}

/// Reads columns `model_a`, `model_b`, `winner`, `judge` in this order; more may follow.
pub fn read(text: &str) -> Votes {
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let names: BTreeSet<&str> = rows.iter().flat_map(|r| [r[0], r[1]]).collect();
    let models: Vec<String> = names.into_iter().map(String::from).collect();
    let index = |name: &str| models.iter().position(|m| m == name).unwrap() as u32;
    let votes = rows
        .iter()
        .map(|row| Vote {
            a: index(row[0]),
            b: index(row[1]),
            outcome: match row[2] {
                "model_a" => 0,
                "model_b" => 1,
                "tie" | "tie (bothbad)" => 2,
                other => panic!("unknown outcome {other}"),
            },
            judge: row[3].to_owned(),
        })
        .collect();
    Votes { models, votes }
}

impl Votes {
    /// The models' pair and the cell within it, `i < j`.
    fn cell(vote: &Vote) -> ((u32, u32), usize) {
        if vote.a < vote.b {
            ((vote.a, vote.b), vote.outcome)
        } else {
            ((vote.b, vote.a), [1, 0, 2][vote.outcome])
        }
    }

    pub fn counts(&self) -> PairCounts {
        let mut cells: BTreeMap<(u32, u32), [u64; 3]> = BTreeMap::new();
        for vote in &self.votes {
            let (pair, k) = Self::cell(vote);
            cells.entry(pair).or_default()[k] += 1;
        }
        let pairs = cells
            .into_iter()
            .map(|((i, j), [wins, losses, ties])| Pair { i, j, wins, losses, ties })
            .collect();
        PairCounts { models: self.models.len(), pairs }
    }

    pub fn judges(&self, counts: &PairCounts) -> JudgeCounts {
        let mut by_judge: BTreeMap<&str, BTreeMap<u32, u32>> = BTreeMap::new();
        for vote in &self.votes {
            let ((i, j), k) = Self::cell(vote);
            let pair = counts.pairs.iter().position(|p| (p.i, p.j) == (i, j)).unwrap();
            *by_judge.entry(&vote.judge).or_default().entry((3 * pair + k) as u32).or_default() +=
                1;
        }
        judges(by_judge.into_values())
    }
}

/// Judges from a map of cell to votes each.
pub fn judges(each: impl Iterator<Item = BTreeMap<u32, u32>>) -> JudgeCounts {
    let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
    for cells in each {
        judges.cells.extend(cells.keys());
        judges.counts.extend(cells.values());
        judges.offsets.push(judges.cells.len() as u32);
    }
    judges
}
