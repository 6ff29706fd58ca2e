//! Coefficients over judges resampled: what a vote by another judge is worth.

use serde::Serialize;

use super::design::Design;
use super::effects::Effects;
use super::fit::rows;
use super::frame::Frame;
use super::mixed::Mixed;
use super::regression::Settings;
use crate::resample::interval::percentile;
use crate::stats::interval::Interval;
use crate::stats::philox::{Domain, Stream};

/// One coefficient over resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resampled {
    /// Percentile interval.
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
    let judges = design.clusters.len() as u32;
    let mut columns = vec![Vec::new(); p];
    let mut failed = 0;
    for replicate in 0..replicates {
        let mut stream = Stream::new(settings.seed, Domain::Coefficients, replicate, 0);
        let (mut wins, mut votes) = (vec![0.0; design.rows()], vec![0.0; design.rows()]);
        for _ in 0..judges {
            for share in &design.clusters[stream.below(judges) as usize] {
                wins[share.row as usize] += share.wins;
                votes[share.row as usize] += share.votes;
            }
        }
        let beta = match fit {
            Fit::Plain(beta) => {
                // Rows that nobody drew weigh nothing.
                let resampled = Design { wins, votes, ..Design::default() };
                rows(&resampled, &frame.x, p).fit(beta, None).map(|fit| fit.beta)
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
    (columns.into_iter().map(|column| summary(column, settings.level)).collect(), failed)
}

/// What a resample is refitted from.
pub(super) enum Fit<'a> {
    /// Coefficients in the frame.
    Plain(&'a [f64]),
    /// With its effects.
    Mixed(&'a Effects, &'a Mixed),
}

fn summary(mut column: Vec<f64>, level: f64) -> Option<Resampled> {
    let n = column.len() as f64;
    if column.len() < 2 {
        return None;
    }
    let mean = column.iter().sum::<f64>() / n;
    let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Some(Resampled {
        interval: percentile(&mut column, level),
        se: variance.sqrt(),
        replicates: column.len() as u32,
    })
}
