//! Ratings by few judges: how often their intervals hold the truth, and what is refused.

use std::fmt::Write;

use mindgap::leaderboard::board::IntervalMethod;
use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::rating::{FitOptions, TieModel, fit, sandwich};
use mindgap::resample::Resampler;
use mindgap::simulate::Spec;
use mindgap::stats::philox::{Domain, Stream};
use mindgap::stats::special::normal_quantile;
use mindgap::votes::{JudgeCounts, Pair, PairCounts, ReadOptions, Votes, read};
use serde_json::{Value, json};

const RATINGS: [f64; 4] = [0.6, 0.2, -0.1, -0.7];

/// Votes that each of some judges casts.
fn equal(judges: usize) -> Vec<u32> {
    vec![60; judges]
}

/// The first judge casts most, the last ones a few.
fn unequal(judges: usize) -> Vec<u32> {
    (0..judges as u32).map(|judge| 12 + 120 / (judge + 1)).collect()
}

/// One study: judges with tastes of their own, every vote on one of the six pairs.
fn study(votes: &[u32], taste: f64, seed: u32) -> (PairCounts, JudgeCounts) {
    let spec = Spec { nu: 0.55, ..Spec::paper() };
    let mut stream = Stream::new(17, Domain::Simulation, seed, 1);
    let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
    let mut cells = [0_u64; 18];
    let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
    for &votes in votes {
        let own = RATINGS.map(|rating| rating + taste * normal_quantile(stream.unit().max(1e-300)));
        let mut counts = [0_u32; 18];
        for _ in 0..votes {
            let pair = stream.below(6) as usize;
            let (i, j): (usize, usize) = pairs[pair];
            let [first, second, _] = spec.outcome(own[i] - own[j]);
            let drawn = stream.unit();
            counts
                [3 * pair + usize::from(drawn >= first) + usize::from(drawn >= first + second)] +=
                1;
        }
        for (cell, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            cells[cell] += u64::from(count);
            judges.cells.push(cell as u32);
            judges.counts.push(count);
        }
        judges.offsets.push(judges.cells.len() as u32);
    }
    let pairs = pairs.map(|(i, j)| Pair { i: i as u32, j: j as u32, wins: 0, losses: 0, ties: 0 });
    (PairCounts { models: 4, pairs: pairs.into() }.with_cells(&cells), judges)
}

/// Ratings that infinitely many judges would give: the expected counts, fitted.
fn truth(taste: f64, ties: TieModel) -> Vec<f64> {
    let spec = Spec { nu: 0.55, ..Spec::paper() };
    let mut pairs = vec![];
    for (i, first) in RATINGS.iter().enumerate() {
        for (j, second) in RATINGS.iter().enumerate().skip(i + 1) {
            let mut mean = [0.0; 3];
            for step in 1..400 {
                let z = normal_quantile(f64::from(step) / 400.0) * taste * 2.0_f64.sqrt();
                let p = spec.outcome(first - second + z);
                (0..3).for_each(|k| mean[k] += p[k] * 1e9);
            }
            let [wins, losses, ties] = mean.map(|mean| mean as u64);
            pairs.push(Pair { i: i as u32, j: j as u32, wins, losses, ties });
        }
    }
    fit(&PairCounts { models: 4, pairs }, &FitOptions { ties, prior: 0.0 }).unwrap().ratings
}

/// Shares of studies in which a difference's interval holds the truth: as shown, and as errors
/// without regard to how few judges there are (normal, CR0) would have it.
fn coverage(votes: &[u32], taste: f64, ties: TieModel, studies: u32) -> (f64, f64) {
    let truth = truth(taste, ties);
    let (mut shown, mut plain, mut done) = (0, 0, 0);
    for seed in 0..studies {
        let (counts, judges) = study(votes, taste, seed);
        let Ok(fitted) = fit(&counts, &FitOptions { ties, prior: 0.0 }) else { continue };
        let errors = sandwich(&counts, Some(&judges), &fitted);
        let (i, j) = [(0, 1), (2, 3), (0, 3)][seed as usize % 3];
        let apart = (fitted.ratings[i] - fitted.ratings[j] - truth[i] + truth[j]).abs();
        shown += u32::from(apart <= errors.difference_reach(i, j, 0.95));
        plain += u32::from(apart <= 1.959_964 * unadjusted(&counts, &judges, &fitted, i, j));
        done += 1;
    }
    assert!(done * 100 > studies * 99, "{done} of {studies} have ratings");
    (f64::from(shown) / f64::from(done), f64::from(plain) / f64::from(done))
}

