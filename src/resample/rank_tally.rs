//! Who came where, over replicates: whole numbers that add up in any order.

use super::samples::Replicate;
use crate::rating::Precedence;

/// Ratings this close are equal: a climb ends within 2e-8 of the optimum, and `f32` rounds beyond
/// that. Few votes make equal ratings often, and which of them is larger would be chance.
const EQUAL: f32 = 1e-6;

/// Counts of ranks and of precedence.
///
/// A share of replicates is how often something happened when votes were drawn anew, not the
/// probability that it is so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RankTally {
    /// Number of models.
    pub models: usize,
    /// Replicates counted.
    pub replicates: u32,
    /// models × models: how often model `m` took rank `k + 1`, at `m * models + k`.
    pub ranks: Vec<u32>,
    /// models × models: how often model `i` stood above model `j`, at `i * models + j`.
    pub above: Vec<u32>,
}

impl RankTally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(models: usize) -> Self {
        let none = vec![0; models * models];
        Self { models, replicates: 0, ranks: none.clone(), above: none }
    }

    /// Counts one replicate. Models of which neither stands above the other share the better rank,
    /// and so do all models of a replicate of which nothing is known.
    pub fn add(&mut self, replicate: &Replicate<'_>) {
        match replicate {
            Replicate::Finite(ratings) => self.add_ratings(ratings),
            Replicate::Infinite(order, within) => self.add_order(order, within),
            Replicate::Unknown => {
                for model in 0..self.models {
                    self.ranks[model * self.models] += 1;
                }
                self.replicates += 1;
            }
        }
    }

    fn add_order(&mut self, order: &Precedence, within: &[f32]) {
        let above = |i: usize, j: usize| {
            let higher = within[i] - within[j] > margin(within[i]);
            order.stands_above(i, j) || order.together(i, j) && higher
        };
        for own in 0..self.models {
            let mut better = 0;
            for other in 0..self.models {
                self.above[own * self.models + other] += u32::from(above(own, other));
                better += usize::from(above(other, own));
            }
            self.ranks[own * self.models + better] += 1;
        }
        self.replicates += 1;
    }

    fn add_ratings(&mut self, ratings: &[f32]) {
        let rows = self.above.chunks_exact_mut(self.models.max(1));
        let ranks = self.ranks.chunks_exact_mut(self.models.max(1));
        for ((&own, above), ranks) in ratings.iter().zip(rows).zip(ranks) {
            let (mut better, margin) = (0, margin(own));
            let (below, beyond) = (own - margin, own + margin);
            for (&other, above) in ratings.iter().zip(above) {
                *above += u32::from(below > other);
                better += u32::from(other > beyond);
            }
            ranks[better as usize] += 1;
        }
        self.replicates += 1;
    }

    /// The share of replicates in which model `m` took rank `k` or better; `k` from 1.
    #[must_use]
    pub fn within(&self, m: usize, k: usize) -> f64 {
        let ranks = &self.ranks[m * self.models..(m + 1) * self.models];
        let count: u64 = ranks.iter().take(k).map(|&n| u64::from(n)).sum();
        count as f64 / f64::from(self.replicates.max(1))
    }

    /// The share of replicates in which model `i` stood above model `j`, draws counted half.
    #[must_use]
    pub fn precedes(&self, i: usize, j: usize) -> f64 {
        let [above, below] = [(i, j), (j, i)].map(|(a, b)| self.above[a * self.models + b]);
        let half = f64::midpoint(f64::from(above) - f64::from(below), f64::from(self.replicates));
        half / f64::from(self.replicates.max(1))
    }
}

/// How far another rating must be from this one to differ.
fn margin(rating: f32) -> f32 {
    EQUAL * rating.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::order::order;
    use crate::stats::philox::{Domain, Stream};

    /// The same ranks the slow way: sort, then count.
    fn ranks_by_sorting(ratings: &[f32]) -> Vec<u32> {
        let places = order(ratings.len(), &|a, b| ratings[b].total_cmp(&ratings[a]));
        let mut ranks = vec![0; ratings.len()];
        for (place, &model) in places.iter().enumerate() {
            let tied = place > 0 && ratings[places[place - 1]] <= ratings[model];
            ranks[model] = if tied { ranks[places[place - 1]] } else { place as u32 + 1 };
        }
        ranks
    }

    #[test]
    fn counts_are_those_of_sorting() {
        let models = 7;
        let mut stream = Stream::new(1, Domain::Simulation, 0, 0);
        let mut tally = RankTally::new(models);
        let mut ranks = vec![0; models * models];
        let mut above = vec![0; models * models];
        for _ in 0..200 {
            // Few values, so that some are equal.
            let ratings: Vec<f32> = (0..models).map(|_| stream.below(9) as f32).collect();
            tally.add(&Replicate::Finite(&ratings));
            for (model, rank) in ranks_by_sorting(&ratings).into_iter().enumerate() {
                ranks[model * models + rank as usize - 1] += 1;
                for other in 0..models {
                    above[model * models + other] += u32::from(ratings[model] > ratings[other]);
                }
            }
        }
        assert_eq!(tally, RankTally { models, replicates: 200, ranks, above });
        for i in 0..models {
            assert!((tally.within(i, models) - 1.0).abs() < 1e-12);
            for j in 0..models {
                assert!((tally.precedes(i, j) + tally.precedes(j, i) - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_nothing_relates_shares_a_rank() {
        // 0 and 1 above 2, by 1 over 0; nothing relates 3 to them.
        let order = Precedence::new(vec![0, 0, 1, 2], [(0, 1)]);
        let mut tally = RankTally::new(4);
        tally.add(&Replicate::Infinite(order, &[-1.0, 1.0, 0.0, 0.0]));
        let ranks = |m: usize| tally.ranks[4 * m..4 * m + 4].iter().position(|&n| n == 1).unwrap();
        assert_eq!([0, 1, 2, 3].map(ranks), [1, 0, 2, 0]);
        let share = |i, j| (4.0 * tally.precedes(i, j)) as u32;
        assert_eq!([share(1, 0), share(1, 2), share(2, 0), share(2, 3)], [4, 4, 0, 2]);
        tally.add(&Replicate::Unknown);
        assert_eq!(tally.replicates, 2);
        assert_eq!([tally.within(2, 1), tally.within(1, 1)].map(|s| (4.0 * s) as u32), [2, 4]);
    }
}
