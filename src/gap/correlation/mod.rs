//! Each benchmark against the votes' ratings; the mathematics is [`statistics`]'s.

pub mod statistics;

use serde::Serialize;

use self::statistics::{Panel, STATISTICS};
use super::options::GapSettings;
use super::tested::{Ranked, Tested, turned};
use super::top_k;
use crate::resample::interval::percentile_levels;
use crate::scores::{Direction, Scores};
use crate::stats::adjust::benjamini_hochberg;
use crate::stats::order::order;
use crate::stats::quantile::quantile;

/// One benchmark, turned so that positive is agreement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlation {
    /// Its name.
    pub benchmark: String,
    /// Whether more is better.
    pub direction: Direction,
    /// Models with a score.
    pub n: usize,
    /// Of each model, as in the table.
    pub scores: Vec<Option<f64>>,
    /// Kendall's τ-b.
    pub kendall: Kendall,
    /// Spearman's ρ.
    pub spearman: Spearman,
    /// Pearson's r.
    pub pearson: Pearson,
    /// Distance of the two top lists.
    #[serde(rename = "topK")]
    pub top_k: TopK,
}

/// Kendall's τ-b.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kendall {
    /// The statistic.
    pub tau: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// Spearman's ρ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spearman {
    /// The statistic.
    pub rho: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// Pearson's r.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pearson {
    /// The statistic.
    pub r: f64,
    /// Its tests.
    #[serde(flatten)]
    pub tested: Tests,
}

/// What is said of a statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tests {
    /// Of permutations, two-sided.
    pub p: f64,
    /// After Benjamini and Hochberg over the benchmarks.
    pub p_adjusted: f64,
    /// Over the votes' replicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
}

/// Distance of the benchmark's first k from the votes' first k.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TopK {
    /// Length of the lists.
    pub k: usize,
    /// 0 the same, 1 disjoint.
    pub distance: f64,
    /// Over the votes' replicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
}

/// Of every tested benchmark, in the order of the table.
#[must_use]
pub fn correlations(
    tested: &Tested,
    ranked: &Ranked,
    scores: &Scores,
    settings: &GapSettings,
) -> Vec<Correlation> {
    let mut rows: Vec<Option<Correlation>> = vec![None; tested.benchmarks.len()];
    let present = |k: usize| -> Vec<bool> {
        tested.scores(scores, tested.benchmarks[k]).map(|score| score.is_some()).collect()
    };
    // Benchmarks that the same models have are looked at together.
    let mut done = vec![false; rows.len()];
    for first in 0..rows.len() {
        if done[first] {
            continue;
        }
        let mask = present(first);
        let members: Vec<usize> = (first..rows.len()).filter(|&k| present(k) == mask).collect();
        for (&k, row) in
            members.iter().zip(together(&members, &mask, tested, ranked, scores, settings))
        {
            rows[k] = Some(row);
            done[k] = true;
        }
    }
    let mut rows: Vec<Correlation> = rows.into_iter().flatten().collect();
    for which in [
        (|row: &mut Correlation| &mut row.kendall.tested) as fn(&mut Correlation) -> &mut Tests,
        |row| &mut row.spearman.tested,
        |row| &mut row.pearson.tested,
    ] {
        let p: Vec<f64> = rows.iter_mut().map(|row| which(row).p).collect();
        for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
            which(row).p_adjusted = adjusted;
        }
    }
    rows
}

fn together(
    members: &[usize],
    mask: &[bool],
    tested: &Tested,
    ranked: &Ranked,
    scores: &Scores,
    settings: &GapSettings,
) -> Vec<Correlation> {
    let benchmark = |k: usize| &scores.benchmarks[tested.benchmarks[k]];
    let columns: Vec<Vec<f64>> = members
        .iter()
        .map(|&k| {
            let scores = tested.scores(scores, tested.benchmarks[k]).flatten();
            scores.map(|score| turned(score, benchmark(k).direction)).collect()
        })
        .collect();
    let places: Vec<usize> =
        tested.ranked.iter().zip(mask).filter(|(_, here)| **here).map(|(&at, _)| at).collect();
    let ratings: Vec<f64> = places.iter().map(|&at| ranked.ratings[at]).collect();
    let panel = Panel::new(&columns);
    let statistics = panel.statistics(&ratings);
    let p = panel.p_values(&ratings, settings.seed);

    let replicates: Vec<Vec<f64>> = ranked
        .samples
        .chunks_exact(ranked.models.len())
        .map(|row| places.iter().map(|&at| f64::from(row[at])).collect())
        .collect();
    let over = panel.over(replicates.iter().map(Vec::as_slice));
    let k = settings.k.min(places.len());
    // Ties go by name: the models' order here is the voters', which would take the benchmark's side.
    let names: Vec<&str> = places.iter().map(|&at| ranked.models[at].as_str()).collect();
    let by_name = order(names.len(), &|i, j| names[i].cmp(names[j]));
    let first = |column: &Vec<f64>| {
        let sorted: Vec<f64> = by_name.iter().map(|&at| column[at]).collect();
        top_k::first(&sorted, k).into_iter().map(|at| by_name[at]).collect()
    };
    let lists: Vec<Vec<usize>> = columns.iter().map(first).collect();
    let top = top_k::first(&ratings, k);
    let mut distances = vec![Vec::with_capacity(replicates.len()); members.len()];
    for replicate in &replicates {
        let top = top_k::first(replicate, k);
        for (distances, list) in distances.iter_mut().zip(&lists) {
            distances.push(top_k::fagin(&top, list, settings.penalty));
        }
    }
    let interval = |sorted: &[f64]| {
        let (low, high) = percentile_levels(settings.level);
        Some((quantile(sorted, low)?, quantile(sorted, high)?))
    };
    members
        .iter()
        .enumerate()
        .map(|(at, &member)| {
            // Equal ratings of all models, which no votes give, would have no statistic.
            let value = |s: usize| statistics[at][s].unwrap_or(0.0);
            let tests: [Tests; STATISTICS] = [0, 1, 2].map(|s| Tests {
                p: p[at][s].unwrap_or(1.0),
                p_adjusted: 1.0,
                interval: interval(&over[at][s]),
            });
            distances[at].sort_unstable_by(f64::total_cmp);
            Correlation {
                benchmark: benchmark(member).name.clone(),
                direction: benchmark(member).direction,
                n: places.len(),
                scores: tested.scores(scores, tested.benchmarks[member]).collect(),
                kendall: Kendall { tau: value(0), tested: tests[0] },
                spearman: Spearman { rho: value(1), tested: tests[1] },
                pearson: Pearson { r: value(2), tested: tests[2] },
                top_k: TopK {
                    k,
                    distance: top_k::fagin(&top, &lists[at], settings.penalty),
                    interval: interval(&distances[at]),
                },
            }
        })
        .collect()
}
