//! Who came where, over replicates: whole numbers that add up in any order.

/// Counts of ranks and of precedence.
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

    /// Counts one replicate's ratings. Equal ratings share the better rank.
    pub fn add(&mut self, ratings: &[f32]) {
        let rows = self.above.chunks_exact_mut(self.models.max(1));
        let ranks = self.ranks.chunks_exact_mut(self.models.max(1));
        for ((&own, above), ranks) in ratings.iter().zip(rows).zip(ranks) {
            let mut better = 0;
            for (&other, above) in ratings.iter().zip(above) {
                *above += u32::from(own > other);
                better += u32::from(other > own);
            }
            ranks[better as usize] += 1;
        }
        self.replicates += 1;
    }

    /// Every model's interval of ranks: the smallest ranks that (1 − level)/2 and (1 + level)/2 of
    /// the replicates reach.
    #[must_use]
    pub fn intervals(&self, level: f64) -> Vec<(u32, u32)> {
        let reached = |ranks: &[u32], share: f64| {
            // (1 - 0.95) / 2 is a little more than 0.025 in floating point.
            let wanted = (share * f64::from(self.replicates) - 1e-9).ceil().max(1.0);
            let mut seen = 0.0;
            let here = ranks.iter().position(|&n| {
                seen += f64::from(n);
                seen >= wanted
            });
            here.map_or(self.models, |rank| rank + 1) as u32
        };
        let of = |ranks: &[u32]| {
            (reached(ranks, (1.0 - level) / 2.0), reached(ranks, f64::midpoint(1.0, level)))
        };
        self.ranks.chunks_exact(self.models.max(1)).map(of).collect()
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
            tally.add(&ratings);
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
    fn intervals_hold_the_level() {
        let mut tally = RankTally::new(2);
        // The second model is above in 5 of 100 replicates.
        (0..100).for_each(|r| tally.add(&[0.0, if r < 5 { 1.0 } else { -1.0 }]));
        assert_eq!(tally.intervals(0.88), [(1, 1), (2, 2)]);
        assert_eq!(tally.intervals(0.9), [(1, 1), (1, 2)]);
        assert_eq!(tally.intervals(0.95), [(1, 2), (1, 2)]);
        assert!((tally.within(1, 1) - 0.05).abs() < 1e-12);
    }
}
