//! Pearson's r, Spearman's ρ and Kendall's τ-b of many benchmarks against one list of ratings at once.
//!
//! The same benchmarks meet thousands of ratings: every bootstrap replicate, every permutation. What
//! is theirs is worked out once ([`Panel`]): standardised scores, standardised ranks, and for Kendall
//! one bit per pair of models for "the first is higher" and one for "the second is". A list of
//! ratings then costs one such set of its own and three short products per benchmark.

use crate::stats::order::{order, sort_floats};
use crate::stats::permutations::{drawn_orders, every_order};
use crate::stats::philox::{Domain, Stream};
use crate::stats::quantile::quantile;

/// Up to here every permutation is looked at.
pub const ALL_PERMUTATIONS: usize = 9;

/// Beyond, this many are drawn.
pub const DRAWN_PERMUTATIONS: u32 = 10_000;

/// Statistics that differ by less are equal: sums of the same numbers in another order.
const SLACK: f64 = 1e-10;

/// Kendall's τ-b, Spearman's ρ and Pearson's r, in this order wherever three numbers stand.
pub const STATISTICS: usize = 3;

/// The statistics of one benchmark; `None` where either list is constant.
pub type Three = [Option<f64>; STATISTICS];

/// Fitted ratings this near are one rating: what tells them apart is rounding, and depends on the
/// order of rows.
pub const SAME_RATING: f64 = 1e-8;

/// The same of replicates, which are `f32`.
pub const SAME_REPLICATE: f64 = 1e-6;

/// One statistic of one benchmark over many lists of ratings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// Of the lists that have it.
    pub values: Vec<f64>,
    /// Lists that have none.
    pub without: usize,
}

impl Spread {
    /// A quantile in which every list without the statistic counts as this value.
    #[must_use]
    pub fn quantile(&self, q: f64, otherwise: f64) -> Option<f64> {
        let mut all = self.values.clone();
        all.resize(all.len() + self.without, otherwise);
        sort_floats(&mut all);
        quantile(&all, q)
    }
}

/// Benchmarks over the same models.
#[derive(Debug, Clone)]
pub struct Panel {
    models: usize,
    benchmarks: Vec<Prepared>,
}

/// A list of numbers, as the three statistics need it.
#[derive(Debug, Clone, Default)]
struct Prepared {
    /// Centred, of length one; zeros where constant.
    values: Vec<f64>,
    ranks: Vec<f64>,
    /// Pair by pair, `(0, 1), (0, 2), …`: the first is higher, the second is higher.
    higher: Vec<u64>,
    lower: Vec<u64>,
    /// Pairs that are no ties.
    untied: u32,
}

impl Panel {
    /// `scores[k]` is one benchmark's, one number per model, higher is better.
    #[must_use]
    pub fn new(scores: &[Vec<f64>]) -> Self {
        let models = scores.first().map_or(0, Vec::len);
        let mut benchmarks = vec![Prepared::default(); scores.len()];
        for (benchmark, scores) in benchmarks.iter_mut().zip(scores) {
            benchmark.prepare(scores, 0.0);
        }
        Self { models, benchmarks }
    }

    /// Of each benchmark with these ratings.
    #[must_use]
    pub fn statistics(&self, ratings: &[f64]) -> Vec<Three> {
        let mut against = Prepared::default();
        against.prepare(ratings, SAME_RATING);
        self.benchmarks.iter().map(|benchmark| benchmark.with(&against)).collect()
    }

