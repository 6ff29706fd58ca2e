//! Replicates counted rather than kept: memory that does not grow with their number.
//!
//! # Design
//!
//! A model's deviation from its estimate is counted in a bin as wide as a 128th of its power of
//! two, as floating point itself rounds (compare Masson, Rim and Lee 2019, `DDSketch`). A quantile
//! read from the bins is right to a fraction of that, far below what its Monte Carlo error is as
//! long as that many replicates fit a lifetime. Whole numbers add up in any order, so the figures
//! do not depend on who counted which replicate.

use super::Samples;
use super::rank_tally::RankTally;

/// Bins per power of two.
const FINE: u32 = 7;
/// Deviations below 2^-20 count as none.
const SMALLEST: u32 = (127 - 20) << FINE;
/// Deviations of 2^7 and more share the outermost bins.
const LARGEST: u32 = (127 + 7) << FINE;
/// Bins on either side of none.
const SIDE: usize = (LARGEST - SMALLEST) as usize;
const BINS: usize = 2 * SIDE + 1;

/// Counts of replicates: of every model's deviations, ranks and precedence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Ranks and precedence; its `replicates` are those with a finite optimum.
    pub tally: RankTally,
    /// Replicates without one.
    pub without: u32,
    /// models × bins.
    bins: Vec<u32>,
}

impl Digest {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(models: usize) -> Self {
        Self { tally: RankTally::new(models), without: 0, bins: vec![0; models * BINS] }
    }

    /// Counts replicates around the estimates.
    pub fn add(&mut self, samples: &Samples, estimates: &[f64]) {
        let models = self.tally.models.max(1);
        for (ratings, &status) in samples.ratings.chunks_exact(models).zip(&samples.status) {
            if status != 0 {
                self.without += 1;
                continue;
            }
            self.tally.add(ratings);
            let bins = self.bins.chunks_exact_mut(BINS);
            for ((&rating, &estimate), bins) in ratings.iter().zip(estimates).zip(bins) {
                bins[bin((f64::from(rating) - estimate) as f32)] += 1;
            }
        }
    }

    /// All counts in a row, which add up element by element.
    #[must_use]
    pub fn to_words(&self) -> Vec<u32> {
        let RankTally { replicates, ranks, above, .. } = &self.tally;
        [&[*replicates, self.without][..], ranks, above, &self.bins].concat()
    }

    /// From [`to_words`](Self::to_words), or nothing where the number of words is another.
    #[must_use]
    pub fn from_words(models: usize, words: &[u32]) -> Option<Self> {
        let (&[replicates, without], rest) = words.split_first_chunk()?;
        let square = models * models;
        if rest.len() != 2 * square + models * BINS {
            return None;
        }
        let (ranks, rest) = rest.split_at(square);
        let (above, bins) = rest.split_at(square);
        let tally = RankTally { models, replicates, ranks: ranks.into(), above: above.into() };
        Some(Self { tally, without, bins: bins.into() })
    }

    /// How many replicates rated a model below its estimate, and how many above it.
    #[must_use]
    pub fn sides(&self, model: usize) -> (f64, f64) {
        let bins = self.of(model);
        let sum = |bins: &[u32]| bins.iter().map(|&n| f64::from(n)).sum();
        (sum(&bins[..SIDE]), sum(&bins[SIDE + 1..]))
    }

    /// A quantile of a model's deviations, linear within a bin; `q` from 0 to 1.
    #[must_use]
    pub fn quantile(&self, model: usize, q: f64) -> f64 {
        let wanted = q.clamp(0.0, 1.0) * f64::from(self.tally.replicates);
        let mut below = 0.0;
        let mut last = 0.0;
        for (at, &count) in self.of(model).iter().enumerate().filter(|(_, n)| **n > 0) {
            let (from, to) = edges(at);
            let share = (wanted - below) / f64::from(count);
            if share <= 1.0 {
                return from + (to - from) * share.max(0.0);
            }
            below += f64::from(count);
            last = to;
        }
        last
    }

    fn of(&self, model: usize) -> &[u32] {
        &self.bins[model * BINS..(model + 1) * BINS]
    }
}