/// CR0 of a difference, from the influences of votes.
fn unadjusted(
    counts: &PairCounts,
    judges: &JudgeCounts,
    fitted: &mindgap::rating::Fit,
    i: usize,
    j: usize,
) -> f64 {
    let influence = mindgap::rating::Influence::new(counts, fitted);
    let of = |(cell, n): (u32, u32)| {
        let cell = cell as usize;
        f64::from(n) * (influence.of(cell, i) - influence.of(cell, j))
    };
    let square = |judge: usize| judges.of(judge).map(of).sum::<f64>().powi(2);
    (0..judges.judges()).map(square).sum::<f64>().sqrt()
}

#[test]
fn few_judges_intervals_hold_the_truth() {
    let spreads: [fn(usize) -> Vec<u32>; 2] = [equal, unequal];
    for judges in [3, 5, 10, 20, 50] {
        for (spread, of) in spreads.iter().zip(["equal", "unequal"]) {
            for taste in [0.0, 0.5] {
                let studies = if judges < 50 { 2000 } else { 1000 };
                let (shown, plain) = coverage(&spread(judges), taste, TieModel::Half, studies);
                assert!((0.93..=0.97).contains(&shown), "{judges} {of}, taste {taste}: {shown}");
                if judges <= 5 {
                    assert!(
                        plain < 0.9,
                        "{judges} {of}, taste {taste}: {plain} is no fault to mend"
                    );
                }
            }
        }
    }
}

#[test]
fn tie_models_have_such_intervals_too() {
    for ties in [TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
        for judges in [4, 12] {
            let (shown, _) = coverage(&unequal(judges), 0.5, ties, 1000);
            assert!((0.93..=0.97).contains(&shown), "{ties:?}, {judges} judges: {shown}");
        }
    }
}

/// Judges of the study as a file: so many votes each.
fn file(votes: &[u32], more: &str) -> Votes {
    let (counts, judges) = study(votes, 0.5, 1);
    let mut csv = String::from("model_a,model_b,winner,judge,count\n");
    for judge in 0..judges.judges() {
        for (cell, count) in judges.of(judge) {
            let pair = &counts.pairs[cell as usize / 3];
            let winner = ["model_a", "model_b", "tie"][cell as usize % 3];
            writeln!(csv, "m{},m{},{winner},j{judge},{count}", pair.i, pair.j).unwrap();
        }
    }
    read((csv + more).as_bytes(), ReadOptions::default()).unwrap()
}

fn ranking(votes: &Votes, options: Value) -> Result<Ranking, mindgap::Error> {
    let options: RankOptions = serde_json::from_value(options).unwrap();
    Ranking::new(votes, options.resolve(|| 1)?)
}

fn by_judge(ties: &str) -> Value {
    json!({"ties": ties, "bootstrap": {"unit": "judge", "replicates": 200, "seed": 1}})
}

#[test]
fn fewer_than_three_judges_are_refused() {
    for (judges, words) in [(1, "1 judge cast"), (2, "2 judges cast")] {
        let votes = file(&vec![200; judges], "");
        for ties in ["half", "drop", "davidson", "rao-kupper"] {
            let error = ranking(&votes, by_judge(ties)).err().unwrap();
            assert_eq!(error.code(), "too-few-judges");
            assert!(error.to_string().starts_with(words), "{error}");
        }
        // As votes they are as good as any.
        assert!(ranking(&votes, json!({})).is_ok());
    }
    // Who cast nothing but ties is nobody where ties are dropped.
    let votes = file(&[200, 200], "m0,m1,tie,j9,7\n");
    assert!(ranking(&votes, by_judge("half")).is_ok());
    assert_eq!(ranking(&votes, by_judge("drop")).err().unwrap().code(), "too-few-judges");
}

