//! Intervals from replicates: percentile, basic, `BCa`, and of ranks.
//!
//! A `column` is one model's rating in every replicate; these functions sort it.

use crate::rating::{Fit, Influence};
use crate::stats::order::reorder;
use crate::stats::quantile::quantile;
use crate::stats::special::{normal_cdf, normal_quantile};
use crate::votes::{JudgeCounts, PairCounts};

/// From the (1 − level)/2 quantile to the (1 + level)/2 quantile.
pub fn percentile(column: &mut [f64], level: f64) -> (f64, f64) {
    between(column, (1.0 - level) / 2.0, f64::midpoint(1.0, level))
}

/// The percentile interval mirrored at the estimate (Davison and Hinkley 1997, eq. 5.6).
pub fn basic(column: &mut [f64], estimate: f64, level: f64) -> (f64, f64) {
    let (lower, upper) = percentile(column, level);
    (2.0 * estimate - upper, 2.0 * estimate - lower)
}

/// Bias-corrected and accelerated (Efron 1987): the percentile interval at
/// levels moved for the replicates' median bias and the estimate's skewness.
///
/// A replicate at the estimate counts half below and half above. Replicates
/// come as `f32`, so at the estimate means within that type's rounding: few
/// votes land there often, and must not all fall to the side it rounds to.
pub fn bca(column: &mut [f64], estimate: f64, acceleration: f64, level: f64) -> (f64, f64) {
    let rounding = f64::from(f32::EPSILON) * estimate.abs().max(1.0);
    let below = column.iter().filter(|&&x| x < estimate - rounding).count() as f64;
    let above = column.iter().filter(|&&x| x > estimate + rounding).count() as f64;
    let n = column.len() as f64;
    // Half a replicate from either end keeps the bias finite when all lie on one side.
    let share = ((below + (n - above)) / (2.0 * n)).clamp(0.5 / n, 1.0 - 0.5 / n);
    let bias = normal_quantile(share);
    let moved = |q: f64| {
        let z = bias + normal_quantile(q);
        let scale = 1.0 - acceleration * z;
        // Beyond the pole the level has gone all the way to its end.
        if scale > 0.0 { normal_cdf(bias + z / scale) } else { f64::from(z > 0.0) }
    };
    between(column, moved((1.0 - level) / 2.0), moved(f64::midpoint(1.0, level)))
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

/// Every model's interval of ranks over replicates, rows of ratings: the
/// smallest ranks that hold (1 − level)/2 and (1 + level)/2 of them.
#[must_use]
pub fn rank_intervals(rows: &[&[f32]], level: f64) -> Vec<(u32, u32)> {
    let models = rows.first().map_or(0, |row| row.len());
    // How often each model took each rank, models × models.
    let mut taken = vec![0_u32; models * models];
    let mut order: Vec<usize> = (0..models).collect();
    for row in rows {
        reorder(&mut order, &|a, b| row[b].total_cmp(&row[a]));
        let mut rank = 0;
        for (place, &model) in order.iter().enumerate() {
            // Equal ratings share the better rank.
            if place == 0 || row[model] < row[order[place - 1]] {
                rank = place;
            }
            taken[model * models + rank] += 1;
        }
    }
    let reached = |counts: &[u32], share: f64| {
        // (1 - 0.95) / 2 is a little more than 0.025 in floating point.
        let wanted = (share * rows.len() as f64 - 1e-9).ceil().max(1.0);
        let mut seen = 0.0;
        let here = counts.iter().position(|&n| {
            seen += f64::from(n);
            seen >= wanted
        });
        here.map_or(models, |rank| rank + 1) as u32
    };
    taken
        .chunks_exact(models.max(1))
        .map(|counts| {
            (reached(counts, (1.0 - level) / 2.0), reached(counts, f64::midpoint(1.0, level)))
        })
        .collect()
}

/// Quantiles of an unsorted, never empty column.
fn between(column: &mut [f64], lower: f64, upper: f64) -> (f64, f64) {
    column.sort_unstable_by(f64::total_cmp);
    let at = |q| quantile(column, q).unwrap_or_default();
    (at(lower), at(upper))
}
