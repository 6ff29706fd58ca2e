//! Replicates counted rather than kept: memory that does not grow with their number.
//!
//! # Design
//!
//! A model's deviation from its estimate is counted in a bin as wide as a 128th of its power of
//! two, as floating point itself rounds (compare Masson, Rim and Lee 2019, `DDSketch`). A quantile
//! read from the bins is right to a fraction of that, far below what its Monte Carlo error is as
//! long as that many replicates fit a lifetime. Infinite ratings are counted apart. Whole numbers
//! add up in any order, so the figures do not depend on who counted which replicate.

use super::Samples;
use super::infinite::{Ends, Infinite};
use super::rank_tally::RankTally;
use super::samples::{Replicate, each};
use crate::stats::interval::Interval;

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
    /// Ranks and precedence of all replicates.
    pub tally: RankTally,
    /// Ratings that were not finite.
    pub infinite: Infinite,
    /// models × bins, of the finite ones; after them those of coefficients.
    bins: Vec<u32>,
}

impl Digest {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(models: usize, columns: usize) -> Self {
        let (tally, infinite) = (RankTally::new(models), Infinite::new(models));
        Self { tally, infinite, bins: vec![0; (models + columns) * BINS] }
    }

    /// Counts replicates around the estimates.
    pub fn add(&mut self, samples: &Samples, estimates: &[f64]) {
        let Samples { ratings, status, orders } = samples;
        let models = self.tally.models;
        let columns = self.bins.len() / BINS - models;
        each((models, columns), (ratings, status, orders), |replicate, coefficients| {
            self.tally.add(&replicate);
            self.infinite.add(&replicate);
            let (of_models, of_columns) = self.bins.split_at_mut(models * BINS);
            let count = |numbers: &[f32], estimates: &[f64], bins: &mut [u32]| {
                let bins = bins.chunks_exact_mut(BINS);
                for ((&number, &estimate), bins) in numbers.iter().zip(estimates).zip(bins) {
                    if !number.is_nan() {
                        bins[bin((f64::from(number) - estimate) as f32)] += 1;
                    }
                }
            };
            if let Replicate::Finite(ratings) = replicate {
                count(ratings, estimates, of_models);
            }
            if replicate != Replicate::Unknown {
                count(coefficients, &estimates[models..], of_columns);
            }
        });
    }

    /// All counts in a row, which add up element by element.
    #[must_use]
    pub fn to_words(&self) -> Vec<u32> {
        let RankTally { replicates, ranks, above, .. } = &self.tally;
        let Infinite { lost, not_converged, ends } = &self.infinite;
        let mut words = vec![*replicates, *lost, *not_converged];
        let four = |ends: &Ends| [ends.below, ends.above, ends.anywhere, ends.apart];
        words.extend(ends.iter().flat_map(four));
        [&words[..], ranks, above, &self.bins].concat()
    }

    /// From [`to_words`](Self::to_words), or nothing where the number of words is another.
    #[must_use]
    pub fn from_words(models: usize, columns: usize, words: &[u32]) -> Option<Self> {
        let (&[replicates, lost, not_converged], rest) = words.split_first_chunk()?;
        let square = models * models;
        if rest.len() != 4 * models + 2 * square + (models + columns) * BINS {
            return None;
        }
        let (ends, rest) = rest.split_at(4 * models);
        let four = |n: &[u32]| Ends { below: n[0], above: n[1], anywhere: n[2], apart: n[3] };
        let ends = ends.chunks_exact(4).map(four).collect();
        let infinite = Infinite { lost, not_converged, ends };
        let (ranks, rest) = rest.split_at(square);
        let (above, bins) = rest.split_at(square);
        let tally = RankTally { models, replicates, ranks: ranks.into(), above: above.into() };
        Some(Self { tally, infinite, bins: bins.into() })
    }

    /// How many replicates rated a model below its estimate, and how many above it. Those that
    /// leave it anywhere count half on either side.
    #[must_use]
    pub fn sides(&self, model: usize) -> (f64, f64) {
        let (bins, ends) = (self.of(model), self.ends(model));
        let sum = |infinite: u32, bins: &[u32]| {
            let finite: f64 = bins.iter().map(|&n| f64::from(n)).sum();
            finite + f64::from(infinite) + f64::from(ends.anywhere) / 2.0
        };
        (sum(ends.below, &bins[..SIDE]), sum(ends.above, &bins[SIDE + 1..]))
    }

