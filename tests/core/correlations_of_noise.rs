//! How often benchmarks that have nothing to do with the votes are told from chance, in numbers and in
//! sentences, and how often those that have much are. Seeds are fixed; bounds are binomial.

use std::fmt::Write;

use mindgap::gap::correlation::statistics::Panel;
use mindgap::gap::correlation::{Correlation, correlations};
use mindgap::gap::options::GapOptions;
use mindgap::gap::power::power;
use mindgap::gap::reading;
use mindgap::gap::tested::{Ranked, Tested};
use mindgap::regress::reading::Target;
use mindgap::scores::{ReadOptions, Scores, read};
use mindgap::stats::interval::Interval;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::normal_quantile;

use crate::models_as_sample::most;

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// Scores that have something to do with ratings, or nothing; with ties where `levels` are few.
fn scores(stream: &mut Stream, ratings: &[f64], correlation: f64, levels: f64) -> Vec<f64> {
    let rest = (1.0 - correlation * correlation).sqrt();
    let mut score = |r: &f64| correlation * r + rest * normal(stream);
    ratings.iter().map(|r| (score(r) * levels).round() / levels + 9.0).collect()
}

#[test]
fn permutation_p_values_keep_their_size_with_ties() {
    for (models, lists) in [(5, 40), (6, 40), (9, 4), (12, 10)] {
        for levels in [0.8, 1_000.0] {
            let mut stream = Stream::new(21, Domain::Simulation, models, levels as u32);
            let (mut told, mut tests) = ([0; 3], [0; 3]);
            for seed in 0..lists {
                let ratings: Vec<f64> = (0..models).map(|_| normal(&mut stream)).collect();
                let columns: Vec<Vec<f64>> =
                    (0..25).map(|_| scores(&mut stream, &ratings, 0.0, levels)).collect();
                for p in Panel::new(&columns).p_values(&ratings, seed) {
                    for (k, p) in p.into_iter().enumerate() {
                        tests[k] += u32::from(p.is_some());
                        told[k] += u32::from(p.is_some_and(|p| p <= 0.05));
                    }
                }
            }
            for (told, tests) in told.into_iter().zip(tests) {
                assert!(told <= most(tests, 0.05), "{models} models: {told} of {tests}");
                // Two of 120 orders are below 5 % at five models, one twentieth nearly beyond.
                assert!(models < 6 || levels < 1.0 || 100 * told > tests, "{models}: {told}");
            }
        }
    }
}

/// A board of so many models, and a table with some columns on them.
fn study(models: u32, benchmarks: u32, correlation: f64, seed: u64) -> (Ranked, Scores) {
    let mut stream = Stream::new(seed, Domain::Simulation, models, benchmarks);
    let mut ratings: Vec<f64> = (0..models).map(|_| normal(&mut stream)).collect();
    ratings.sort_by(|a, b| b.total_cmp(a));
    let columns: Vec<Vec<f64>> =
        (0..benchmarks).map(|_| scores(&mut stream, &ratings, correlation, 10.0)).collect();
    let mut csv = String::from("model");
    for k in 0..benchmarks {
        write!(csv, ",b{k}").unwrap();
    }
    for m in 0..models as usize {
        write!(csv, "\nm{m}").unwrap();
        for column in &columns {
            write!(csv, ",{}", column[m]).unwrap();
        }
    }
    let ranked = Ranked {
        models: (0..models).map(|m| format!("m{m}")).collect(),
        intervals: ratings.iter().map(|&r| Interval::around(r, 0.2)).collect(),
        errors: vec![0.1; models as usize],
        win_rates: ratings.iter().map(|r| 0.5 + r / 20.0).collect(),
        samples: Vec::new(),
        lost: 0,
        ratings,
    };
    (ranked, read(csv.as_bytes(), &ReadOptions::default()).unwrap())
}

/// Correlations, and the sentences about them and about top lists.
fn analyse((ranked, scores): &(Ranked, Scores)) -> (Vec<Correlation>, String, String) {
    let settings = GapOptions::default().resolve().unwrap();
    let tested = Tested::new(ranked, scores, &settings).unwrap();
    let rows = correlations(&tested, ranked, scores, &settings);
    let power = power(ranked.models.len(), 1.0, 0.05, 0.8, 0.9, 1);
    let text = reading::correlations::sentences(&rows, &ranked.ratings, &power).join(" ");
    let lists = reading::top_k::sentences(&rows, 0.05, Target::Votes).join(" ");
    (rows, text, lists)
}

#[test]
fn of_noise_little_is_told_from_chance() {
    const STUDIES: u32 = 300;
    let mut told = [0; 3];
    for seed in 0..STUDIES.into() {
        let (rows, text, lists) = analyse(&study(6, 14, 0.0, seed));
        let any = rows.iter().any(|row| row.kendall.unwrap().tested.p_adjusted < 0.05);
        told[0] += u32::from(any);
        told[1] += u32::from(text.contains("Told from zero"));
        told[2] += u32::from(rows.iter().any(|row| row.top_k.p_adjusted < 0.05));
        // Sentences say what the numbers say, no more.
        assert_eq!(text.contains("Told from zero"), any, "{text}");
        assert_eq!(text.starts_with("None of 14"), !any, "{text}");
        let near = rows.iter().any(|row| row.top_k.p_adjusted < 0.05);
        assert_eq!(lists.starts_with("None of 14"), !near, "{lists}");
    }
    for told in told {
        assert!(told <= most(STUDIES, 0.05), "{told} of {STUDIES}");
    }
}

#[test]
fn what_goes_with_the_votes_is_told() {
    let mut told = [0; 2];
    for seed in 0..40 {
        let (rows, text, lists) = analyse(&study(12, 1, 0.95, seed));
        assert_eq!(rows.len(), 1);
        told[0] += u32::from(text.contains("τ) can be told from zero"));
        told[1] += u32::from(rows[0].top_k.p < 0.05 && !lists.is_empty());
    }
    assert!(told[0] >= 38 && told[1] >= 20, "{told:?}");
}

#[test]
fn four_models_and_fewer_tell_nothing_and_say_so() {
    for models in [3, 4] {
        for correlation in [0.0, 1.0] {
            let (rows, text, _) = analyse(&study(models, 3, correlation, 1));
            assert!(rows.iter().all(|row| row.kendall.unwrap().tested.p > 0.08));
            assert!(text.starts_with("None of "), "{text}");
            let least = if models == 3 { "0.33" } else { "0.0833" };
            let expected = format!("no p-value can be below {least}.");
            assert!(text.ends_with(&expected), "{text}");
        }
    }
}
