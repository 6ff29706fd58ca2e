//! Each model's record, and win rates from it.

use crate::votes::PairCounts;

/// One model's votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Votes for the model.
    pub wins: u64,
    /// Votes for its opponents.
    pub losses: u64,
    /// Ties.
    pub ties: u64,
}

impl Record {
    /// All its votes.
    #[must_use]
    pub fn votes(&self) -> u64 {
        self.wins + self.losses + self.ties
    }

    /// (wins + ties / 2) / votes; `None` without votes.
    #[must_use]
    pub fn win_rate(&self) -> Option<f64> {
        let votes = self.votes();
        (votes > 0).then(|| (self.wins as f64 + self.ties as f64 / 2.0) / votes as f64)
    }
}

/// Every model's record.
#[must_use]
pub fn records(counts: &PairCounts) -> Vec<Record> {
    let mut records = vec![Record::default(); counts.models];
    for pair in &counts.pairs {
        let first = &mut records[pair.i as usize];
        first.wins += pair.wins;
        first.losses += pair.losses;
        first.ties += pair.ties;
        let second = &mut records[pair.j as usize];
        second.wins += pair.losses;
        second.losses += pair.wins;
        second.ties += pair.ties;
    }
    records
}

/// Mean over the opponents a model met of its win rate against each: unlike the plain win rate it
/// does not depend on how often each opponent was drawn. `None` for a model that met nobody.
#[must_use]
pub fn average_win_rate(counts: &PairCounts) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0_u32); counts.models];
    for pair in counts.pairs.iter().filter(|p| p.votes() > 0) {
        for (model, wins) in [(pair.i, pair.wins), (pair.j, pair.losses)] {
            let points = wins as f64 + pair.ties as f64 / 2.0;
            sums[model as usize].0 += points / pair.votes() as f64;
            sums[model as usize].1 += 1;
        }
    }
    sums.into_iter().map(|(sum, met)| (met > 0).then(|| sum / f64::from(met))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::votes::Pair;

    #[test]
    fn records_and_averages_count_both_sides() {
        let counts = PairCounts {
            models: 4,
            pairs: vec![
                Pair { i: 0, j: 1, wins: 6, losses: 2, ties: 2 },
                Pair { i: 0, j: 2, wins: 0, losses: 100, ties: 0 },
                Pair { i: 1, j: 2, wins: 0, losses: 0, ties: 0 },
            ],
        };
        let records = records(&counts);
        assert_eq!(records[0], Record { wins: 6, losses: 102, ties: 2 });
        assert_eq!(records[1], Record { wins: 2, losses: 6, ties: 2 });
        assert_eq!(records[0].win_rate(), Some(7.0 / 110.0));
        assert_eq!(records[3].win_rate(), None);
        assert_eq!(average_win_rate(&counts), [Some(0.35), Some(0.3), Some(1.0), None]);
    }
}
