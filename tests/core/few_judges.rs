//! Ratings by few judges: how often their intervals hold the truth, and what is refused.

use mindgap::leaderboard::board::IntervalMethod;
use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::rating::{FitOptions, TieModel, fit, sandwich};
use mindgap::resample::Resampler;
use mindgap::simulate::{Spec, Study};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::normal_quantile;
use mindgap::votes::{JudgeCounts, Pair, PairCounts, ReadOptions, Votes, read};
use serde_json::{Value, json};

const RATINGS: [f64; 4] = [0.6, 0.2, -0.1, -0.7];

/// Votes that each of some judges casts.
fn equal(judges: usize) -> Vec<u32> {
    vec![60; judges]
}

/// The first judge casts most, the last ones a few.
fn unequal(judges: usize) -> Vec<u32> {
    (0..judges as u32).map(|judge| 12 + 120 / (judge + 1)).collect()
}

/// One study: judges with tastes of their own, every vote on one of the six pairs.
fn study(votes: &[u32], taste: f64, seed: u32) -> (PairCounts, JudgeCounts) {
    let spec = Spec { nu: 0.55, ..Spec::paper() };
    let mut stream = Stream::new(17, Domain::Simulation, seed, 1);
    let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
    let mut cells = [0_u64; 18];
    let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
    for &votes in votes {
        let own = RATINGS.map(|rating| rating + taste * normal_quantile(stream.unit().max(1e-300)));
        let mut counts = [0_u32; 18];
        for _ in 0..votes {
            let pair = stream.below(6) as usize;
            let (i, j): (usize, usize) = pairs[pair];
            let [first, second, _] = spec.outcome(own[i] - own[j]);
            let drawn = stream.unit();
            counts
                [3 * pair + usize::from(drawn >= first) + usize::from(drawn >= first + second)] +=
                1;
        }
        for (cell, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            cells[cell] += u64::from(count);
            judges.cells.push(cell as u32);
            judges.counts.push(count);
        }
        judges.offsets.push(judges.cells.len() as u32);
    }
    let pairs = pairs.map(|(i, j)| Pair { i: i as u32, j: j as u32, wins: 0, losses: 0, ties: 0 });
    (PairCounts { models: 4, pairs: pairs.into() }.with_cells(&cells), judges)
}

/// Ratings that infinitely many judges would give: the expected counts, fitted.
fn truth(taste: f64, ties: TieModel) -> Vec<f64> {
    let spec = Spec { nu: 0.55, ..Spec::paper() };
    let mut pairs = vec![];
    for i in 0..4 {
        for j in i + 1..4 {
            let mut mean = [0.0; 3];
            for step in 1..400 {
                let z = normal_quantile(f64::from(step) / 400.0) * taste * 2.0_f64.sqrt();
                let p = spec.outcome(RATINGS[i] - RATINGS[j] + z);
                (0..3).for_each(|k| mean[k] += p[k] * 1e9);
            }
            let [wins, losses, ties] = mean.map(|mean| mean as u64);
            pairs.push(Pair { i: i as u32, j: j as u32, wins, losses, ties });
        }
    }
    fit(&PairCounts { models: 4, pairs }, &FitOptions { ties, prior: 0.0 }).unwrap().ratings
}

/// Shares of studies in which a difference's interval holds the truth: as shown, and as errors
/// without regard to how few judges there are (normal, CR0) would have it.
fn coverage(votes: &[u32], taste: f64, ties: TieModel, studies: u32) -> (f64, f64) {
    let truth = truth(taste, ties);
    let (mut shown, mut plain, mut done) = (0, 0, 0);
    for seed in 0..studies {
        let (counts, judges) = study(votes, taste, seed);
        let Ok(fitted) = fit(&counts, &FitOptions { ties, prior: 0.0 }) else { continue };
        let errors = sandwich(&counts, Some(&judges), &fitted);
        let (i, j) = [(0, 1), (2, 3), (0, 3)][seed as usize % 3];
        let apart = (fitted.ratings[i] - fitted.ratings[j] - truth[i] + truth[j]).abs();
        shown += u32::from(apart <= errors.difference_reach(i, j, 0.95));
        plain += u32::from(apart <= 1.959_964 * unadjusted(&counts, &judges, &fitted, i, j));
        done += 1;
    }
    assert!(done * 100 > studies * 99, "{done} of {studies} have ratings");
    (f64::from(shown) / f64::from(done), f64::from(plain) / f64::from(done))
}

/// CR0 of a difference, from the influences of votes.
fn unadjusted(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fitted: &mindgap::rating::Fit,
    i: usize,
    j: usize,
) -> f64 {
    let influence = mindgap::rating::Influence::new(counts, fitted);
    let of = |(cell, n): (u32, u32)| {
        let cell = cell as usize;
        f64::from(n) * (influence.of(cell, i) - influence.of(cell, j))
    };
    let square = |judge: usize| judges.of(judge).map(of).sum::<f64>().powi(2);
    (0..judges.judges()).map(square).sum::<f64>().sqrt()
}

#[test]
fn few_judges_intervals_hold_the_truth() {
    let spreads: [fn(usize) -> Vec<u32>; 2] = [equal, unequal];
    for judges in [3, 5, 10, 20, 50] {
        for (spread, of) in spreads.iter().zip(["equal", "unequal"]) {
            for taste in [0.0, 0.5] {
                let studies = if judges < 50 { 2000 } else { 1000 };
                let (shown, plain) = coverage(&spread(judges), taste, TieModel::Half, studies);
                assert!((0.93..=0.97).contains(&shown), "{judges} {of}, taste {taste}: {shown}");
                if judges <= 5 {
                    assert!(
                        plain < 0.9,
                        "{judges} {of}, taste {taste}: {plain} is no fault to mend"
                    );
                }
            }
        }
    }
}

#[test]
fn tie_models_have_such_intervals_too() {
    for ties in [TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        for judges in [4, 12] {
            let (shown, _) = coverage(&unequal(judges), 0.5, ties, 1000);
            assert!((0.93..=0.97).contains(&shown), "{ties:?}, {judges} judges: {shown}");
        }
    }
}
