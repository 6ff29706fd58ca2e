//! Do rank intervals hold the rank? In a close field of eight, where it is hardest.

use mindgap::rating::{Differences, FitOptions, Ranks, fit, rank_intervals, rank_sets, sandwich};
use mindgap::resample::{Plan, RankTally, Replicate, Resampler};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{Pair, PairCounts};

const MODELS: usize = 8;
const STUDIES: u32 = 500;
const REPLICATES: u32 = 400;

/// What was found of one field.
struct Found {
    /// By the model's true place: the share of intervals with every rank that is truly its own
    /// (equal models have several).
    hold: [f64; MODELS],
    /// The same of the quantiles of the replicates' ranks.
    quantiles_hold: [f64; MODELS],
    /// Ranks in an interval, and between the quantiles.
    widths: [f64; 2],
    /// The share of studies whose sets hold all ranks.
    sets_hold: f64,
}

fn votes(truth: &[f64], each: u32, study: u32) -> PairCounts {
    let mut stream = Stream::new(23, Domain::Simulation, study, 3);
    let mut pairs = vec![];
    for i in 0..MODELS {
        for j in i + 1..MODELS {
            let win = 0.8 / (1.0 + libm::exp(truth[j] - truth[i]));
            let mut pair = Pair { i: i as u32, j: j as u32, wins: 0, losses: 0, ties: 0 };
            for _ in 0..each {
                let drawn = stream.unit();
                pair.wins += u64::from(drawn < win);
                pair.losses += u64::from((win..0.8).contains(&drawn));
                pair.ties += u64::from(drawn >= 0.8);
            }
            pairs.push(pair);
        }
    }
    PairCounts { models: MODELS, pairs }
}

/// The smallest ranks that 2.5 and 97.5 % of the replicates reach: what is no interval of ranks.
fn quantiles(counts: &PairCounts, options: FitOptions, seed: u64) -> Vec<Ranks> {
    let counts = counts.clone();
    let plan = Plan { counts, judges: None, fit: options, seed, replicates: REPLICATES };
    let drawn = Resampler::new(plan).unwrap().run(0..REPLICATES);
    let mut tally = RankTally::new(MODELS);
    drawn.ratings.chunks_exact(MODELS).for_each(|row| tally.add(&Replicate::Finite(row)));
    let reached = |m: usize, share: f64| {
        (1..=MODELS).find(|&k| tally.within(m, k) >= share).unwrap_or(MODELS) as u32
    };
    (0..MODELS).map(|m| Ranks { best: reached(m, 0.025), worst: reached(m, 0.975) }).collect()
}

fn simulate(truth: [f64; MODELS], each: u32) -> Found {
    let options = FitOptions::default();
    let own = |m: usize| {
        let count = |than: &dyn Fn(f64) -> bool| truth.iter().filter(|&&t| than(t)).count() as u32;
        Ranks {
            best: 1 + count(&|t| t > truth[m]),
            worst: MODELS as u32 - count(&|t| t < truth[m]),
        }
    };
    let mut found = Found {
        hold: [0.0; MODELS],
        quantiles_hold: [0.0; MODELS],
        widths: [0.0; 2],
        sets_hold: 0.0,
    };
    let one = 1.0 / f64::from(STUDIES);
    for study in 0..STUDIES {
        let counts = votes(&truth, each, study);
        let fitted = fit(&counts, &options).unwrap();
        let errors = sandwich(&counts, None, &fitted);
        let differences = Differences::new(&fitted.ratings, &errors);
        let intervals = rank_intervals(&fitted.ratings, &differences, 0.95);
        let sets = rank_sets(&fitted.ratings, &differences, 0.95);
        let quantiles = quantiles(&counts, options, u64::from(study));
        let holds = |ranks: &[Ranks], m: usize| {
            f64::from(ranks[m].best <= own(m).best && own(m).worst <= ranks[m].worst)
        };
        for m in 0..MODELS {
            found.hold[m] += one * holds(&intervals, m);
            found.quantiles_hold[m] += one * holds(&quantiles, m);
            for (width, ranks) in found.widths.iter_mut().zip([intervals[m], quantiles[m]]) {
                *width += one / MODELS as f64 * f64::from(1 + ranks.worst - ranks.best);
            }
        }
        found.sets_hold += one * f64::from((0..MODELS).all(|m| holds(&sets, m) > 0.0));
    }
    found
}

/// Three binomial errors below the level: 0.921.
fn enough(share: f64) -> bool {
    share >= 0.95 - 3.0 * (0.95 * 0.05 / f64::from(STUDIES)).sqrt()
}

fn field(step: f64) -> [f64; MODELS] {
    std::array::from_fn(|m| step * (3.5 - m as f64))
}

/// Nearly equal, at every place. Quantiles of replicates' ranks fail it at the ends.
#[test]
fn a_close_field_of_eight() {
    let found = simulate(field(0.03), 40);
    assert!(found.hold.iter().all(|&share| share >= 0.95), "{:?}", found.hold);
    assert!(found.sets_hold >= 0.95, "{}", found.sets_hold);
    let ends = [found.quantiles_hold[0], found.quantiles_hold[7]];
    assert!(ends.iter().all(|&share| share < 0.9), "{:?}", found.quantiles_hold);
    // What it costs.
    let [width, quantiles] = found.widths;
    assert!(width < 8.0 && quantiles < width && quantiles > 0.75 * width, "{width} {quantiles}");
}

/// Equal: every rank is each model's own, and an interval that leaves one out is wrong.
#[test]
fn eight_equal_models() {
    for votes in [5, 40] {
        let found = simulate([0.0; MODELS], votes);
        assert!(found.hold.iter().all(|&share| enough(share)), "{votes}: {:?}", found.hold);
        assert!(enough(found.sets_hold), "{votes}: {}", found.sets_hold);
        assert!(found.quantiles_hold.iter().all(|&share| share < 0.6));
    }
}

/// Four pairs far apart, each of two models that are equal or nearly so: Holm's steps soon have
/// few differences left to correct for, and a wrong direction is as wrong as a false difference.
#[test]
fn close_pairs_far_apart() {
    for step in [0.0, 0.02] {
        let found =
            simulate([3.0, 3.0 - step, 1.0, 1.0 - step, -1.0, -1.0 - step, -3.0, -3.0 - step], 60);
        assert!(found.hold.iter().all(|&share| enough(share)), "{step}: {:?}", found.hold);
        assert!(enough(found.sets_hold), "{step}: {}", found.sets_hold);
    }
}

/// Where models are apart, their ranks are found: the intervals are not as wide as they please.
#[test]
fn eight_models_apart() {
    let found = simulate(field(0.5), 60);
    assert!(found.hold.iter().all(|&share| enough(share)), "{:?}", found.hold);
    // The quantiles, which hold less elsewhere, are 1.40 ranks wide.
    assert!(found.widths[0] < 1.8, "{:?}", found.widths);
}
