//! Intervals from replicates: percentile, basic, `BCa`.
//!
//! A `column` is one model's rating in every replicate; these functions sort it.

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

/// From the (1 − level)/2 quantile to the (1 + level)/2 quantile.
pub fn percentile(column: &mut [f64], level: f64) -> Interval {
    between(column, percentile_levels(level))
}

/// The percentile interval mirrored at the estimate (Davison and Hinkley 1997, eq. 5.6).
#[must_use]
pub fn basic(percentile: Interval, estimate: f64) -> Interval {
    Interval { low: 2.0 * estimate - percentile.high, high: 2.0 * estimate - percentile.low }
}

/// Bias-corrected and accelerated (Efron 1987): the percentile interval at
/// levels moved for the replicates' median bias and the estimate's skewness.
///
/// A replicate at the estimate counts half below and half above. Replicates
/// come as `f32`, so at the estimate means within that type's rounding: few
/// votes land there often, and must not all fall to the side it rounds to.
pub fn bca(column: &mut [f64], estimate: f64, acceleration: f64, level: f64) -> Interval {
    let rounding = f64::from(f32::EPSILON) * estimate.abs().max(1.0);
    let below = column.iter().filter(|&&x| x < estimate - rounding).count() as f64;
    let above = column.iter().filter(|&&x| x > estimate + rounding).count() as f64;
    between(column, bca_levels((below, above), column.len() as f64, acceleration, level))
}

/// The two quantiles that end a [`bca`] interval, given how many of `n` replicates lie below the
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

/// The acceleration of [`bca`]: a sixth of the skewness of the influence of one
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

/// Quantiles of an unsorted, never empty column.
fn between(column: &mut [f64], (lower, upper): (f64, f64)) -> Interval {
    sort_floats(column);
    let at = |q| quantile(column, q).unwrap_or_default();
    Interval { low: at(lower), high: at(upper) }
}
