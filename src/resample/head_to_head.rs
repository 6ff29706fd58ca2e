//! The pairwise bootstrap test: is one model's win rate over another one half?
//!
//! Votes as units are drawn within each pair, as the paper does. Judges as
//! units are drawn over all pairs, since a judge brings all of their votes along.

use std::ops::Range;

use super::interval::percentile;
use crate::stats::interval::Interval;
use crate::stats::philox::{Domain, Stream};
use crate::stats::random_binomial::binomial;
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// Pairs whose rates are held at once: 10,000 replicates of them are 20 MB.
const BLOCK: usize = 256;

/// What the replicates say of one pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairInterval {
    /// Percentile interval of the win rate.
    pub interval: Interval,
    /// Two-sided: twice the one-sided, at most 1.
    pub p: f64,
    /// (1 + replicates at one half or beyond) / (1 + replicates).
    pub p_one_sided: f64,
}

/// Replicates of every pair's win rate, (wins + ties / 2) / votes.
pub struct PairBootstrap {
    counts: PairCounts,
    judges: Option<JudgeCounts>,
    seed: u64,
    replicates: u32,
    level: f64,
    /// The block of pairs drawn last, when judges are the unit.
    block: (Range<usize>, Vec<PairInterval>),
}

impl PairBootstrap {
    /// Prepares; `judges` exactly when they are the unit.
    #[must_use]
    pub fn new(
        counts: PairCounts,
        judges: Option<JudgeCounts>,
        seed: u64,
        replicates: u32,
        level: f64,
    ) -> Self {
        Self { counts, judges, seed, replicates, level, block: (0..0, Vec::new()) }
    }

    /// The pairs of a range, the same whatever ran before.
    pub fn run(&mut self, pairs: Range<usize>) -> Vec<PairInterval> {
        pairs
            .map(|pair| {
                if self.judges.is_none() {
                    return self.of_votes(pair);
                }
                if !self.block.0.contains(&pair) {
                    let start = pair - pair % BLOCK;
                    let end = (start + BLOCK).min(self.counts.pairs.len());
                    self.block = (start..end, self.of_judges(start..end));
                }
                self.block.1[pair - self.block.0.start]
            })
            .collect()
    }

    /// One pair's votes drawn anew: wins, then losses among the rest.
    fn of_votes(&self, index: usize) -> PairInterval {
        let pair = &self.counts.pairs[index];
        let votes = pair.votes();
        let win = pair.wins as f64 / votes as f64;
        let decided = pair.losses + pair.ties;
        let loss = if decided > 0 { pair.losses as f64 / decided as f64 } else { 0.0 };
        let mut rates = Vec::with_capacity(self.replicates as usize);
        for replicate in 0..self.replicates {
            let mut stream = Stream::new(self.seed, Domain::Pair, replicate, index as u32);
            let wins = binomial(votes, win, &mut stream);
            let losses = binomial(votes - wins, loss, &mut stream);
            let ties = votes - wins - losses;
            rates.push((wins as f64 + ties as f64 / 2.0) / votes as f64);
        }
        self.summary(pair, &mut rates)
    }

    /// Judges drawn anew, a block of pairs at a time. A replicate may leave a pair without votes.
    fn of_judges(&self, block: Range<usize>) -> Vec<PairInterval> {
        let Some(judges) = &self.judges else { return Vec::new() };
        let drawn = judges.judges() as u32;
        let cells = 3 * block.start..3 * block.end;
        let mut rates: Vec<Vec<f64>> = vec![Vec::new(); block.len()];
        let mut counts = vec![0_u64; cells.len()];
        for replicate in 0..self.replicates {
            let mut stream = Stream::new(self.seed, Domain::Replicate, replicate, 0);
            counts.fill(0);
            for _ in 0..drawn {
                for (cell, votes) in judges.of(stream.below(drawn) as usize) {
                    if cells.contains(&(cell as usize)) {
                        counts[cell as usize - cells.start] += u64::from(votes);
                    }
                }
            }
            for (count, rates) in counts.chunks_exact(3).zip(&mut rates) {
                let votes = count[0] + count[1] + count[2];
                if votes > 0 {
                    rates.push((count[0] as f64 + count[2] as f64 / 2.0) / votes as f64);
                }
            }
        }
        let pairs = self.counts.pairs[block].iter().zip(&mut rates);
        pairs.map(|(pair, rates)| self.summary(pair, rates)).collect()
    }