#[test]
fn what_a_board_says_of_its_judges() {
    let warned = |votes: &[u32]| {
        let votes = file(votes, "");
        let ranking = ranking(&votes, by_judge("half")).unwrap();
        let first = ranking.board();
        assert_eq!(first.interval_method, IntervalMethod::T);
        let plan = ranking.plan();
        let samples = Resampler::new(plan).unwrap().run(0..200);
        let last =
            ranking.finish(&samples.ratings, &samples.status, &samples.orders).unwrap().board;
        if last.interval_method == IntervalMethod::T {
            for (first, last) in first.models.iter().zip(&last.models) {
                assert_eq!(first.interval, last.interval);
            }
        }
        (first.warnings, last.interval_method, last.warnings)
    };
    let (first, method, last) = warned(&[150; 4]);
    assert_eq!(
        first,
        [
            "Only 4 judges: how much judges differ is hardly known, so intervals are wide and little can be told apart."
        ]
    );
    assert_eq!((method, last.len()), (IntervalMethod::T, 2));
    assert_eq!(
        last[1],
        "Intervals are not quantiles of resampled judges, because there are 4 judges, and below 50 they are too narrow; they are Student's t of errors clustered by judge."
    );
    let (first, method, last) = warned(&[40; 49]);
    assert_eq!((first.len(), method, last.len()), (0, IntervalMethod::T, 1));
    let (first, method, last) = warned(&[40; 60]);
    assert_eq!((first.len(), method, last.len()), (0, IntervalMethod::Percentile, 0));
    // Sixty judges, of whom three cast most votes.
    let few: Vec<u32> = (0..60).map(|judge| if judge < 3 { 800 } else { 4 }).collect();
    let (_, method, last) = warned(&few);
    assert_eq!(method, IntervalMethod::T);
    assert!(last[0].contains("a few of the 60 judges cast most of the votes"), "{last:?}");
    // Votes as the unit have none of this.
    let board = ranking(&file(&[150; 4], ""), json!({})).unwrap().board();
    assert_eq!((board.interval_method, board.warnings.len()), (IntervalMethod::Normal, 0));
}

#[test]
fn votes_of_a_fit_are_those_that_entered() {
    let board = |ties| ranking(&file(&[300; 3], ""), json!({"ties": ties})).unwrap().board();
    let (half, drop) = (board("half"), board("drop"));
    let ties: u64 = half.models.iter().map(|model| model.ties).sum::<u64>() / 2;
    assert!(ties > 0);
    assert_eq!((half.fit.votes, drop.fit.votes), (900, 900 - ties));
}

#[test]
fn errors_of_tie_parameters_are_robust() {
    let golden: Value = serde_json::from_str(include_str!("../golden/tie_errors.json")).unwrap();
    let votes = read(include_bytes!("../golden/votes_small.csv"), ReadOptions::default()).unwrap();
    let close = |found: f64, expected: &Value| {
        let expected = expected.as_f64().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} is not {expected}");
    };
    for (ties, name) in [("davidson", "davidson"), ("rao-kupper", "rao_kupper")] {
        for (unit, of) in [("vote", "votes"), ("judge", "judges")] {
            let options = json!({"ties": ties, "bootstrap": {"unit": unit, "replicates": 0}});
            let board = ranking(&votes, options).unwrap().board();
            let tie = board.fit.tie_parameter.unwrap();
            close(tie.log, &golden[name]["log"]);
            close(tie.log_se, &golden[name][of]);
            let compared = board.tie_models.unwrap();
            close(compared.davidson.log_se, &golden["davidson"][of]);
            close(compared.rao_kupper.log_se, &golden["rao_kupper"][of]);
        }
    }
}