/// The bin of a deviation, from the lowest: its sign, its power of two, its first bits.
fn bin(deviation: f32) -> usize {
    let size = deviation.abs().to_bits() >> (23 - FINE);
    if size < SMALLEST {
        return SIDE;
    }
    let out = (size.min(LARGEST - 1) - SMALLEST) as usize;
    if deviation < 0.0 { SIDE - 1 - out } else { SIDE + 1 + out }
}

/// Where a bin begins and ends.
fn edges(bin: usize) -> (f64, f64) {
    let size = |out: usize| f64::from(f32::from_bits((SMALLEST + out as u32) << (23 - FINE)));
    match bin.checked_sub(SIDE) {
        None => (-size(SIDE - bin), -size(SIDE - 1 - bin)),
        Some(0) => (0.0, 0.0),
        Some(out) => (size(out - 1), size(out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::philox::{Domain, Stream};
    use crate::stats::quantile::quantile;
    use crate::stats::special::normal_quantile;

    #[test]
    fn a_deviation_lies_between_its_bins_edges() {
        let mut last = f32::NEG_INFINITY;
        for at in 0..BINS {
            let (from, to) = edges(at);
            let middle = f64::midpoint(from, to) as f32;
            assert!(middle > last || at == 0, "{at}");
            last = middle;
            assert_eq!(bin(middle), at);
            assert_eq!(bin(if at > SIDE { from } else { to } as f32), at, "edge of {at}");
        }
        assert_eq!((bin(f32::MAX), bin(f32::MIN)), (BINS - 1, 0));
        assert_eq!((bin(0.0), bin(-1e-9)), (SIDE, SIDE));
    }

    /// Against the samples themselves, in halves that are added up.
    #[test]
    fn quantiles_are_those_of_the_samples() {
        let estimates = [0.25, -2.0, 1.75];
        let mut stream = Stream::new(4, Domain::Simulation, 0, 0);
        let mut samples = Samples::default();
        for replicate in 0..20_000 {
            for (estimate, spread) in estimates.iter().zip([0.01, 0.3, 4.0]) {
                let rating = estimate + spread * normal_quantile(stream.unit().max(1e-12));
                samples.ratings.push(rating as f32);
            }
            samples.status.push(u8::from(replicate % 10 == 9));
        }
        let mut whole = Digest::new(3);
        whole.add(&samples, &estimates);
        let half = |range: std::ops::Range<usize>| {
            let mut half = Digest::new(3);
            let ratings = samples.ratings[3 * range.start..3 * range.end].to_vec();
            half.add(&Samples { ratings, status: samples.status[range].to_vec() }, &estimates);
            half.to_words()
        };
        let sum: Vec<u32> =
            half(0..7_000).iter().zip(half(7_000..20_000)).map(|(a, b)| a + b).collect();
        assert_eq!(Digest::from_words(3, &sum), Some(whole.clone()));
        assert_eq!(Digest::from_words(2, &sum), None);
        assert_eq!((whole.tally.replicates, whole.without), (18_000, 2_000));
        let kept = samples.ratings.chunks_exact(3).zip(&samples.status).filter(|(_, s)| **s == 0);
        let rows: Vec<&[f32]> = kept.map(|(row, _)| row).collect();
        for (model, estimate) in estimates.iter().enumerate() {
            let mut column: Vec<f64> =
                rows.iter().map(|row| f64::from(row[model]) - estimate).collect();
            column.sort_by(f64::total_cmp);
            for q in [0.005, 0.025, 0.3, 0.5, 0.975, 0.995] {
                let (found, exact) = (whole.quantile(model, q), quantile(&column, q).unwrap());
                // A hundredth of the spread would be a Monte Carlo error; this is a tenth of one.
                let spread = column[17_000] - column[1_000];
                assert!((found - exact).abs() < 1e-3 * spread, "{model} {q}: {found} {exact}");
            }
            let below = column.iter().filter(|&&d| d <= -(0.5_f64.powi(20))).count() as f64;
            assert_eq!(whole.sides(model).0.to_bits(), below.to_bits());
        }
    }
}
