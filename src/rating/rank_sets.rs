//! Ranks that hold for all models at once.
//!
//! A rank interval is right about its own model at its level; all of them together are right far
//! less often. The sets here hold the true ranks of *all* models with the level's probability
//! (Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for Ranks", Algorithm 3.2): every ordered
//! pair's "i is no better than j" is tested, the largest studentised difference over resamples
//! gives the critical value that all of them share, and what is rejected leaves the others a
//! smaller one (Romano and Wolf 2005).

use super::sandwich::Covariance;
use crate::stats::order::order;

/// Differences looked at in one pass: bounds the time, not the sharpness.
const WORK: usize = 1 << 27;
/// Resamples below which a quantile would be a guess, and beyond which it does not get better.
const FEWEST: usize = 1000;
const MOST: usize = 10_000;

/// How many resamples [`rank_sets`] makes use of, the first ones.
#[must_use]
pub fn resamples_used(models: usize) -> usize {
    (WORK / (models * models).max(1)).clamp(FEWEST, MOST)
}

/// The lowest and the highest rank of every model, right for all at once at `level`.
///
/// `resamples` are ratings around `ratings`, one slice per resample.
#[must_use]
pub fn rank_sets(
    ratings: &[f64],
    errors: &Covariance,
    resamples: &[&[f32]],
    level: f64,
) -> Vec<(u32, u32)> {
    let models = ratings.len();
    let deviations = deviations(ratings, resamples);
    // 1 / se of the ordered pairs not rejected yet, 0 of the others, which then never lead.
    let mut weights = vec![0.0_f32; models * models];
    for i in 0..models {
        for j in (0..models).filter(|&j| j != i) {
            let se = errors.difference_se(i, j);
            weights[i * models + j] = if se > 0.0 { (1.0 / se) as f32 } else { 0.0 };
        }
    }
    // Where the errors are none, equal ratings are equal and others are not.
    let mut better: Vec<bool> = (0..models * models)
        .map(|at| weights[at] == 0.0 && ratings[at / models] > ratings[at % models])
        .collect();
    loop {
        let critical = critical(&deviations, &weights, level);
        let mut any = false;
        for i in 0..models {
            for j in 0..models {
                let at = i * models + j;
                if (ratings[i] - ratings[j]) * f64::from(weights[at]) > critical {
                    (better[at], weights[at], any) = (true, 0.0, true);
                }
            }
        }
        if !any {
            break;
        }
    }
    let count = |pairs: &mut dyn Iterator<Item = usize>| pairs.filter(|&at| better[at]).count();
    let of = |m: usize| {
        let above = count(&mut (0..models).map(|k| k * models + m));
        let below = count(&mut (0..models).map(|k| m * models + k));
        (1 + above as u32, (models - below) as u32)
    };
    (0..models).map(of).collect()
}

/// Resamples × models.
fn deviations(ratings: &[f64], resamples: &[&[f32]]) -> Vec<f32> {
    let of = |row: &&[f32]| -> Vec<f32> {
        row.iter().zip(ratings).map(|(&x, &rating)| (f64::from(x) - rating) as f32).collect()
    };
    resamples.iter().take(resamples_used(ratings.len())).flat_map(of).collect()
}

