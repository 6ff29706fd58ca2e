//! The bootstrap against other tools' quantiles, against the multinomial's own
//! moments, and against itself whatever the ranges.

use std::fs;

use crate::naive_votes;
use mindgap::rating::{FitOptions, Precedence, TieModel, fit, refit};
use mindgap::resample::samples::each;
use mindgap::resample::{
    Column, Ends, Plan, RankTally, Replicate, Resampler, acceleration, basic, percentile,
};
use mindgap::stats::interval::Interval;
use mindgap::votes::{JudgeCounts, Pair, PairCounts};
use serde_json::Value;

fn golden(name: &str) -> String {
    fs::read_to_string(format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn small() -> (PairCounts, JudgeCounts) {
    let votes = naive_votes::read(&golden("votes_small.csv"));
    let counts = votes.counts();
    let judges = votes.judges(&counts);
    (counts, judges)
}

fn plan(counts: PairCounts, judges: Option<JudgeCounts>) -> Plan {
    Plan { counts, judges, fit: FitOptions::default(), seed: 1, replicates: u32::MAX }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// One model's rating in every replicate.
fn column(ratings: &[f32], models: usize, model: usize) -> Vec<f64> {
    ratings.iter().skip(model).step_by(models).map(|&x| f64::from(x)).collect()
}

fn sd(column: &[f64]) -> f64 {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// The largest distance of a quantile from the reference's, in its Monte Carlo
/// errors, and the largest relative distance of a standard deviation.
///
/// The error of a normal 2.5 % quantile over B replicates is 2.67 sd / √B, the
/// reference's own formula; judges spread some models more than votes do, so
/// each model's own sd stands in it here.
fn distance(mut resampler: Resampler, reference: &Value) -> (f64, f64) {
    let models = reference["sd"].as_array().unwrap().len();
    // Ten times the reference's replicates, so that the noise is the reference's: under judges its
    // lower quantile of GPT4o lies 2.6 and 3.0 errors from two more seeds of its own method.
    let samples = resampler.run(0..100_000);
    assert!(samples.status.iter().all(|&s| s == 0));
    let (mut quantiles, mut spreads) = (0.0_f64, 0.0_f64);
    for m in 0..models {
        let mut column = column(&samples.ratings, models, m);
        let reference_sd = numbers(&reference["sd"])[m];
        let mc_error = 2.67 * reference_sd / reference["B"].as_f64().unwrap().sqrt();
        let spread = sd(&column) / reference_sd - 1.0;
        let Interval { low, high } = percentile(&mut column, 0.95);
        quantiles = quantiles
            .max((low - numbers(&reference["q025"])[m]).abs() / mc_error)
            .max((high - numbers(&reference["q975"])[m]).abs() / mc_error);
        spreads = spreads.max(spread.abs());
    }
    (quantiles, spreads)
}

#[test]
fn quantiles_agree_with_numpys_multinomial_and_newton() {
    let reference: Value = serde_json::from_str(&golden("bt_small.json")).unwrap();
    let reference = &reference["bootstrap_half"];
    let (counts, judges) = small();

    let votes = Resampler::new(plan(counts.clone(), None)).unwrap();
    let (quantiles, spreads) = distance(votes, reference);
    assert!(quantiles < 3.0 && spreads < 0.03, "votes: {quantiles} {spreads}");

    let clustered = &reference["cluster_by_judge"];
    let by_judge = || Resampler::new(plan(counts.clone(), Some(judges.clone()))).unwrap();
    let (quantiles, spreads) = distance(by_judge(), clustered);
    assert!(quantiles < 3.0 && spreads < 0.03, "judges: {quantiles} {spreads}");

    // Judges for votes is a mistake that this comparison sees.
    let (quantiles, spreads) = distance(by_judge(), reference);
    assert!(quantiles > 3.0 && spreads > 0.03, "{quantiles} {spreads}");
}

#[test]
fn the_pilots_quantiles_agree_too() {
    let reference: Value = serde_json::from_str(&golden("bt_talkarena_prolific.json")).unwrap();
    let votes = mindgap::votes::read(
        include_bytes!("../../www/public/examples/talkarena-pilot.csv"),
        mindgap::votes::ReadOptions::default(),
    );
    let tally = votes.unwrap().tally(&mindgap::votes::Where::default()).unwrap();
    let resampler = Resampler::new(plan(tally.counts, None)).unwrap();
    let (quantiles, spreads) = distance(resampler, &reference["bootstrap_half"]);
    assert!(quantiles < 3.0 && spreads < 0.03, "{quantiles} {spreads}");
}

#[test]
fn ranks_agree_with_numpys() {
    let reference: Value = serde_json::from_str(&golden("bt_small.json")).unwrap();
    let (counts, _) = small();
    let samples = Resampler::new(plan(counts, None)).unwrap().run(0..10_000);
    let mut tally = RankTally::new(6);
    samples.ratings.chunks_exact(6).for_each(|row| tally.add(&Replicate::Finite(row)));
    // The smallest rank that a share of the replicates reaches.
    let reached = |m: usize, share: f64| {
        let enough = |&k: &usize| tally.within(m, k) >= share;
        (1..=6).find(enough).unwrap() as f64
    };
    let seen: Vec<(f64, f64)> = (0..6).map(|m| (reached(m, 0.025), reached(m, 0.975))).collect();
    let lower = numbers(&reference["bootstrap_half"]["rank_q025"]);
    let upper = numbers(&reference["bootstrap_half"]["rank_q975"]);
    assert_eq!(seen, lower.into_iter().zip(upper).collect::<Vec<_>>());
}

#[test]
fn draws_have_the_multinomials_moments() {
    let pair = |i, j, wins, losses, ties| Pair { i, j, wins, losses, ties };
    let pairs = vec![pair(0, 1, 40, 7, 13), pair(0, 2, 1, 9, 0), pair(1, 2, 20, 25, 5)];
    let counts = PairCounts { models: 3, pairs };
    let cells = counts.cells();
    let total: u64 = cells.iter().sum();
    let mut resampler = Resampler::new(plan(counts, None)).unwrap();
    let replicates = 20_000_u32;
    let mut sums = [0.0; 9];
    let mut products = [[0.0; 9]; 9];
    for replicate in 0..replicates {
        let drawn = resampler.draw(replicate);
        assert_eq!(drawn.iter().sum::<u64>(), total);
        for i in 0..9 {
            sums[i] += drawn[i] as f64;
            for j in 0..9 {
                products[i][j] += (drawn[i] * drawn[j]) as f64;
            }
        }
    }
    let n = f64::from(replicates);
    let p: Vec<f64> = cells.iter().map(|&c| c as f64 / total as f64).collect();
    let covariance =
        |i: usize, j: usize| total as f64 * (if i == j { p[i] } else { 0.0 } - p[i] * p[j]);
    for i in 0..9 {
        let mean = sums[i] / n;
        let z = (mean - cells[i] as f64) / (covariance(i, i) / n).sqrt().max(1e-9);
        assert!(z.abs() < 4.0, "mean of cell {i}: z = {z}");
        for j in 0..=i {
            let seen = products[i][j] / n - mean * sums[j] / n;
            // The error of a covariance, as for normal variables; a cell of one vote is skewed.
            let error =
                ((covariance(i, i) * covariance(j, j) + covariance(i, j).powi(2)) / n).sqrt();
            let z = (seen - covariance(i, j)) / (1.3 * error).max(1e-9);
            assert!(z.abs() < 4.5, "covariance of cells {i} and {j}: z = {z}");
        }
    }
}

#[test]
fn the_same_samples_whatever_the_ranges() {
    let (counts, judges) = small();
    for ties in [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        for judges in [None, Some(judges.clone())] {
            let mut plan = plan(counts.clone(), judges);
            plan.fit.ties = ties;
            let whole = Resampler::new(plan.clone()).unwrap().run(0..60);
            let plan = Plan::from_bytes(&plan.to_bytes()).unwrap();
            let mut other = Resampler::new(plan).unwrap();
            let (tail, head) = (other.run(37..60), other.run(0..37));
            assert_eq!(whole.ratings, [head.ratings, tail.ratings].concat());
            assert!(whole.status.iter().all(|&status| status == 0));
        }
    }
}

#[test]
fn a_replicate_without_an_optimum_says_so() {
    // Model 1 won once: a third of the replicates miss that vote, and put model 0 at infinity.
    let pairs = vec![Pair { i: 0, j: 1, wins: 20, losses: 1, ties: 0 }];
    let counts = PairCounts { models: 2, pairs };
    let samples = Resampler::new(plan(counts.clone(), None)).unwrap().run(0..1000);
    let missing = samples.status.iter().map(|&status| f64::from(status)).sum::<f64>();
    // (1 - 1/21)^21 = 0.359, three standard errors either way.
    assert!((missing / 1000.0 - 0.359).abs() < 0.046, "{missing}");
    for (row, status) in samples.ratings.chunks_exact(2).zip(&samples.status) {
        assert!(row.iter().all(|x| x.is_finite()) && (row[0] == 0.0) == (*status == 1));
    }
    let order = Precedence::new(vec![0, 1], [(0, 1)]);
    let parts = (&samples.ratings[..], &samples.status[..], &samples.orders[..]);
    assert!(each((2, 0), parts, |replicate, _| match replicate {
        Replicate::Infinite(found, _) => assert_eq!(found, order),
        other => assert!(matches!(other, Replicate::Finite(_))),
    }));
    // Orders that are cut short, or more than there are, are seen.
    let cut = &samples.orders[1..];
    assert!(
        !each((2, 0), (parts.0, parts.1, cut), |_, _| ())
            && !each((2, 0), (parts.0, &[0; 1000], cut), |_, _| ())
    );
    let mut prior = plan(counts, None);
    prior.fit.prior = 0.5;
    let samples = Resampler::new(prior).unwrap().run(0..1000);
    assert!(samples.status.iter().all(|&status| status == 0));
}

#[test]
fn acceleration_agrees_with_a_jackknife() {
    let pair = |i, j, wins, losses, ties| Pair { i, j, wins, losses, ties };
    let pairs = vec![pair(0, 1, 130, 40, 20), pair(0, 2, 90, 21, 0), pair(1, 2, 60, 65, 33)];
    let counts = PairCounts { models: 3, pairs };
    let fitted = fit(&counts, &FitOptions::default()).unwrap();
    let cells = counts.cells();
    for model in 0..3 {
        // Leave one vote out, cell by cell.
        let left: Vec<(f64, f64)> = (0..9)
            .filter(|&cell| cells[cell] > 0)
            .map(|cell| {
                let mut fewer = cells.clone();
                fewer[cell] -= 1;
                (refit(&counts.with_cells(&fewer), &fitted).unwrap()[model], cells[cell] as f64)
            })
            .collect();
        let votes: f64 = left.iter().map(|l| l.1).sum();
        let mean = left.iter().map(|l| l.0 * l.1).sum::<f64>() / votes;
        let moment = |k| left.iter().map(|l| l.1 * (mean - l.0).powi(k)).sum::<f64>();
        let jackknife = moment(3) / (6.0 * moment(2).powf(1.5));
        let ours = acceleration(&counts, None, &fitted, model);
        assert!((ours - jackknife).abs() < 0.02 * jackknife.abs(), "{ours} {jackknife}");
    }
}

#[test]
fn intervals_of_a_symmetric_column_agree() {
    let column: Vec<f64> = (0..=1000).map(|i| f64::from(i) / 1000.0).collect();
    let close =
        |a: Interval, b: Interval| (a.low - b.low).abs() < 1e-3 && (a.high - b.high).abs() < 1e-3;
    let expected = Interval { low: 0.05, high: 0.95 };
    assert!(close(percentile(&mut column.clone(), 0.9), expected));
    assert!(close(basic(percentile(&mut column.clone(), 0.9), 0.5), expected));
    let column = Column::new(column, Ends::default());
    assert!(close(column.bca(0.5, 0.0, 0.9), expected));
    // Python: cdf(z0 + (z0 + z) / (1 - a (z0 + z))) at z0 = inv_cdf(0.4), a = 0.05.
    let moved = column.bca(0.4, 0.05, 0.9);
    assert!(close(moved, Interval { low: 0.023_46, high: 0.892_92 }), "{moved:?}");
    // An estimate outside its own replicates still has an interval.
    let outside = column.bca(2.0, 0.5, 0.9);
    assert!(outside.low.is_finite() && outside.high.is_finite() && outside.low <= outside.high);
}