    /// The statistics over rows of replicates, one finite number per model each, and over `lost` ones
    /// of which nothing is known: `[benchmark][statistic]`.
    #[must_use]
    pub fn over<'a>(
        &self,
        rows: impl Iterator<Item = &'a [f64]>,
        lost: usize,
    ) -> Vec<[Spread; STATISTICS]> {
        let empty = || Spread { values: Vec::new(), without: lost };
        let mut found: Vec<[Spread; STATISTICS]> =
            self.benchmarks.iter().map(|_| [empty(), empty(), empty()]).collect();
        let mut against = Prepared::default();
        for row in rows {
            against.prepare(row, SAME_REPLICATE);
            for (benchmark, found) in self.benchmarks.iter().zip(&mut found) {
                for (value, spread) in benchmark.with(&against).into_iter().zip(found) {
                    spread.values.extend(value);
                    spread.without += usize::from(value.is_none());
                }
            }
        }
        found
    }

    /// Two-sided p-values: the share of permutations of the ratings whose statistic is at least as
    /// far from zero. All permutations of up to [`ALL_PERMUTATIONS`] models; else
    /// [`DRAWN_PERMUTATIONS`] drawn ones, the ratings' own order counted among them (Davison and
    /// Hinkley 1997, eq. 4.11). `None` where there is no statistic.
    #[must_use]
    pub fn p_values(&self, ratings: &[f64], seed: u64) -> Vec<Three> {
        let observed = self.statistics(ratings);
        let mut whole = Prepared::default();
        whole.prepare(ratings, SAME_RATING);
        let mut beyond = vec![[0_u32; STATISTICS]; self.benchmarks.len()];
        let mut seen = 0_u32;
        let mut moved = whole.clone();
        let mut look = |order: &[usize]| {
            seen += 1;
            moved.permute(&whole, order);
            for ((benchmark, observed), beyond) in
                self.benchmarks.iter().zip(&observed).zip(&mut beyond)
            {
                let found = benchmark.with(&moved);
                for k in 0..STATISTICS {
                    if let (Some(found), Some(observed)) = (found[k], observed[k]) {
                        beyond[k] += u32::from(found.abs() >= observed.abs() - SLACK);
                    }
                }
            }
        };
        if self.models <= ALL_PERMUTATIONS {
            every_order(self.models, &mut look);
        } else {
            let own: Vec<usize> = (0..self.models).collect();
            look(&own);
            let mut stream = Stream::new(seed, Domain::Permutation, 0, 0);
            drawn_orders(self.models, DRAWN_PERMUTATIONS, &mut stream, &mut look);
        }
        let share =
            |k: usize, s: usize| observed[k][s].map(|_| f64::from(beyond[k][s]) / f64::from(seen));
        (0..beyond.len()).map(|k| [share(k, 0), share(k, 1), share(k, 2)]).collect()
    }
}

impl Prepared {
    /// Numbers that differ by at most `within` are equal.
    fn prepare(&mut self, numbers: &[f64], within: f64) {
        self.values.clear();
        self.values.extend_from_slice(numbers);
        standardise(&mut self.values);
        let mut ranks = ranks(numbers, within);
        self.pair(&ranks);
        standardise(&mut ranks);
        self.ranks = ranks;
    }

    /// The same numbers in another order.
    fn permute(&mut self, from: &Self, order: &[usize]) {
        for (to, &at) in order.iter().enumerate() {
            self.values[to] = from.values[at];
            self.ranks[to] = from.ranks[at];
        }
        // Ranks tell apart what the numbers themselves tell apart.
        let ranks = std::mem::take(&mut self.ranks);
        self.pair(&ranks);
        self.ranks = ranks;
    }

    fn pair(&mut self, numbers: &[f64]) {
        self.higher.clear();
        self.lower.clear();
        let (mut higher, mut lower, mut bit, mut untied) = (0_u64, 0_u64, 0, 0);
        for (i, first) in numbers.iter().enumerate() {
            for second in &numbers[i + 1..] {
                higher |= u64::from(first > second) << bit;
                lower |= u64::from(first < second) << bit;
                bit += 1;
                if bit == 64 {
                    untied += (higher | lower).count_ones();
                    self.higher.push(higher);
                    self.lower.push(lower);
                    (higher, lower, bit) = (0, 0, 0);
                }
            }
        }
        untied += (higher | lower).count_ones();
        self.higher.push(higher);
        self.lower.push(lower);
        self.untied = untied;
    }

    fn with(&self, other: &Self) -> Three {
        // The products differ from zero exactly where neither list is constant.
        let known = self.untied > 0 && other.untied > 0;
        if !known {
            return [None; STATISTICS];
        }
        let common =
            |(one, two): (&Vec<u64>, &Vec<u64>), (three, four): (&Vec<u64>, &Vec<u64>)| -> u32 {
                let words = one.iter().zip(two).zip(three.iter().zip(four));
                words.map(|((a, b), (c, d))| (a & b | c & d).count_ones()).sum()
            };
        let with = common((&self.higher, &other.higher), (&self.lower, &other.lower));
        // Where the other list has no ties, what does not agree contradicts.
        let pairs = self.values.len() * (self.values.len() - 1) / 2;
        let against = if other.untied as usize == pairs {
            self.untied - with
        } else {
            common((&self.higher, &other.lower), (&self.lower, &other.higher))
        };
        let agree = f64::from(with) - f64::from(against);
        let tau = agree / (f64::from(self.untied) * f64::from(other.untied)).sqrt();
        let product = |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| x * y).sum() };
        let rho = product(&self.ranks, &other.ranks);
        let r = product(&self.values, &other.values);
        [Some(tau), Some(rho.clamp(-1.0, 1.0)), Some(r.clamp(-1.0, 1.0))]
    }
}

/// Ranks from 1; numbers that differ by at most `within` from the least of them are equal and share
/// the mean of their ranks.
#[must_use]
pub fn ranks(numbers: &[f64], within: f64) -> Vec<f64> {
    let order = order(numbers.len(), &|i, j| numbers[i].total_cmp(&numbers[j]));
    let mut ranks = vec![0.0; numbers.len()];
    let mut from = 0;
    for to in 1..=order.len() {
        if to < order.len() && numbers[order[to]] - numbers[order[from]] <= within {
            continue;
        }
        for &at in &order[from..to] {
            ranks[at] = (from + 1 + to) as f64 / 2.0;
        }
        from = to;
    }
    ranks
}

