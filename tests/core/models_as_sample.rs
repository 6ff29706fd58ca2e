//! Size and power of what has the models as its sample, on studies whose benchmarks have nothing, or
//! much, to do with preference. Seeds are fixed; bounds are binomial.

use mindgap::regress::ballots::Ballots;
use mindgap::regress::design::{Design, Feature, Response};
use mindgap::regress::meta::{Meta, meta};
use mindgap::regress::pairings::Pairings;
use mindgap::regress::permutation::{Permutation, permutation};
use mindgap::regress::ratings::Ratings;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{chi_square_sf, expit, normal_quantile};

const STUDIES: u32 = 400;

/// Drawn deals behind each test of more than seven models: 0.05 is one of its p-values.
const DRAWS: u32 = 199;

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// The largest count of `n` that has a probability of more than 0.1 % of being reached or passed.
pub(crate) fn most(n: u32, p: f64) -> u32 {
    let mut term = (1.0 - p).powf(f64::from(n));
    let mut below = 0.0;
    for k in 0..=n {
        below += term;
        if 1.0 - below < 0.001 {
            return k;
        }
        term *= f64::from(n - k) / f64::from(k + 1) * p / (1.0 - p);
    }
    n
}

/// Votes on ratings with standard deviation 0.7, and benchmarks that correlate with them.
struct Study {
    design: Design,
    pairings: Pairings,
}

impl Study {
    fn new(models: u32, benchmarks: u32, correlation: f64, seed: u64) -> Self {
        let mut stream = Stream::new(seed, Domain::Simulation, models, benchmarks);
        let truth: Vec<f64> = (0..models).map(|_| normal(&mut stream)).collect();
        let rest = (1.0 - correlation * correlation).sqrt();
        let columns: Vec<Vec<Option<f64>>> = (0..benchmarks)
            .map(|_| {
                let score = |r: &f64, z: f64| 60.0 + 8.0 * (correlation * r + rest * z);
                truth.iter().map(|r| Some(score(r, normal(&mut stream)))).collect()
            })
            .collect();
        let mut ballots = Ballots {
            models: (0..models).map(|m| format!("m{m}")).collect(),
            ..Ballots::default()
        };
        for a in 0..models {
            for b in a + 1..models {
                let p = expit(0.7 * (truth[a as usize] - truth[b as usize]));
                let wins = (0..200).filter(|_| stream.unit() < p).count() as u32;
                for (outcome, count) in [(0, wins), (1, 200 - wins)] {
                    if count > 0 {
                        ballots.a.push(a);
                        ballots.b.push(b);
                        ballots.outcome.push(outcome);
                        ballots.count.push(count);
                    }
                }
            }
        }
        let features: Vec<Feature> = columns
            .iter()
            .map(|column| Feature::Benchmark {
                name: "b".into(),
                members: vec![column.as_slice()],
                lower: vec![false],
            })
            .collect();
        let design = Design::new(&ballots, &features, Response::ModelB, false);
        let pairings = Pairings::new(&design, &(0..benchmarks as usize).collect::<Vec<_>>());
        Self { design, pairings }
    }

    fn permutation(&self, seed: u64) -> Permutation {
        let ratings = Ratings::new(&self.design, &self.pairings);
        permutation(&self.pairings, &ratings, DRAWS, seed).unwrap()
    }

    fn p(&self, seed: u64) -> f64 {
        self.permutation(seed).p
    }

    fn meta(&self) -> Meta {
        let ratings = Ratings::new(&self.design, &self.pairings).unwrap();
        let columns = self.pairings.projected();
        meta(&ratings.values, &ratings.covariance, &columns, &self.design.names, 0.95).unwrap()
    }
}

