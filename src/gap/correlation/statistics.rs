//! Pearson's r, Spearman's ρ and Kendall's τ-b of many benchmarks against one list of ratings at once.
//!
//! The same benchmarks meet thousands of ratings: every bootstrap replicate, every permutation. What
//! is theirs is worked out once ([`Panel`]): standardised scores, standardised ranks, and for Kendall
//! one bit per pair of models for "the first is higher" and one for "the second is". A list of
//! ratings then costs one such set of its own and three short products per benchmark.

use crate::stats::order::order;
use crate::stats::philox::{Domain, Stream};

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
            benchmark.prepare(scores);
        }
        Self { models, benchmarks }
    }

    /// Of each benchmark with these ratings.
    #[must_use]
    pub fn statistics(&self, ratings: &[f64]) -> Vec<Three> {
        let mut against = Prepared::default();
        against.prepare(ratings);
        self.benchmarks.iter().map(|benchmark| benchmark.with(&against)).collect()
    }

    /// The samples' statistics: `[benchmark][statistic]` is one number per row of `samples` that has
    /// one, ascending. A row is one number per model.
    #[must_use]
    pub fn over<'a>(&self, rows: impl Iterator<Item = &'a [f64]>) -> Vec<[Vec<f64>; STATISTICS]> {
        let mut found = vec![[const { Vec::new() }; STATISTICS]; self.benchmarks.len()];
        let mut against = Prepared::default();
        for row in rows {
            against.prepare(row);
            for (benchmark, found) in self.benchmarks.iter().zip(&mut found) {
                for (value, found) in benchmark.with(&against).into_iter().zip(found) {
                    found.extend(value);
                }
            }
        }
        for column in found.iter_mut().flatten() {
            column.sort_unstable_by(f64::total_cmp);
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
        whole.prepare(ratings);
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
        let mut order: Vec<usize> = (0..self.models).collect();
        look(&order);
        if self.models <= ALL_PERMUTATIONS {
            all_other_orders(&mut order, &mut look);
        } else {
            let mut stream = Stream::new(seed, Domain::Permutation, 0, 0);
            for _ in 0..DRAWN_PERMUTATIONS {
                for last in (1..self.models).rev() {
                    order.swap(last, stream.below(last as u32 + 1) as usize);
                }
                look(&order);
            }
        }
        let share =
            |k: usize, s: usize| observed[k][s].map(|_| f64::from(beyond[k][s]) / f64::from(seen));
        (0..beyond.len()).map(|k| [share(k, 0), share(k, 1), share(k, 2)]).collect()
    }
}

/// Heap's algorithm (1963): each order from the last by one swap, the first one left out.
fn all_other_orders(order: &mut [usize], look: &mut impl FnMut(&[usize])) {
    let mut counters = vec![0; order.len()];
    let mut at = 1;
    while at < order.len() {
        if counters[at] < at {
            let with = if at % 2 == 0 { 0 } else { counters[at] };
            order.swap(with, at);
            look(order);
            counters[at] += 1;
            at = 1;
        } else {
            counters[at] = 0;
            at += 1;
        }
    }
}

impl Prepared {
    fn prepare(&mut self, numbers: &[f64]) {
        self.values.clear();
        self.values.extend_from_slice(numbers);
        standardise(&mut self.values);
        self.ranks = ranks(numbers);
        standardise(&mut self.ranks);
        self.pair(numbers);
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

/// Ranks from 1, equal numbers share the mean of theirs.
#[must_use]
pub fn ranks(numbers: &[f64]) -> Vec<f64> {
    let order = order(numbers.len(), &|i, j| numbers[i].total_cmp(&numbers[j]));
    let mut ranks = vec![0.0; numbers.len()];
    let mut from = 0;
    for to in 1..=order.len() {
        if to < order.len() && numbers[order[to]] <= numbers[order[from]] {
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
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(ranks(&[]).is_empty());
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
    fn every_order_is_seen_once() {
        let mut seen = std::collections::BTreeSet::new();
        let mut order = [0, 1, 2, 3, 4];
        seen.insert(order.to_vec());
        all_other_orders(&mut order, &mut |order| assert!(seen.insert(order.to_vec())));
        assert_eq!(seen.len(), 120);
    }

    #[test]
    fn inversions_are_counted() {
        let shares = inversions(4);
        for (share, count) in shares.iter().zip([1.0, 3.0, 5.0, 6.0, 5.0, 3.0, 1.0]) {
            assert!((share - count / 24.0).abs() < 1e-15);
        }
    }
}
