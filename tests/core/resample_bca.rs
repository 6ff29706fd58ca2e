//! `BCa` against itself done slowly: ties counted on whole votes, acceleration by leaving out.

use mindgap::rating::{Fit, FitOptions, fit, refit};
use mindgap::resample::{Column, Ends, Plan, Resampler, acceleration};
use mindgap::simulate::{Spec, Study};
use mindgap::stats::interval::Interval;
use mindgap::stats::quantile::quantile;
use mindgap::stats::special::{normal_cdf, normal_quantile};
use mindgap::votes::{JudgeCounts, Pair, PairCounts};

const REPLICATES: u32 = 9_999;

/// Two models: the first one's ratings over replicates, and its wins in each.
fn replicates(wins: u64, losses: u64) -> (Fit, Vec<f64>, Vec<u64>) {
    let pairs = vec![Pair { i: 0, j: 1, wins, losses, ties: 0 }];
    let counts = PairCounts { models: 2, pairs };
    let options = FitOptions::default();
    let fitted = fit(&counts, &options).unwrap();
    let plan = Plan { counts, judges: None, fit: options, seed: 1, replicates: REPLICATES };
    let mut resampler = Resampler::new(plan).unwrap();
    let samples = resampler.run(0..REPLICATES);
    let fits = |&(_, status): &(usize, &u8)| *status == 0;
    let kept: Vec<usize> =
        samples.status.iter().enumerate().filter(fits).map(|(row, _)| row).collect();
    let column = kept.iter().map(|&row| f64::from(samples.ratings[2 * row])).collect();
    let drawn = kept.iter().map(|&row| resampler.draw(row as u32)[0]).collect();
    (fitted, column, drawn)
}

/// Efron's (1987) interval with the share below counted on whole votes, where ties are exact.
fn slow(column: &[f64], drawn: &[u64], wins: u64, a: f64, level: f64) -> Interval {
    let below = drawn.iter().filter(|&&w| w < wins).count() as f64;
    let at = drawn.iter().filter(|&&w| w == wins).count() as f64;
    let z0 = normal_quantile((below + at / 2.0) / drawn.len() as f64);
    let mut sorted = column.to_vec();
    sorted.sort_by(f64::total_cmp);
    let end = |q: f64| {
        let z = z0 + normal_quantile(q);
        quantile(&sorted, normal_cdf(z0 + z / (1.0 - a * z))).unwrap()
    };
    Interval { low: end((1.0 - level) / 2.0), high: end(f64::midpoint(1.0, level)) }
}

#[test]
fn replicates_at_the_estimate_count_half() {
    for (wins, losses) in [(7, 4), (4, 7), (5, 5), (13, 9), (60, 41)] {
        let (fitted, column, drawn) = replicates(wins, losses);
        let ours = Column::new(column.clone(), Ends::default());
        let estimate = fitted.ratings[0];
        for (a, level) in [(0.0, 0.95), (0.02, 0.9), (-0.05, 0.5)] {
            let expected = slow(&column, &drawn, wins, a, level);
            assert_eq!(ours.bca(estimate, a, level), expected, "{wins}:{losses}");
        }
    }
    // Ties all to one side move the interval of 7:4, so the comparison above can fail.
    let (fitted, column, drawn) = replicates(7, 4);
    let ours = Column::new(column.clone(), Ends::default());
    let beside = ours.bca(fitted.ratings[0] + 1e-3, 0.0, 0.95);
    assert_ne!(beside, slow(&column, &drawn, 7, 0.0, 0.95));
}

/// The acceleration from each judge's derivative, by giving them a thousandth
/// more and less weight: all counts times 1,000, one judge's once more or less.
fn slow_acceleration(counts: &PairCounts, judges: &JudgeCounts, fitted: &Fit, model: usize) -> f64 {
    let rating = |judge: usize, sign: i64| {
        let mut cells: Vec<u64> = counts.cells().iter().map(|count| 1000 * count).collect();
        for (cell, votes) in judges.of(judge) {
            let cell = &mut cells[cell as usize];
            *cell = cell.saturating_add_signed(sign * i64::from(votes));
        }
        refit(&counts.with_cells(&cells), fitted).unwrap()[model]
    };
    let moved: Vec<f64> = (0..judges.judges()).map(|g| rating(g, 1) - rating(g, -1)).collect();
    let moment = |k| moved.iter().map(|x| x.powi(k)).sum::<f64>();
    moment(3) / (6.0 * moment(2).powf(1.5))
}

#[test]
fn acceleration_by_judge_agrees_with_weighing_each_judge() {
    let spec = Spec { votes: 400, judges: 40, taste: 1.0, ..Spec::paper() };
    let tally = Study::new(&spec).tally();
    let (counts, judges) = (tally.counts, tally.judges.unwrap());
    let fitted = fit(&counts, &FitOptions::default()).unwrap();
    let (mut apart, mut largest) = (0.0_f64, 0.0_f64);
    for model in 0..6 {
        let expected = slow_acceleration(&counts, &judges, &fitted, model);
        let ours = acceleration(&counts, Some(&judges), &fitted, model);
        assert!((ours - expected).abs() < 1e-5, "{model}: {ours} {expected}");
        // Votes for judges is a mistake that this bound sees.
        apart = apart.max((acceleration(&counts, None, &fitted, model) - expected).abs());
        largest = largest.max(expected.abs());
    }
    assert!(apart > 1e-3 && largest > 5e-3, "{apart} {largest}");
}