/// The quantile of the largest studentised difference.
fn critical(deviations: &[f32], weights: &[f32], level: f64) -> f64 {
    let models = weights.len().isqrt().max(1);
    let largest = |row: &[f32]| {
        let of = |(weights, &own): (&[f32], &f32)| -> f32 {
            let statistics = row.iter().zip(weights).map(|(other, weight)| (own - other) * weight);
            statistics.fold(0.0, |most, statistic| if statistic > most { statistic } else { most })
        };
        weights.chunks_exact(models).zip(row).map(of).fold(0.0, f32::max)
    };
    let largest: Vec<f32> = deviations.chunks_exact(models).map(largest).collect();
    let places = order(largest.len(), &|a, b| largest[a].total_cmp(&largest[b]));
    // The smallest value that the level's share of resamples does not exceed.
    let at = ((level * places.len() as f64 - 1e-9).ceil() as usize).saturating_sub(1);
    places.get(at).map_or(f64::INFINITY, |&place| f64::from(largest[place]))
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::stats::philox::{Domain, Stream};
    use crate::stats::special::normal_quantile;

    fn normal(stream: &mut Stream) -> f64 {
        normal_quantile(stream.unit().max(1e-12))
    }

    fn resamples(ratings: &[f64], se: &[f64], count: usize, seed: u64) -> Vec<Vec<f32>> {
        let mut stream = Stream::new(seed, Domain::Simulation, 0, 0);
        let mut row = || {
            let one = |(rating, se): (&f64, &f64)| (rating + se * normal(&mut stream)) as f32;
            ratings.iter().zip(se).map(one).collect()
        };
        (0..count).map(|_| row()).collect()
    }

    fn independent(se: &[f64]) -> Covariance {
        let squares = se.iter().map(|se| se * se).collect();
        Covariance::normal(DMatrix::from_diagonal(&nalgebra::DVector::from_vec(squares)))
    }

    /// The definition, word by word: hypotheses as a list, each step from the start.
    fn slowly(
        ratings: &[f64],
        errors: &Covariance,
        resamples: &[Vec<f32>],
        level: f64,
    ) -> Vec<(u32, u32)> {
        let models = ratings.len();
        let mut open: Vec<(usize, usize)> = (0..models)
            .flat_map(|i| (0..models).map(move |j| (i, j)))
            .filter(|(i, j)| i != j)
            .collect();
        let mut rejected = vec![];
        loop {
            let mut largest: Vec<f64> = resamples
                .iter()
                .map(|row| {
                    let of = |&(i, j): &(usize, usize)| {
                        let own = f64::from(row[i]) - f64::from(row[j]) - ratings[i] + ratings[j];
                        own / errors.difference_se(i, j)
                    };
                    open.iter().map(of).fold(0.0, f64::max)
                })
                .collect();
            largest.sort_by(f64::total_cmp);
            let at = (level * largest.len() as f64 - 1e-9).ceil() as usize - 1;
            let (out, rest): (Vec<_>, Vec<_>) = open.iter().partition(|&&(i, j)| {
                (ratings[i] - ratings[j]) / errors.difference_se(i, j) > largest[at]
            });
            if out.is_empty() {
                break;
            }
            rejected.extend(out);
            open = rest;
        }
        (0..models)
            .map(|m| {
                let above = rejected.iter().filter(|(_, j)| *j == m).count();
                let below = rejected.iter().filter(|(i, _)| *i == m).count();
                (1 + above as u32, (models - below) as u32)
            })
            .collect()
    }

    #[test]
    fn sets_are_those_of_the_definition() {
        let ratings = [1.4, 1.0, 0.85, 0.1, 0.0, -0.4, -2.0];
        let se = [0.1, 0.15, 0.1, 0.12, 0.2, 0.1, 0.3];
        let errors = independent(&se);
        for (seed, level) in [(1, 0.95), (2, 0.8), (3, 0.5)] {
            let rows = resamples(&ratings, &se, 999, seed);
            let slices: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
            let sets = rank_sets(&ratings, &errors, &slices, level);
            assert_eq!(sets, slowly(&ratings, &errors, &rows, level));
            assert_eq!(sets[6], (7, 7));
        }
    }

    /// What they are for: all models at once. Intervals of each alone fail it.
    #[test]
    fn all_ranks_are_covered_at_once() {
        let truth = [0.5, 0.3, 0.3, 0.3, 0.0, 0.0, -0.4, -0.4];
        let se = [0.1; 8];
        let errors = independent(&se);
        let true_rank = |m: usize| 1 + truth.iter().filter(|&&other| other > truth[m]).count();
        let covers = |sets: &[(u32, u32)]| {
            (0..8).all(|m| (sets[m].0..=sets[m].1).contains(&(true_rank(m) as u32)))
        };
        let studies = 600;
        let (mut sets_cover, mut intervals_cover) = (0, 0);
        for study in 0..studies {
            let mut stream = Stream::new(7, Domain::Simulation, study, 1);
            let seen: Vec<f64> = truth.iter().map(|t| t + 0.1 * normal(&mut stream)).collect();
            let rows = resamples(&seen, &se, 400, u64::from(study));
            let slices: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
            sets_cover += u32::from(covers(&rank_sets(&seen, &errors, &slices, 0.9)));
            let alone = super::super::rank_interval(&seen, &errors, 0.9);
            intervals_cover += u32::from(covers(&alone));
        }
        let share = |count: u32| f64::from(count) / f64::from(studies);
        // Three Monte Carlo errors of 600 studies are 0.037.
        assert!(share(sets_cover) > 0.9 - 0.037, "{}", share(sets_cover));
        assert!(share(intervals_cover) < 0.8, "{}", share(intervals_cover));
    }

    #[test]
    fn nothing_to_go_by_leaves_every_rank_open() {
        let errors = independent(&[0.1; 3]);
        assert_eq!(rank_sets(&[9.0, 0.0, -9.0], &errors, &[], 0.95), [(1, 3); 3]);
        let none = independent(&[0.0; 2]);
        let rows: [&[f32]; 2] = [&[1.0, 0.0], &[1.0, 0.0]];
        assert_eq!(rank_sets(&[1.0, 0.0], &none, &rows, 0.95), [(1, 1), (2, 2)]);
        assert!(rank_sets(&[], &independent(&[]), &[], 0.95).is_empty());
    }
}
