//! What the first sentences of a gap say: that benchmarks predict where they do, and not of noise.

use std::fmt::Write;

use mindgap::gap::analysis::{Gap, gap};
use mindgap::gap::options::GapOptions;
use mindgap::gap::tested::Ranked;
use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::regress::ballots::Ballots;
use mindgap::scores::ReadOptions as ScoreOptions;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::{expit, normal_quantile};
use mindgap::votes::{ReadOptions, Where, read};

fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// A study of so many models, 100 votes a pair, and benchmarks that correlate with their ratings.
fn study(models: u32, benchmarks: u32, correlation: f64, seed: u64) -> Gap {
    let mut stream = Stream::new(seed, Domain::Simulation, models, benchmarks);
    let truth: Vec<f64> = (0..models).map(|_| normal(&mut stream)).collect();
    let mut votes = String::from("model_a,model_b,winner\n");
    for a in 0..models as usize {
        for b in 0..a {
            for shown in 0..100 {
                let (first, second) = if shown % 2 == 0 { (a, b) } else { (b, a) };
                let won = stream.unit() < expit(0.7 * (truth[first] - truth[second]));
                let winner = if won { "model_a" } else { "model_b" };
                writeln!(votes, "m{first},m{second},{winner}").unwrap();
            }
        }
    }
    let rest = (1.0 - correlation * correlation).sqrt();
    let mut table = String::from("model");
    (0..benchmarks).for_each(|k| write!(table, ",b{k}").unwrap());
    for (m, rating) in truth.iter().enumerate() {
        write!(table, "\nm{m}").unwrap();
        for _ in 0..benchmarks {
            let score = 60.0 + 8.0 * (correlation * rating + rest * normal(&mut stream));
            write!(table, ",{score:.3}").unwrap();
        }
    }
    let votes = read(votes.as_bytes(), ReadOptions::default()).unwrap();
    let scores = mindgap::scores::read(table.as_bytes(), &ScoreOptions::default()).unwrap();
    let ballots = Ballots::extract(&votes, &Where::default(), &[], true).unwrap();
    let options: RankOptions = serde_json::from_value(serde_json::json!({})).unwrap();
    let board = Ranking::new(&votes, options.resolve(|| 1).unwrap()).unwrap().board();
    let ranked = Ranked {
        models: board.models.iter().map(|m| m.name.clone()).collect(),
        ratings: board.models.iter().map(|m| m.rating).collect(),
        intervals: board.models.iter().map(|m| m.interval).collect(),
        errors: board.models.iter().map(|m| m.se).collect(),
        win_rates: board.models.iter().map(|m| m.win_rate).collect(),
        samples: Vec::new(),
        lost: 0,
    };
    gap(&ballots, &ranked, &scores, GapOptions::default().resolve().unwrap()).unwrap()
}

fn says_predict(gap: &Gap) -> bool {
    gap.readings.answer.iter().any(|sentence| sentence.contains("predict"))
}

#[test]
fn benchmarks_that_predict_are_said_to_and_noise_is_not() {
    for seed in 0..4 {
        let effect = study(9, 1, 0.97, seed);
        assert!(says_predict(&effect), "{:?}", effect.readings.answer);
        assert!(effect.readings.answer[0].starts_with("Of "), "{:?}", effect.readings.answer);
    }
    // One verdict at 5 %: more than three of twelve have a probability of 0.2 %.
    let noise = (0..12).filter(|&seed| says_predict(&study(6, 3, 0.0, seed))).count();
    assert!(noise <= 3, "{noise} of 12");
}

#[test]
fn two_tests_have_one_verdict() {
    let mut disagreed = 0;
    for seed in 0..20 {
        let found = study(6, 3, 0.4, seed);
        let fit = found.mixed.as_ref().or(found.logistic.as_ref()).unwrap();
        let p = fit.permutation.as_ref().unwrap().p;
        let q = found.global.as_ref().unwrap().q.p;
        let text = found.readings.answer.join(" ");
        let verdicts = text.matches("At 5 %").count() + text.matches(", at 5 %").count();
        assert_eq!(verdicts, 1, "{text}");
        assert_eq!(says_predict(&found), p < 0.05, "{p}, {q}: {text}");
        let other = (p < 0.05) != (q < 0.05);
        assert_eq!(text.contains("the verdict is the first test's"), other, "{p}, {q}: {text}");
        disagreed += u32::from(other);
    }
    assert!(disagreed > 0, "no seed where the two disagree");
}

#[test]
fn more_benchmarks_than_models_are_asked_as_a_whole_first() {
    let found = study(5, 8, 0.0, 1);
    assert!(found.selection.arbitrary);
    let answer = &found.readings.answer;
    assert!(answer[0].starts_with("All 8 benchmarks as they are, none selected"), "{answer:?}");
    assert!(found.readings.selection.last().unwrap().contains("better not to select"));
}

#[test]
fn no_claim_is_made_on_an_arbitrary_selection() {
    let mut low = 0;
    for seed in 0..30 {
        let found = study(5, 8, 0.0, seed);
        let fit = found.mixed.as_ref().or(found.logistic.as_ref()).unwrap();
        if fit.permutation.as_ref().unwrap().p >= 0.05 {
            continue;
        }
        low += 1;
        let text = [found.readings.selected.clone(), fit.reading.clone()].concat().join(" ");
        assert!(text.contains("is arbitrary: nothing follows"), "{text}");
        assert!(!text.contains("predict") && !text.contains(": better"), "{text}");
    }
    assert!(low > 0, "no seed with a low p");
}

#[test]
fn nothing_is_said_twice() {
    for (models, benchmarks, correlation) in [(3, 1, 0.0), (4, 3, 0.5), (6, 3, 0.9), (5, 8, 0.0)] {
        let readings = study(models, benchmarks, correlation, 2).readings;
        let mut all: Vec<String> = [
            readings.answer,
            readings.alone,
            readings.selected,
            readings.correlations,
            readings.top_k,
            readings.components,
            readings.selection,
            readings.votes,
            readings.power,
        ]
        .concat();
        let n = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), n, "{all:#?}");
        assert!(all.iter().all(|s| !s.contains("NaN") && !s.contains("inf ")), "{all:#?}");
    }
}
