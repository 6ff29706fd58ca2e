//! The pairwise bootstrap test: is one model's win rate over another one half?
//!
//! Votes are drawn within each pair, as the paper does. What judges resampled would say of a pair
//! is said without drawing: see [`rating::pairs_by_judges`](crate::rating::pairs_by_judges).

use super::interval::percentile;
use crate::stats::interval::Interval;
use crate::stats::philox::{Domain, Stream};
use crate::stats::random_binomial::binomial;
use crate::votes::{Pair, PairCounts};

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
    /// Of every stream.
    pub seed: u64,
    /// Drawn for each pair.
    pub replicates: u32,
    /// Of the intervals.
    pub level: f64,
}

impl PairBootstrap {
    /// One pair's votes drawn anew: wins, then losses among the rest. The same whatever ran before.
    #[must_use]
    pub fn run(&self, counts: &PairCounts, index: usize) -> PairInterval {
        let pair = &counts.pairs[index];
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

    fn summary(&self, pair: &Pair, rates: &mut [f64]) -> PairInterval {
        let interval = percentile(rates, self.level);
        let ahead = pair.wins > pair.losses;
        let beyond = rates.iter().filter(|&&r| if ahead { r <= 0.5 } else { r >= 0.5 }).count();
        let share = (1 + beyond) as f64 / (1 + rates.len()) as f64;
        let p = if pair.wins == pair.losses { 1.0 } else { (2.0 * share).min(1.0) };
        PairInterval { interval, p, p_one_sided: share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wins: u64, losses: u64, ties: u64) -> PairInterval {
        let counts = PairCounts { models: 2, pairs: vec![Pair { i: 0, j: 1, wins, losses, ties }] };
        PairBootstrap { seed: 5, replicates: 20_000, level: 0.95 }.run(&counts, 0)
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
}
