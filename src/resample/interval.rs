//! Intervals from replicates: percentile, basic, `BCa`.
//!
//! A column is one model's rating in every replicate.

use super::infinite::Ends;
use crate::rating::{Fit, Influence};
use crate::stats::interval::Interval;
use crate::stats::order::sort_floats;
use crate::stats::quantile::quantile;
use crate::stats::special::{normal_cdf, normal_quantile};
use crate::votes::{JudgeCounts, PairCounts};

/// The two quantiles that end a percentile interval.
#[must_use]
pub fn percentile_levels(level: f64) -> (f64, f64) {
    ((1.0 - level) / 2.0, f64::midpoint(1.0, level))
}

/// One model's rating in every replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Ascending; infinite ones among them.
    ratings: Vec<f64>,
    /// Replicates that leave it anywhere.
    anywhere: usize,
}

impl Column {
    /// Of the finite ratings, and of how often there was none.
    #[must_use]
    pub fn new(mut finite: Vec<f64>, ends: Ends) -> Self {
        sort_floats(&mut finite);
        let times = |end, count: u32| std::iter::repeat_n(end, count as usize);
        let ratings = if ends.below > 0 {
            times(f64::NEG_INFINITY, ends.below).chain(finite).collect()
        } else {
            finite
        };
        let mut column = Self { ratings, anywhere: ends.anywhere as usize };
        column.ratings.extend(times(f64::INFINITY, ends.above));
        column
    }

    /// Of a coefficient in so many replicates, some of which may leave it anywhere: NaN, or none.
    #[must_use]
    pub fn known(coefficients: impl Iterator<Item = f32>, replicates: u32) -> Self {
        let known = coefficients.filter(|slope| !slope.is_nan()).map(f64::from);
        let mut column = Self::new(known.collect(), Ends::default());
        column.anywhere = replicates as usize - column.ratings.len();
        column
    }

    /// Replicates.
    #[must_use]
    pub fn len(&self) -> f64 {
        (self.ratings.len() + self.anywhere) as f64
    }

    /// How many lie below an estimate and how many above it. Those that are anywhere count half on
    /// either side.
    ///
    /// Replicates come as `f32`, so at the estimate means within that type's rounding: few votes
    /// land there often, and must not all fall to the side it rounds to.
    #[must_use]
    pub fn sides(&self, estimate: f64) -> (f64, f64) {
        let rounding = f64::from(f32::EPSILON) * estimate.abs().max(1.0);
        let below = self.ratings.iter().filter(|&&x| x < estimate - rounding).count() as f64;
        let above = self.ratings.iter().filter(|&&x| x > estimate + rounding).count() as f64;
        let either = self.anywhere as f64 / 2.0;
        (below + either, above + either)
    }

    /// The interval between two quantiles. What is anywhere is at -∞ for the lower one and at ∞
    /// for the upper one. Both are 0 where there are no replicates.
    #[must_use]
    pub fn between(&self, levels: (f64, f64)) -> Interval {
        if self.anywhere == 0 {
            return between(&self.ratings, levels);
        }
        let mut column = vec![f64::NEG_INFINITY; self.anywhere];
        column.extend(&self.ratings);
        let Interval { low, .. } = between(&column, levels);
        column.drain(..self.anywhere);
        column.extend(std::iter::repeat_n(f64::INFINITY, self.anywhere));
        Interval { low, ..between(&column, levels) }
    }

    /// From the (1 − level)/2 quantile to the (1 + level)/2 quantile.
    #[must_use]
    pub fn percentile(&self, level: f64) -> Interval {
        self.between(percentile_levels(level))
    }

    /// Bias-corrected and accelerated (Efron 1987): the percentile interval at
    /// levels moved for the replicates' median bias and the estimate's skewness.
    /// A replicate at the estimate counts half below and half above.
    #[must_use]
    pub fn bca(&self, estimate: f64, acceleration: f64, level: f64) -> Interval {
        self.between(bca_levels(self.sides(estimate), self.len(), acceleration, level))
    }
}

/// From the (1 − level)/2 quantile to the (1 + level)/2 quantile.
pub fn percentile(column: &mut [f64], level: f64) -> Interval {
    sort_floats(column);
    between(column, percentile_levels(level))
}

