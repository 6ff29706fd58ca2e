//! Whether other judges would give the same ratings: two halves of them, again and again.

use serde::Serialize;

use super::options::TrustSettings;
use crate::rating::{Fit, refit};
use crate::stats::interval::Interval;
use crate::stats::order::sort_floats;
use crate::stats::philox::{Domain, Stream};
use crate::stats::quantile::quantile;
use crate::votes::{JudgeCounts, PairCounts};

/// Judges below which halves are too small to say anything.
const FEWEST_JUDGES: usize = 10;
/// Models below which ratings cannot correlate in any other way than fully.
const FEWEST_MODELS: usize = 3;
/// Share of splits in which both halves must have finite ratings.
const LEAST_FITTED: f64 = 0.8;

/// How well ratings of two halves of the judges agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Halves {
    /// Mean over splits of 2r / (1 + r), r the correlation of the halves' ratings: what two samples
    /// of as many judges as these would correlate (Spearman 1910, Brown 1910).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<f64>,
    /// The middle 95 % of the splits: how much it depends on who is in which half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Splits in which both halves had ratings.
    pub splits: u32,
    /// What it says, or why there is none.
    pub sentence: String,
}

pub(super) fn halves(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    settings: &TrustSettings,
) -> Halves {
    match reliabilities(counts, judges, fit, settings) {
        Err(why) => Halves {
            reliability: None,
            interval: None,
            splits: 0,
            sentence: format!("Whether halves of the judges agree is not said: {why}."),
        },
        Ok(mut found) => {
            sort_floats(&mut found);
            let mean = found.iter().sum::<f64>() / found.len() as f64;
            let end = |q| quantile(&found, q).unwrap_or(mean);
            let interval = Interval { low: end(0.025), high: end(0.975) };
            let Interval { low, high } = interval;
            Halves {
                reliability: Some(mean),
                interval: Some(interval),
                splits: found.len() as u32,
                sentence: format!(
                    "Ratings by as many other judges would correlate with these at about {mean:.2} (halves of the judges against each other, {} splits, the middle 95 % from {low:.2} to {high:.2}).",
                    found.len()
                ),
            }
        }
    }
}

fn reliabilities(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fit: &Fit,
    settings: &TrustSettings,
) -> Result<Vec<f64>, String> {
    let all = judges.judges();
    if all < FEWEST_JUDGES {
        return Err(format!("there are {all} judges, and {FEWEST_JUDGES} are needed"));
    }
    if counts.models < FEWEST_MODELS {
        return Err("there are two models only".into());
    }
    let total = counts.cells();
    let mut found = Vec::new();
    for split in 0..settings.splits {
        let mut stream = Stream::new(settings.seed, Domain::Halves, split, 0);
        // Fisher and Yates, as far as the first half goes.
        let mut order: Vec<u32> = (0..all as u32).collect();
        let mut cells = vec![0_u64; total.len()];
        for k in 0..all / 2 {
            order.swap(k, k + stream.below((all - k) as u32) as usize);
            for (cell, votes) in judges.of(order[k] as usize) {
                cells[cell as usize] += u64::from(votes);
            }
        }
        let rest: Vec<u64> = total.iter().zip(&cells).map(|(all, half)| all - half).collect();
        let one = refit(&counts.with_cells(&cells), fit);
        let other = refit(&counts.with_cells(&rest), fit);
        if let (Ok(one), Ok(other)) = (one, other) {
            let r = correlation(&one, &other);
            found.push(2.0 * r / (1.0 + r));
        }
    }
    let fitted = found.len() as f64 / f64::from(settings.splits);
    if fitted < LEAST_FITTED || found.iter().any(|r| !r.is_finite()) {
        return Err(format!(
            "in {} of {} splits a half of the judges has no finite ratings",
            settings.splits as usize - found.len(),
            settings.splits
        ));
    }
    Ok(found)
}

/// Pearson's, of ratings that sum to zero.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    dot(x, y) / (dot(x, x) * dot(y, y)).sqrt()
}
