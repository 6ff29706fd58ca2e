//! Do 95 % intervals hold the truth 95 % of the time?
//!
//! 1,000 simulated studies each, one model looked at per study so that the
//! studies' verdicts are independent. The share of hits of a true 95 % interval
//! then lies within 0.95 ± 0.0207 in 99.7 % of all runs (three binomial
//! standard errors); the seeds make it one run.

use mindgap::rating::{FitOptions, TieModel, fit, sandwich};
use mindgap::resample::{Plan, Resampler, percentile};
use mindgap::simulate::{Spec, Study};
use mindgap::votes::{Pair, PairCounts};

const STUDIES: u32 = 1000;
const BOUND: f64 = 0.0207;

/// Four models; `votes` by judges of ten votes each.
fn spec(taste: f64, votes: u32) -> Spec {
    let ratings = [0.6, 0.2, -0.1, -0.7];
    Spec {
        models: ratings.iter().enumerate().map(|(m, &r)| (format!("sim-{m}"), r)).collect(),
        votes,
        judges: votes / 10,
        votes_per_judge: 10,
        taste,
        position: 0.0,
        ..Spec::paper()
    }
}

/// The ratings that infinitely many votes would give.
///
/// Judges' tastes blur every difference d into a normal one with variance
/// 2 taste², and what is fitted to such votes is no longer the true rating but
/// the Bradley-Terry model closest to them. It is found here by fitting the
/// expected counts, integrated over the taste (trapezes, ± 6 sd).
fn truth(spec: &Spec, ties: TieModel) -> Vec<f64> {
    let models = spec.models.len() as u32;
    let mut pairs = Vec::new();
    for i in 0..models {
        for j in i + 1..models {
            let d = spec.models[i as usize].1 - spec.models[j as usize].1;
            let mut mean = [0.0; 3];
            let mut weights = 0.0;
            for step in -300..=300 {
                let z = f64::from(step) / 50.0;
                let weight = (-z * z / 2.0).exp();
                let p = spec.outcome(d + z * spec.taste * 2.0_f64.sqrt());
                (0..3).for_each(|k| mean[k] += weight * p[k]);
                weights += weight;
            }
            let [wins, losses, ties] = mean.map(|m| (m / weights * 1e12).round() as u64);
            pairs.push(Pair { i, j, wins, losses, ties });
        }
    }
    let counts = PairCounts { models: models as usize, pairs };
    fit(&counts, &FitOptions { ties, prior: 0.0 }).unwrap().ratings
}

/// The shares of studies whose sandwich interval, and whose bootstrap interval, hold the truth.
fn coverage(spec: &Spec, ties: TieModel, by_judge: bool) -> (f64, f64) {
    let truth = truth(spec, ties);
    let options = FitOptions { ties, prior: 0.0 };
    let (mut sandwiches, mut bootstraps) = (0, 0);
    for study in 0..STUDIES {
        let tally = Study::new(&Spec { seed: u64::from(study), ..spec.clone() }).tally();
        let judges = tally.judges.filter(|_| by_judge);
        let model = (study % 4) as usize;

        let fitted = fit(&tally.counts, &options).unwrap();
        let half = 1.959_964 * sandwich(&tally.counts, judges.as_ref(), &fitted).se(model);
        sandwiches += u32::from((fitted.ratings[model] - truth[model]).abs() <= half);

        let (counts, seed, replicates) = (tally.counts, u64::from(study), 399);
        let plan = Plan { counts, judges, fit: options, seed, replicates };
        let samples = Resampler::new(plan).unwrap().run(0..replicates);
        let mut column: Vec<f64> =
            samples.ratings.iter().skip(model).step_by(4).map(|&r| f64::from(r)).collect();
        bootstraps += u32::from(percentile(&mut column, 0.95).contains(truth[model]));
    }
    let share = |hits| f64::from(hits) / f64::from(STUDIES);
    (share(sandwiches), share(bootstraps))
}

#[test]
fn votes_of_judges_alike() {
    for ties in [TieModel::Half, TieModel::Davidson] {
        let spec = spec(0.0, 600);
        let (sandwich, bootstrap) = coverage(&spec, ties, false);
        assert!((sandwich - 0.95).abs() < BOUND, "{ties:?} sandwich: {sandwich}");
        assert!((bootstrap - 0.95).abs() < BOUND, "{ties:?} bootstrap: {bootstrap}");
        if ties == TieModel::Davidson {
            // The model that made the votes has the true ratings themselves.
            for (fitted, (_, rating)) in truth(&spec, ties).iter().zip(&spec.models) {
                assert!((fitted - rating).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn judges_who_differ_in_taste() {
    let spec = spec(1.0, 1000);
    let (sandwich, bootstrap) = coverage(&spec, TieModel::Half, true);
    assert!((sandwich - 0.95).abs() < BOUND, "sandwich: {sandwich}");
    assert!((bootstrap - 0.95).abs() < BOUND, "bootstrap: {bootstrap}");

    // Taking their votes for independent ones promises too much, and this test sees it.
    let (sandwich, bootstrap) = coverage(&spec, TieModel::Half, false);
    assert!(sandwich < 0.95 - BOUND && bootstrap < 0.95 - BOUND, "{sandwich} {bootstrap}");
}