    /// The interval between two quantiles of a model's deviations. What is anywhere is at -∞ for
    /// the lower one and at ∞ for the upper one.
    #[must_use]
    pub fn between(&self, model: usize, (lower, upper): (f64, f64)) -> Interval {
        let Ends { below, anywhere, .. } = self.ends(model);
        Interval {
            low: self.quantile(model, lower, below + anywhere),
            high: self.quantile(model, upper, below),
        }
    }

    /// A quantile of a model's deviations, linear within a bin; `q` from 0 to 1. So many of the
    /// replicates are at -∞; what is left beyond the finite ones is at ∞.
    fn quantile(&self, model: usize, q: f64, lowest: u32) -> f64 {
        // As `stats::quantile` asks for no more than are needed.
        let wanted = (q.clamp(0.0, 1.0) * f64::from(self.tally.replicates) - 1e-9).max(0.0);
        let mut below = f64::from(lowest);
        if lowest > 0 && wanted <= below {
            return f64::NEG_INFINITY;
        }
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
        if below < f64::from(self.tally.replicates) { f64::INFINITY } else { last }
    }

    /// Of a model, or of a coefficient, which may be anything where it was not counted.
    fn ends(&self, model: usize) -> Ends {
        self.infinite.ends.get(model).copied().unwrap_or_else(|| {
            let counted: u32 = self.of(model).iter().sum();
            Ends { anywhere: self.tally.replicates - counted, ..Ends::default() }
        })
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
    use crate::rating::{Limit, Precedence};
    use crate::resample::interval::{Column, percentile_levels};
    use crate::stats::philox::{Domain, Stream};
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
        let (mut parts, mut whole) = ([Samples::default(), Samples::default()], Digest::new(3, 0));
        let mut columns = vec![vec![]; 3];
        for replicate in 0..20_000 {
            let part = &mut parts[usize::from(replicate >= 7_000)];
            let order = match replicate % 50 {
                0 => Precedence::new(vec![0, 1, 1], [(0, 1)]),
                1 => Precedence::new(vec![1, 2, 0], [(0, 1), (1, 2)]),
                _ => {
                    let rating = |(estimate, spread): (&f64, f64)| {
                        estimate + spread * normal_quantile(stream.unit().max(1e-12))
                    };
                    let row: Vec<f64> =
                        estimates.iter().zip([0.01, 0.3, 4.0]).map(rating).collect();
                    columns.iter_mut().zip(&row).for_each(|(c, &x)| c.push(f64::from(x as f32)));
                    part.push(3, &Limit::Finite(row));
                    continue;
                }
            };
            part.push(3, &Limit::Infinite { order, within: vec![0.0; 3] });
        }
        let halves = parts.map(|samples| {
            whole.add(&samples, &estimates);
            let mut half = Digest::new(3, 0);
            half.add(&samples, &estimates);
            half.to_words()
        });
        let sum: Vec<u32> = halves[0].iter().zip(&halves[1]).map(|(a, b)| a + b).collect();
        assert_eq!(Digest::from_words(3, 0, &sum), Some(whole.clone()));
        assert_eq!(Digest::from_words(2, 0, &sum), None);
        assert_eq!((whole.tally.replicates, whole.infinite.lost), (20_000, 800));
        let ends = |below, above, anywhere, apart| Ends { below, above, anywhere, apart };
        let all = [ends(0, 400, 400, 800), ends(800, 0, 0, 400), ends(400, 400, 0, 400)];
        assert_eq!(whole.infinite.ends, all);
        for (model, finite) in columns.into_iter().enumerate() {
            let spread =
                finite.iter().fold(0.0_f64, |most, x| most.max((x - estimates[model]).abs()));
            let column = Column::new(finite, whole.infinite.ends[model]);
            for level in [0.3, 0.5, 0.9, 0.94, 0.97] {
                let exact = column.percentile(level).map(|end| end - estimates[model]);
                let found = whole.between(model, percentile_levels(level));
                for (found, exact) in [(found.low, exact.low), (found.high, exact.high)] {
                    // Far below the Monte Carlo error.
                    let close = (found - exact).abs() < 1e-3 * spread;
                    assert!(
                        found.to_bits() == exact.to_bits() || close,
                        "{model} {level}: {found} {exact}"
                    );
                }
            }
            let (below, above) = whole.sides(model);
            let (exact_below, exact_above) = column.sides(estimates[model]);
            // Deviations below 2^-20 are on neither side.
            assert!((below - exact_below).abs() <= 2.0 && (above - exact_above).abs() <= 2.0);
        }
    }

    #[test]
    fn no_replicate_is_no_deviation() {
        let none = Interval { low: 0.0, high: 0.0 };
        assert_eq!(Digest::new(2, 0).between(1, (0.025, 0.975)), none);
    }
}
