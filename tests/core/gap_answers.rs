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

/// Ratings of so many models, and 100 votes a pair by them.
fn votes(models: u32, stream: &mut Stream) -> (Vec<f64>, String) {
    let truth: Vec<f64> = (0..models).map(|_| normal(stream)).collect();
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
    (truth, votes)
}

/// A study of so many models with benchmarks that correlate with their ratings.
fn study(models: u32, benchmarks: u32, correlation: f64, seed: u64) -> Gap {
    let mut stream = Stream::new(seed, Domain::Simulation, models, benchmarks);
    let (truth, votes) = votes(models, &mut stream);
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
    analysed(&votes, &table, GapOptions::default())
}

fn analysed(votes: &str, table: &str, options: GapOptions) -> Gap {
    let votes = read(votes.as_bytes(), ReadOptions::default()).unwrap();
    let scores = mindgap::scores::read(table.as_bytes(), &ScoreOptions::default()).unwrap();
    let ballots = Ballots::extract(&votes, &Where::default(), &[], true).unwrap();
    let rank: RankOptions = serde_json::from_value(serde_json::json!({})).unwrap();
    let board = Ranking::new(&votes, rank.resolve(|| 1).unwrap()).unwrap().board();
    let ranked = Ranked {
        models: board.models.iter().map(|m| m.name.clone()).collect(),
        ratings: board.models.iter().map(|m| m.rating).collect(),
        intervals: board.models.iter().map(|m| m.interval).collect(),
        errors: board.models.iter().map(|m| m.se).collect(),
        win_rates: board.models.iter().map(|m| m.win_rate).collect(),
        samples: Vec::new(),
        lost: 0,
    };
    gap(&ballots, &ranked, &scores, options.resolve().unwrap()).unwrap()
}

/// A column of scores for models m0, m1, ….
fn table(columns: &[&[f64]]) -> String {
    let mut table = String::from("model");
    (0..columns.len()).for_each(|k| write!(table, ",b{k}").unwrap());
    for m in 0..columns[0].len() {
        write!(table, "\nm{m}").unwrap();
        for column in columns {
            write!(table, ",{}", column[m]).unwrap();
        }
    }
    table
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

/// As many models as asked for, m0 the best by its votes.
fn in_order(models: u32) -> String {
    let mut votes = String::from("model_a,model_b,wins,losses\n");
    for a in 0..models {
        for b in a + 1..models {
            writeln!(votes, "m{a},m{b},{},{}", 60 + 3 * (b - a), 40 - 3 * (b - a)).unwrap();
        }
    }
    votes
}

#[test]
fn benchmarks_against_the_votes_are_said_to_be() {
    let (up, down) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    let says = |columns: &[&[f64]]| {
        analysed(
            &in_order(6),
            &table(columns),
            GapOptions { merge_above: Some(1.0), ..GapOptions::default() },
        )
        .readings
    };
    let one = says(&[&up]).answer;
    let round = "which models are preferred, at 5 %, but the other way round: models that score better are preferred less.";
    assert!(one[0].ends_with(&format!("So the benchmark predicts {round}")), "{one:?}");
    assert!(says(&[&down]).answer[0].ends_with("which models are preferred, at 5 %."));
    // None selected: so many that the whole table has the verdict.
    let mut stream = Stream::new(1, Domain::Simulation, 6, 8);
    let many: Vec<Vec<f64>> =
        (0..8).map(|_| up.iter().map(|x| x + normal(&mut stream)).collect()).collect();
    let many: Vec<&[f64]> = many.iter().map(Vec::as_slice).collect();
    let all = says(&many);
    assert!(
        all.answer[0].contains("but the other way round: models that score better in b"),
        "{all:?}"
    );
    assert!(all.alone[0].contains(" (the other way round)"), "{all:?}");
    let mut some = many.clone();
    some[2] = &down;
    let some = says(&some).answer;
    assert!(some[0].contains("So together they predict"), "{some:?}");
    assert!(
        some[0].contains(" the other way round.") && !some[0].contains("preferred less"),
        "{some:?}"
    );
}

#[test]
fn every_sentence_has_the_level_asked_for() {
    let scores = table(&[&[6.0, 5.0, 4.0, 3.0, 2.0, 1.0], &[3.0, 6.0, 1.0, 4.0, 2.0, 5.0]]);
    let at = |level: f64| {
        let options = GapOptions { level: Some(level), ..GapOptions::default() };
        let found = analysed(&in_order(6), &scores, options);
        (found.power.alpha, serde_json::to_string(&found.readings).unwrap())
    };
    for (level, alpha, said, alphas) in [
        (
            0.9,
            0.1,
            "90 %",
            ["at 10 % after correction", "from zero at 10 % where", "than chance at 10 %"],
        ),
        (
            0.999,
            0.001,
            "99.9 %",
            ["at 0.1 % after correction", "from zero at 0.1 %,", "than chance at 0.1 %"],
        ),
    ] {
        let (found, text) = at(level);
        assert!((found - alpha).abs() < 1e-15, "{found}");
        assert!(text.contains(said), "{text}");
        for alpha in alphas {
            assert!(text.contains(alpha), "{alpha}: {text}");
        }
        for other in ["at 5 %", "0.05", "a 95 %", "100 % interval"] {
            assert!(!text.contains(other), "{other}: {text}");
        }
    }
    assert!(at(0.95).1.contains("Told from zero: b0"));
    assert!(!at(0.999).1.contains("Told from zero"));
}

#[test]
fn a_fit_without_benchmarks_is_not_held_against_itself() {
    let found = analysed(&in_order(6), &table(&[&[1.0; 6]]), GapOptions::default());
    let text = found.readings.answer.join(" ");
    assert!(text.contains("No benchmark is left to compare with the votes."), "{text}");
    assert!(!text.contains("the same fit") && !text.contains("better"), "{text}");
}

#[test]
fn what_is_explained_above_the_ceiling_is_noise() {
    let (mut above, mut below) = (0, 0);
    for seed in 0..12 {
        // Ten votes a pair that know no better model.
        let mut stream = Stream::new(seed, Domain::Simulation, 5, 1);
        let mut votes = String::from("model_a,model_b,wins,losses\n");
        for (a, b) in (0..5).flat_map(|a| (a + 1..5).map(move |b| (a, b))) {
            let wins = (0..10).filter(|_| stream.unit() < 0.5).count();
            writeln!(votes, "m{a},m{b},{wins},{}", 10 - wins).unwrap();
        }
        let scores: Vec<f64> = (0..5).map(|_| normal(&mut stream)).collect();
        let found = analysed(&votes, &table(&[&scores]), GapOptions::default());
        let Some(r2) = found.mixed.as_ref().and_then(|fit| fit.r2) else { continue };
        let text = found.readings.answer.join(" ");
        let ceiling = r2.ceiling.unwrap();
        let said = text.contains(" % (what is above that is the votes' noise), one unrelated");
        // As far as the digits show it.
        if (r2.marginal - ceiling).abs() > 0.011 {
            assert_eq!(said, r2.marginal > ceiling, "{text}");
            above += u32::from(said);
            below += u32::from(!said);
        }
    }
    assert!(above > 0 && below > 0, "{above} {below}");
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
