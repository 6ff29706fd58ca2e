//! Coefficients over judges resampled: what a vote by another judge is worth.

use serde::Serialize;

use super::design::Design;
use super::effects::Effects;
use super::frame::Frame;
use super::logistic::Rows;
use super::mixed::Mixed;
use super::options::Settings;
use crate::resample::interval::percentile;
use crate::stats::interval::Interval;
use crate::stats::philox::{Domain, Stream};

/// With fewer judges percentile intervals are too short: of five they cover 82 to 84 %.
pub const FEWEST_JUDGES: u64 = 50;

/// One coefficient over resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resampled {
    /// Percentile interval; resamples without a finite answer lie beyond either end.
    pub interval: Interval,
    /// Standard deviation.
    pub se: f64,
    /// Resamples with a finite answer.
    pub replicates: u32,
}

/// Refits the regression to judges drawn with replacement, all votes of a judge together.
pub(super) fn resample(
    design: &Design,
    frame: &Frame,
    fit: &Fit,
    replicates: u32,
    settings: &Settings,
) -> (Vec<Option<Resampled>>, u32) {
    let p = frame.columns();
    let judges = design.judges() as u32;
    // Judge g is in the first cluster that ends above g.
    let mut ends = Vec::with_capacity(design.clusters.len());
    for cluster in &design.clusters {
        ends.push(ends.last().copied().unwrap_or(0) + cluster.judges);
    }
    let mut columns = vec![Vec::new(); p];
    let mut failed = 0;
    for replicate in 0..replicates {
        let mut stream = Stream::new(settings.seed, Domain::Coefficients, replicate, 0);
        let (mut wins, mut votes) = (vec![0.0; design.rows()], vec![0.0; design.rows()]);
        for _ in 0..judges {
            let judge = stream.below(judges);
            let cluster = &design.clusters[ends.partition_point(|end| *end <= judge)];
            for share in &cluster.shares {
                wins[share.row as usize] += share.wins;
                votes[share.row as usize] += share.votes;
            }
        }
        let beta = match fit {
            Fit::Plain(beta) => {
                // Rows that nobody drew weigh nothing.
                let resampled = Design { wins, votes, ..Design::default() };
                Rows::new(&resampled, &frame.x, p).fit(beta, None).map(|fit| fit.beta)
            }
            Fit::Mixed(effects, fit) => {
                let resampled = Design { wins, votes, ..Design::default() };
                effects.problem(&resampled, &frame.x, p).refit(fit, None).map(|fit| fit.beta)
            }
        };
        match beta {
            Ok(beta) => {
                for (column, value) in columns.iter_mut().zip(frame.back(&beta)) {
                    column.push(value);
                }
            }
            Err(_) => failed += 1,
        }
    }
    let of = |column: &Vec<f64>| summary(column, failed as usize, settings.level);
    (columns.iter().map(of).collect(), failed)
}

/// What a resample is refitted from.
pub(super) enum Fit<'a> {
    /// Coefficients in the frame.
    Plain(&'a [f64]),
    /// With its effects.
    Mixed(&'a Effects, &'a Mixed),
}

fn summary(column: &[f64], failed: usize, level: f64) -> Option<Resampled> {
    let n = column.len() as f64;
    if column.len() < 2 {
        return None;
    }
    let mean = column.iter().sum::<f64>() / n;
    let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    // On which side a resample without an answer lies nobody knows: on the worse for each end.
    let with = |beyond: f64| {
        let mut all = column.to_vec();
        all.extend(std::iter::repeat_n(beyond, failed));
        percentile(&mut all, level)
    };
    Some(Resampled {
        interval: Interval { low: with(f64::NEG_INFINITY).low, high: with(f64::INFINITY).high },
        se: variance.sqrt(),
        replicates: column.len() as u32,
    })
}