/// Rejections at 5 % of the permutation, of the first coefficient's t, of F, and of χ², which takes
/// every vote as independent.
fn rejections(models: u32, benchmarks: u32) -> [u32; 4] {
    let mut counts = [0; 4];
    for seed in 0..STUDIES {
        let study = Study::new(models, benchmarks, 0.0, u64::from(seed));
        let (meta, permuted) = (study.meta(), study.permutation(u64::from(seed)));
        let votes = chi_square_sf(permuted.value, benchmarks as usize);
        let p = [permuted.p, meta.coefficients[0].p, meta.p_f, votes];
        for (count, p) in counts.iter_mut().zip(p) {
            // Deals are counted up to the level itself: 10 of 200 is 5 %.
            *count += u32::from(p <= 0.05 + 1e-12);
        }
    }
    println!("{models} models, {benchmarks} benchmarks: {counts:?} of {STUDIES}");
    counts
}

#[test]
fn benchmarks_that_say_nothing_are_found_five_times_in_a_hundred() {
    let bound = most(STUDIES, 0.05);
    // A bound that nothing could pass would show nothing: 9 % would be seen.
    assert!((30..36).contains(&bound), "{bound}");
    for (models, benchmarks) in [(6, 1), (6, 4), (12, 1), (12, 4)] {
        let [permuted, t, f, votes] = rejections(models, benchmarks);
        for (count, what) in [(permuted, "permutation"), (t, "Knapp-Hartung t"), (f, "F")] {
            assert!(count <= bound, "{what}, {models} models, {benchmarks}: {count} of {STUDIES}");
            // And no test that never rejects.
            assert!(count >= 6, "{what}, {models} models, {benchmarks}: {count} of {STUDIES}");
        }
        assert!(votes > STUDIES / 2, "the same studies show what counting votes does: {votes}");
    }
}

#[test]
fn the_smallest_that_is_accepted_keeps_its_size_too() {
    // Three models, one benchmark: one degree of freedom, and no p of a permutation below 1/6.
    let mut rejected = 0;
    for seed in 0..STUDIES {
        let study = Study::new(3, 1, 0.0, u64::from(seed));
        rejected += u32::from(study.meta().coefficients[0].p <= 0.05);
        assert!(study.p(1) >= 1.0 / 6.0 - 1e-12);
    }
    println!("3 models, 1 benchmark: {rejected} of {STUDIES}");
    assert!(rejected <= most(STUDIES, 0.05), "{rejected}");
}

#[test]
fn a_benchmark_that_correlates_is_found() {
    let found = (0..200)
        .filter(|&seed| {
            let study = Study::new(12, 1, 0.9, 1_000 + seed);
            study.p(seed) < 0.05 && study.meta().coefficients[0].estimate > 0.0
        })
        .count();
    println!("power at 0.9, 12 models: {found} of 200");
    assert!(found > 190, "{found} of 200");
}

#[test]
fn many_models_are_tested_by_their_ratings() {
    let mut rejected = 0;
    let mut found = 0;
    for seed in 0..100 {
        rejected += u32::from(Study::new(16, 2, 0.0, seed).p(seed) <= 0.05 + 1e-12);
        found += u32::from(Study::new(16, 1, 0.9, seed).p(seed) <= 0.05);
    }
    assert!(rejected <= most(100, 0.05) && found > 95, "{rejected} {found}");
}

/// What the columns leave open has standard deviation 0.7, and its interval holds that.
#[test]
fn the_interval_of_tau_holds_it_as_often_as_it_says() {
    for (models, benchmarks) in [(3, 1), (6, 4), (6, 1), (12, 1)] {
        let mut missed = 0;
        for seed in 0..STUDIES {
            let interval =
                Study::new(models, benchmarks, 0.0, 7_000 + u64::from(seed)).meta().tau2_interval;
            missed += u32::from(!interval.contains(0.49));
        }
        println!("tau2, {models} models, {benchmarks} benchmarks: {missed} of {STUDIES} missed");
        assert!(missed <= most(STUDIES, 0.05), "{models} {benchmarks}: {missed}");
    }
}