/// Centred and of length one; zeros where all are equal.
fn standardise(numbers: &mut [f64]) {
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    let constant = numbers.windows(2).all(|two| two[0].total_cmp(&two[1]).is_eq());
    for x in numbers.iter_mut() {
        *x -= mean;
    }
    let length = numbers.iter().map(|x| x * x).sum::<f64>().sqrt();
    let scale = if constant || length == 0.0 { 0.0 } else { 1.0 / length };
    for x in numbers.iter_mut() {
        *x *= scale;
    }
}

/// Pearson's r of two lists as long as each other; `None` where either is constant.
#[must_use]
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let standard = |numbers: &[f64]| {
        let mut numbers = numbers.to_vec();
        standardise(&mut numbers);
        numbers.iter().any(|x| *x != 0.0).then_some(numbers)
    };
    let (x, y) = (standard(x)?, standard(y)?);
    Some(x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>().clamp(-1.0, 1.0))
}

/// Kendall (1938): how many orders of `models` untied items have each number of inversions, as
/// shares of all orders.
#[must_use]
pub fn inversions(models: usize) -> Vec<f64> {
    let mut shares = vec![1.0];
    for count in 2..=models {
        let mut next = vec![0.0; shares.len() + count - 1];
        let mut window = 0.0;
        for (k, share) in next.iter_mut().enumerate() {
            window += shares.get(k).copied().unwrap_or(0.0);
            if k >= count {
                window -= shares.get(k - count).copied().unwrap_or(0.0);
            }
            *share = window / count as f64;
        }
        shares = next;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0], 0.0), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(ranks(&[0.3, 0.1 + 0.2, 0.1], 0.0), [2.0, 3.0, 1.0]);
        assert_eq!(ranks(&[0.3, 0.1 + 0.2, 0.1], 1e-9), [2.5, 2.5, 1.0]);
        assert!(ranks(&[], 0.0).is_empty());
    }

    #[test]
    fn constant_lists_have_no_statistic() {
        let panel = Panel::new(&[vec![0.1 + 0.2; 5], vec![1.0, 2.0, 3.0, 4.0, 5.0]]);
        let ratings = [0.3, 0.1, 0.5, 0.2, 0.9];
        assert_eq!(panel.statistics(&ratings)[0], [None; 3]);
        assert_eq!(panel.p_values(&ratings, 1)[0], [None; 3]);
        assert!(panel.statistics(&ratings)[1][0].is_some());
        assert_eq!(panel.statistics(&[0.7; 5])[1], [None; 3]);
    }

    #[test]
    fn lost_replicates_count_at_either_end() {
        let panel = Panel::new(&[vec![1.0, 2.0, 3.0]]);
        let rows: [&[f64]; 3] = [&[0.0, 1.0, 2.0], &[0.0, 1.0, 2.5], &[0.5; 3]];
        let [[tau, _, r]] = &panel.over(rows.into_iter(), 2)[..] else { panic!() };
        assert_eq!((tau.values.as_slice(), tau.without), (&[1.0, 1.0][..], 3));
        // What is not known may be anything: of five the second and fourth.
        assert_eq!((tau.quantile(0.25, -1.0), tau.quantile(0.75, 1.0)), (Some(-1.0), Some(1.0)));
        assert!(r.quantile(1.0, -1.0).unwrap() > 0.99);
        let [[tau, ..]] = &panel.over(rows[..2].iter().copied(), 0)[..] else { panic!() };
        assert_eq!((tau.quantile(0.0, -1.0), tau.quantile(1.0, 1.0)), (Some(1.0), Some(1.0)));
        let [[tau, ..]] = &panel.over([].into_iter(), 0)[..] else { panic!() };
        assert_eq!(tau.quantile(0.5, -1.0), None);
    }

    #[test]
    fn what_rounding_tells_apart_is_equal() {
        let panel = Panel::new(&[vec![1.0, 2.0, 3.0, 4.0]]);
        let ratings = [0.1, 0.3, 0.1 + 0.2, 0.9];
        assert_eq!(panel.statistics(&ratings), panel.statistics(&[0.1, 0.1 + 0.2, 0.3, 0.9]));
        assert_eq!(panel.statistics(&[0.3, 0.1 + 0.2, 0.3, 0.3])[0], [None; 3]);
    }

    #[test]
    fn inversions_are_counted() {
        let shares = inversions(4);
        for (share, count) in shares.iter().zip([1.0, 3.0, 5.0, 6.0, 5.0, 3.0, 1.0]) {
            assert!((share - count / 24.0).abs() < 1e-15);
        }
    }
}
