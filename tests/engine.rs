//! The fast bootstrap against the plain one: the same refits, and draws of the same distribution.

use mindgap::rating::{FitOptions, TieModel, fit, refit};
use mindgap::resample::{Plan, Resampler};
use mindgap::simulate::{Spec, Study};

fn plan(spec: &Spec, fit: FitOptions, judges: bool) -> Plan {
    let tally = Study::new(spec).tally();
    let judges = if judges { tally.judges } else { None };
    Plan { counts: tally.counts, judges, fit, seed: 5, replicates: 1000 }
}

/// Largest difference of the engine's ratings from full Newton's on the same counts.
fn apart(plan: &Plan, replicates: u32) -> (f64, usize) {
    let start = fit(&plan.counts, &plan.fit).unwrap();
    let mut engine = Resampler::new(plan.clone()).unwrap();
    let samples = engine.run(0..replicates);
    let (mut apart, mut without) = (0.0_f64, 0);
    for (replicate, row) in samples.ratings.chunks_exact(plan.counts.models).enumerate() {
        let cells = engine.draw(replicate as u32);
        match refit(&plan.counts.with_cells(&cells), &start) {
            Ok(ratings) => {
                assert_eq!(samples.status[replicate], 0);
                for (ours, newton) in row.iter().zip(ratings) {
                    apart = apart.max((f64::from(*ours) - newton).abs());
                }
            }
            Err(_) => {
                assert_eq!(samples.status[replicate], 1);
                without += 1;
            }
        }
    }
    (apart, without)
}

#[test]
fn probe() {
    for (spec, n) in [
        (Spec::paper(), 200),
        (Spec::sized(100, 100_000), 50),
        (Spec::sized(59, 8_931), 200),
        (Spec::sized(20, 300), 200),
    ] {
        for ties in [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
            for (prior, judges) in [(0.0, false), (0.5, false), (0.0, true)] {
                let plan = plan(&spec, FitOptions { ties, prior }, judges);
                let (apart, without) = apart(&plan, n);
                println!("{} {ties:?} {prior} {judges}: {apart:e} {without}", spec.models.len());
            }
        }
    }
}