/// The percentile interval mirrored at the estimate (Davison and Hinkley 1997, eq. 5.6). An end
/// without limit has no mirror image: mirrored it would open the interval on the side to which the
/// votes do set a limit. Then the percentile interval stays.
#[must_use]
pub fn basic(percentile: Interval, estimate: f64) -> Interval {
    if !(percentile.low.is_finite() && percentile.high.is_finite()) {
        return percentile;
    }
    Interval { low: 2.0 * estimate - percentile.high, high: 2.0 * estimate - percentile.low }
}

/// The two quantiles that end a [`BCa`](Column::bca) interval, given how many of `n` replicates lie below the
/// estimate and how many above it.
#[must_use]
pub fn bca_levels((below, above): (f64, f64), n: f64, acceleration: f64, level: f64) -> (f64, f64) {
    // Half a replicate from either end keeps the bias finite when all lie on one side.
    let share = ((below + (n - above)) / (2.0 * n)).clamp(0.5 / n, 1.0 - 0.5 / n);
    let bias = normal_quantile(share);
    let moved = |q: f64| {
        let z = bias + normal_quantile(q);
        let scale = 1.0 - acceleration * z;
        // Beyond the pole the level has gone all the way to its end.
        if scale > 0.0 { normal_cdf(bias + z / scale) } else { f64::from(z > 0.0) }
    };
    let (lower, upper) = percentile_levels(level);
    (moved(lower), moved(upper))
}

/// The acceleration of [`BCa`](Column::bca): a sixth of the skewness of the influence of one
/// vote, or of one judge where judges are the unit (Efron 1987, eq. 7.3).
#[must_use]
pub fn acceleration(
    counts: &PairCounts,
    judges: Option<&JudgeCounts>,
    fit: &Fit,
    model: usize,
) -> f64 {
    let influence = Influence::new(counts, fit);
    let (mut squares, mut cubes) = (0.0, 0.0);
    let mut add = |value: f64, times: f64| {
        squares += times * value * value;
        cubes += times * value * value * value;
    };
    if let Some(judges) = judges {
        for judge in 0..judges.judges() {
            let of = |(cell, n)| influence.of(cell as usize, model) * f64::from(n);
            add(judges.of(judge).map(of).sum(), 1.0);
        }
    } else {
        for (cell, &count) in counts.cells().iter().enumerate().filter(|(_, n)| **n > 0) {
            add(influence.of(cell, model), count as f64);
        }
    }
    if squares > 0.0 { cubes / (6.0 * squares * squares.sqrt()) } else { 0.0 }
}

/// Quantiles of a sorted column; 0 where it is empty.
fn between(column: &[f64], (lower, upper): (f64, f64)) -> Interval {
    let at = |q| quantile(column, q).unwrap_or_default();
    Interval { low: at(lower), high: at(upper) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(ends: Ends) -> Column {
        Column::new((1..=80).rev().map(f64::from).collect(), ends)
    }

    #[test]
    fn infinite_ratings_are_the_outermost() {
        let ends = Ends { below: 5, above: 15, ..Ends::default() };
        assert_eq!(
            column(ends).percentile(0.9),
            Interval { low: f64::NEG_INFINITY, high: f64::INFINITY }
        );
        // 10 of 100 below the lower end: the tenth, then half of the way to the eleventh.
        let inner = column(ends).percentile(0.5);
        assert!(inner.low > 20.0 && inner.low < 21.0 && inner.high > 70.0 && inner.high < 71.0);
        let written_out = (0..100).map(|k| match k {
            0..5 => f64::NEG_INFINITY,
            5..85 => f64::from(k - 4),
            _ => f64::INFINITY,
        });
        for level in [0.5, 0.69, 0.7, 0.71, 0.89, 0.9, 0.91] {
            let mut all: Vec<f64> = written_out.clone().collect();
            assert_eq!(percentile(&mut all, level), column(ends).percentile(level), "{level}");
        }
    }

    #[test]
    fn what_is_anywhere_opens_both_ends() {
        let ends = Ends { anywhere: 20, ..Ends::default() };
        let open = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        assert_eq!(column(ends).percentile(0.9), open);
        assert_eq!(column(ends).bca(40.5, 0.0, 0.9), open);
        let low =
            Column::new((1..=80).map(f64::from).collect(), Ends { below: 20, ..Ends::default() });
        let high =
            Column::new((1..=80).map(f64::from).collect(), Ends { above: 20, ..Ends::default() });
        let inner = column(ends).percentile(0.5);
        assert_eq!((inner.low, inner.high), (low.percentile(0.5).low, high.percentile(0.5).high));
        assert_eq!(column(ends).sides(40.5), (50.0, 50.0));
    }
}