    fn summary(&self, pair: &Pair, rates: &mut [f64]) -> PairInterval {
        if rates.is_empty() {
            return PairInterval {
                interval: Interval { low: 0.0, high: 1.0 },
                p: 1.0,
                p_one_sided: 1.0,
            };
        }
        let interval = percentile(rates, self.level);
        let ahead = pair.wins > pair.losses;
        let beyond = rates.iter().filter(|&&r| if ahead { r <= 0.5 } else { r >= 0.5 }).count();
        let share = (1 + beyond) as f64 / (1 + rates.len()) as f64;
        if pair.wins == pair.losses {
            return PairInterval { interval, p: 1.0, p_one_sided: share };
        }
        PairInterval { interval, p: (2.0 * share).min(1.0), p_one_sided: share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wins: u64, losses: u64, ties: u64) -> PairInterval {
        let pairs = vec![Pair { i: 0, j: 1, wins, losses, ties }];
        PairBootstrap::new(PairCounts { models: 2, pairs }, None, 5, 20_000, 0.95).run(0..1)[0]
    }

    #[test]
    fn agrees_with_the_normal_test_where_votes_are_many() {
        let (wins, losses, ties) = (180, 140, 80);
        let exact = crate::rating::head_to_head(&Pair { i: 0, j: 1, wins, losses, ties }).unwrap();
        let (seen, normal) = (of(wins, losses, ties), exact.normal.unwrap());
        // Three standard errors of a share over 20,000 replicates, and ties on the lattice at one half.
        assert!((seen.p_one_sided - normal.p_one_sided).abs() < 0.004, "{seen:?} {normal:?}");
        let half = (exact.win_rate - 0.5) / exact.z.unwrap() * 1.959_964;
        assert!((seen.interval.low - (exact.win_rate - half)).abs() < 0.003);
        assert!((seen.interval.high - (exact.win_rate + half)).abs() < 0.003);
    }

    #[test]
    fn sides_mirror() {
        let (ahead, behind) = (of(60, 30, 10), of(30, 60, 10));
        assert!((ahead.interval.low - (1.0 - behind.interval.high)).abs() < 0.02);
        assert!(ahead.p < 0.01 && behind.p < 0.01);
        assert!((of(50, 50, 10).p - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_sweep_is_as_sure_as_its_replicates() {
        let sweep = of(9, 0, 0);
        assert_eq!(sweep.interval, Interval { low: 1.0, high: 1.0 });
        assert!((sweep.p_one_sided - 1.0 / 20_001.0).abs() < 1e-12);
    }

    #[test]
    fn ranges_do_not_matter() {
        let pair = |i, j, wins| Pair { i, j, wins, losses: 5, ties: 2 };
        let counts =
            PairCounts { models: 3, pairs: vec![pair(0, 1, 9), pair(0, 2, 4), pair(1, 2, 7)] };
        // Three judges, each with one pair's votes.
        let judges = JudgeCounts {
            offsets: vec![0, 3, 6, 9],
            cells: (0..9).collect(),
            counts: vec![9, 5, 2, 4, 5, 2, 7, 5, 2],
        };
        for judges in [None, Some(judges)] {
            let new = || PairBootstrap::new(counts.clone(), judges.clone(), 3, 200, 0.9);
            let (mut whole, mut parts) = (new(), new());
            let tail = parts.run(1..3);
            let head = parts.run(0..1);
            assert_eq!(whole.run(0..3), [head, tail].concat());
        }
    }
}
