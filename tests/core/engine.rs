//! The fast bootstrap against the plain one: the same optimum for the same counts, and counts of
//! the same distribution.

use mindgap::rating::{FitOptions, Limit, TieModel, fit, limit, refit};
use mindgap::resample::samples::each;
use mindgap::resample::{Plan, Replicate, Resampler, percentile, plain};
use mindgap::simulate::{Spec, Study};
use mindgap::votes::{Pair, PairCounts};

const TIES: [TieModel; 4] =
    [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

fn plan(spec: &Spec, fit: FitOptions, judges: bool) -> Plan {
    let tally = Study::new(spec).tally();
    let judges = tally.judges.filter(|_| judges);
    Plan { counts: tally.counts, judges, fit, seed: 5, replicates: 10_000 }
}

/// Largest difference of the engine's ratings from full Newton's on the same counts, in units of
/// what `f32` can tell apart there plus the tolerance of 1e-7; and how many have no optimum, of
/// which both say the same.
fn apart(plan: &Plan, replicates: u32) -> (f64, u32) {
    let start = fit(&plan.counts, &plan.fit).unwrap();
    let mut engine = Resampler::new(plan.clone()).unwrap();
    let samples = engine.run(0..replicates);
    let (mut apart, mut without) = (0.0_f64, 0);
    let parts = (&samples.ratings[..], &samples.status[..], &samples.orders[..]);
    let mut drawn = 0..replicates;
    let whole = each((plan.counts.models, 0), parts, |replicate, _| {
        let cells = engine.draw(drawn.next().unwrap());
        let (row, newton) = match (replicate, limit(&plan.counts.with_cells(&cells), &start)) {
            (Replicate::Finite(row), Limit::Finite(newton)) => (row, newton),
            (Replicate::Infinite(order, row), Limit::Infinite { order: expected, within }) => {
                without += 1;
                assert_eq!(order, expected);
                (row, within)
            }
            (ours, newton) => panic!("{ours:?} {newton:?}"),
        };
        for (&ours, newton) in row.iter().zip(newton) {
            let bound = 1e-7 + newton.abs() * f64::from(f32::EPSILON);
            apart = apart.max((f64::from(ours) - newton).abs() / bound);
        }
    });
    assert!(whole && drawn.is_empty());
    (apart, without)
}

/// Strong data and weak, every treatment of ties, with a prior, by judge.
#[test]
fn every_replicate_reaches_newtons_optimum() {
    let studies =
        [(6, 7_500, 100), (100, 100_000, 16), (59, 8_931, 50), (20, 300, 100), (3, 9, 200)];
    let mut without = 0;
    for (models, votes, replicates) in studies {
        for (ties, prior, judges) in TIES
            .into_iter()
            .flat_map(|ties| [(ties, 0.0, false), (ties, 0.5, false), (ties, 0.0, true)])
        {
            let spec = Spec::sized(models, votes);
            let plan = plan(&spec, FitOptions { ties, prior }, judges);
            if fit(&plan.counts, &plan.fit).is_err() {
                continue;
            }
            let (apart, none) = apart(&plan, replicates);
            without += none;
            assert!(apart <= 1.0, "{models} {ties:?} {prior} {judges}: {apart} of the tolerance");
        }
    }
    // So that replicates without an optimum are among those compared.
    assert!(without > 20, "{without}");
}

/// The comparison above sees a rating that is off by the tolerance.
#[test]
fn a_shifted_rating_is_seen() {
    let plan = plan(&Spec::paper(), FitOptions::default(), false);
    let start = fit(&plan.counts, &plan.fit).unwrap();
    let mut engine = Resampler::new(plan.clone()).unwrap();
    let row = engine.run(0..1).ratings;
    let mut cells = engine.draw(0);
    // One vote in 7,500 counted for the other side.
    cells[0] -= 1;
    cells[1] += 1;
    let newton = refit(&plan.counts.with_cells(&cells), &start).unwrap();
    let apart = row.iter().zip(&newton).map(|(&a, b)| (f64::from(a) - b).abs());
    assert!(apart.fold(0.0, f64::max) > 1e-5);
}

/// Models far apart, beyond what e^rating could hold, are left to Newton's method.
#[test]
fn ratings_far_apart_are_fitted_too() {
    let pair = |i| Pair { i, j: i + 1, wins: 50_000_000, losses: 5, ties: 0 };
    let counts = PairCounts { models: 41, pairs: (0..40).map(pair).collect() };
    let options = FitOptions::default();
    let start = fit(&counts, &options).unwrap();
    assert!(start.ratings[0] > 300.0, "{}", start.ratings[0]);
    let plan = Plan { counts, judges: None, fit: options, seed: 1, replicates: 8 };
    let (apart, without) = apart(&plan, 8);
    assert!(apart <= 1.0 && without < 8, "{apart} {without}");
}

/// Percentile intervals of both engines on one problem, within 4 Monte Carlo errors.
#[test]
fn intervals_are_the_plain_ones() {
    for (judges, ties) in
        [(false, TieModel::Half), (true, TieModel::Half), (false, TieModel::Davidson)]
    {
        let plan = plan(&Spec::paper(), FitOptions { ties, prior: 0.0 }, judges);
        let fast = Resampler::new(plan.clone()).unwrap().run(0..10_000).ratings;
        let plain = plain::Resampler::new(plan.clone()).unwrap().run(0..10_000).ratings;
        for model in 0..plan.counts.models {
            let column = |ratings: &[f32]| -> Vec<f64> {
                ratings.chunks_exact(6).map(|row| f64::from(row[model])).collect()
            };
            let (mut ours, mut slow) = (column(&fast), column(&plain));
            let sd = {
                let mean = slow.iter().sum::<f64>() / 1e4;
                (slow.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e4).sqrt()
            };
            // The 2.5 % quantile of 10,000 normal draws has standard error 0.0267 sd, a
            // difference of two such √2 times that.
            let bound = 4.0 * 0.0267 * 2.0_f64.sqrt() * sd;
            let ends = (percentile(&mut ours, 0.95), percentile(&mut slow, 0.95));
            let (ours, slow) = ends;
            assert!((ours.low - slow.low).abs() < bound, "{model} {ours:?} {slow:?}");
            assert!((ours.high - slow.high).abs() < bound, "{model} {ours:?} {slow:?}");
            assert!(
                (ours.high - ours.low - (slow.high - slow.low)).abs()
                    < 0.1 * (slow.high - slow.low)
            );
        }
    }
}

/// Cells drawn in several parts, in one, rarely, never: means, variances, covariances and totals
/// of 20,000 replicates against the multinomial's own.
#[test]
fn large_cells_have_the_multinomials_moments() {
    let pair = |i, j, wins, losses, ties| Pair { i, j, wins, losses, ties };
    let pairs =
        vec![pair(0, 1, 40_000, 7, 0), pair(0, 2, 16_384, 16_385, 1), pair(1, 2, 900, 33_000, 64)];
    let counts = PairCounts { models: 3, pairs };
    let expected: Vec<f64> = counts.cells().iter().map(|&n| n as f64).collect();
    let fit = FitOptions::default();
    let plan = Plan { counts: counts.clone(), judges: None, fit, seed: 11, replicates: 20_000 };
    let mut engine = Resampler::new(plan).unwrap();
    let z = worst(20_000, &expected, |r| engine.draw(r));
    assert!(z < 4.5, "{z}");
    assert!((0..100).all(|r| engine.draw(r).iter().sum::<u64>() == counts.votes()));
    // Independent cells, as a sampler that forgets the total would have them, are seen.
    let variance = |r: u32| -> Vec<u64> {
        let mut cells = engine.draw(r);
        cells[0] = engine.draw(r + 20_000)[0];
        cells
    };
    assert!(worst(20_000, &expected, variance) > 9.0);
}

/// The largest z-value of the cells' means, variances and covariances.
fn worst(n: u32, expected: &[f64], mut draw: impl FnMut(u32) -> Vec<u64>) -> f64 {
    let total: f64 = expected.iter().sum();
    let rows: Vec<Vec<f64>> = (0..n)
        .map(|r| draw(r).iter().zip(expected).map(|(&x, e)| x as f64 - e).collect())
        .collect();
    let z = |values: &dyn Fn(&[f64]) -> f64, expected: f64| {
        let mean = rows.iter().map(|row| values(row)).sum::<f64>() / f64::from(n);
        let variance =
            rows.iter().map(|row| (values(row) - mean).powi(2)).sum::<f64>() / f64::from(n);
        if variance == 0.0 {
            0.0
        } else {
            (mean - expected).abs() / (variance / f64::from(n)).sqrt()
        }
    };
    let mut worst = 0.0_f64;
    for i in 0..expected.len() {
        worst = worst.max(z(&|row| row[i], 0.0));
        for j in 0..=i {
            let own = if i == j { expected[i] } else { 0.0 };
            let covariance = own - expected[i] * expected[j] / total;
            worst = worst.max(z(&|row| row[i] * row[j], covariance));
        }
    }
    worst
}

/// One cell's whole distribution is binomial: chi-square over its values.
#[test]
fn a_cell_is_binomial() {
    let pairs = vec![Pair { i: 0, j: 1, wins: 12, losses: 20, ties: 8 }];
    let counts = PairCounts { models: 2, pairs };
    let fit = FitOptions::default();
    let mut engine =
        Resampler::new(Plan { counts, judges: None, fit, seed: 2, replicates: 0 }).unwrap();
    let draws = 50_000;
    let mut seen = [0.0_f64; 41];
    for r in 0..draws {
        seen[engine.draw(r)[0] as usize] += 1.0;
    }
    let (n, p) = (40.0, 0.3);
    let mut chi = 0.0;
    let mut cells = 0;
    for (k, seen) in seen.iter().enumerate() {
        let k = k as f64;
        let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        let expected =
            f64::from(draws) * libm::exp(choose + k * libm::log(p) + (n - k) * libm::log1p(-p));
        if expected > 5.0 {
            chi += (seen - expected).powi(2) / expected;
            cells += 1;
        }
    }
    // 20 or so degrees of freedom: beyond 50 has probability under 0.0005.
    assert!((18..24).contains(&cells) && chi < 50.0, "{cells} {chi}");
}
