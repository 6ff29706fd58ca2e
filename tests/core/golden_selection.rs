//! The order-free selection against its reference (calibration.json), and against itself in a hundred
//! orders of rows and columns.

use std::fmt::Write;

use mindgap::gap::options::GapOptions;
use mindgap::gap::selection::{Selection, select};
use mindgap::gap::tested::{Ranked, Tested};
use mindgap::leaderboard::{RankOptions, Ranking};
use mindgap::regress::ballots::Ballots;
use mindgap::scores::{ReadOptions as ScoreOptions, Scores};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{ReadOptions, Where, read};
use serde_json::{Value, json};

use crate::golden_gap::{close, json as golden, number, numbers};

/// The pilot's votes, and the rows of the paper's Table 1 in these orders.
fn pilot(golden: &Value, models: &[usize], columns: &[usize]) -> (String, String) {
    let data = &golden["data"];
    let mut votes = String::from("model_a,model_b,wins,losses,ties\n");
    for row in data["votes"].as_array().unwrap() {
        let cells: Vec<String> =
            row.as_array().unwrap().iter().map(|c| c.to_string().replace('"', "")).collect();
        writeln!(votes, "{}", cells.join(",")).unwrap();
    }
    let names: Vec<&str> =
        data["models"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
    let benchmarks: Vec<(&String, Vec<f64>)> =
        data["benchmarks"].as_object().unwrap().iter().map(|(k, v)| (k, numbers(v))).collect();
    let mut scores = String::from("model");
    for &k in columns {
        write!(scores, ",{}", benchmarks[k].0).unwrap();
    }
    for &m in models {
        write!(scores, "\n{}", names[m]).unwrap();
        for &k in columns {
            write!(scores, ",{}", benchmarks[k].1[m]).unwrap();
        }
    }
    (votes, scores)
}

fn selected(votes: &str, scores: &str, options: Value) -> Selection {
    let votes = read(votes.as_bytes(), ReadOptions::default()).unwrap();
    let options_of_rank: RankOptions =
        serde_json::from_value(json!({"bootstrap": {"replicates": 0}})).unwrap();
    let board = Ranking::new(&votes, options_of_rank.resolve(|| 1).unwrap()).unwrap().board();
    let ranked = Ranked {
        models: board.models.iter().map(|m| m.name.clone()).collect(),
        ratings: board.models.iter().map(|m| m.rating).collect(),
        intervals: board.models.iter().map(|m| m.interval).collect(),
        errors: board.models.iter().map(|m| m.se).collect(),
        win_rates: board.models.iter().map(|m| m.win_rate).collect(),
        samples: Vec::new(),
        lost: 0,
    };
    let ballots = Ballots::extract(&votes, &Where::default(), &[], true).unwrap();
    let scores: Scores =
        mindgap::scores::read(scores.as_bytes(), &ScoreOptions::default()).unwrap();
    for benchmark in &scores.benchmarks {
        assert_eq!(
            benchmark.direction == mindgap::scores::Direction::Lower,
            benchmark.name == "ASR",
            "{}",
            benchmark.because
        );
    }
    let settings = serde_json::from_value::<GapOptions>(options).unwrap().resolve().unwrap();
    let tested = Tested::new(&ranked, &scores, &settings).unwrap();
    select(&ballots, &tested, &scores, &settings).selection
}

fn kept(selection: &Selection) -> Vec<&str> {
    let mut names: Vec<&str> = selection.kept.iter().map(|kept| kept.name.as_str()).collect();
    names.sort_unstable();
    names
}

#[test]
fn selection_and_its_stability_are_the_references() {
    let golden = &golden("calibration.json")["pilot"];
    let (votes, scores) = pilot(golden, &[0, 1, 2, 3, 4], &(0..14).collect::<Vec<_>>());
    let selection = selected(&votes, &scores, json!({"mergeAbove": 1}));
    let reference = &golden["selection"];
    assert_eq!((selection.cap as f64 - number(&reference["cap"])).to_bits(), 0);
    let names: Vec<&str> =
        reference["kept"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
    assert_eq!(kept(&selection), names);
    for (name, factor) in names.iter().zip(numbers(&reference["inflation"])) {
        let found = selection.kept.iter().find(|kept| kept.name == *name).unwrap();
        close(found.inflation, factor, 1e-9, name);
    }
    let dropped = reference["dropped"].as_array().unwrap();
    assert_eq!(selection.dropped.len(), dropped.len());
    for (gone, reference) in selection.dropped.iter().zip(dropped) {
        assert_eq!(gone.name, reference["name"].as_str().unwrap());
        assert_eq!(gone.inflation.is_some(), reference["inflation"].is_f64(), "{}", gone.name);
        if let Some(factor) = gone.inflation {
            close(factor, number(&reference["inflation"]), 1e-9, &gone.name);
        }
    }
    // How often each is kept without one of the models.
    let stability = selection.stability.unwrap();
    let without = golden["selection_leave_one_out"].as_object().unwrap();
    assert_eq!((stability.models, stability.same), (without.len(), 0));
    for times in &stability.columns {
        let kept = |set: &&Value| set.as_array().unwrap().iter().any(|k| *k == *times.name);
        assert_eq!(times.kept, without.values().filter(kept).count(), "{}", times.name);
    }
    assert_eq!(stability.columns.iter().map(|times| times.kept).sum::<usize>(), 10);
    assert!(selection.arbitrary);
}

#[test]
fn no_order_of_rows_or_columns_has_a_say() {
    let golden = &golden("calibration.json")["pilot"];
    let mut stream = Stream::new(5, Domain::Simulation, 0, 0);
    let mut shuffled = |n: usize| {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last, stream.below(last as u32 + 1) as usize);
        }
        order
    };
    let mut first: Option<Selection> = None;
    for round in 0..100 {
        let (models, columns) = (shuffled(5), shuffled(14));
        let (votes, scores) = pilot(golden, &models, &columns);
        // With and without merging, by turns.
        if round == 50 {
            first = None;
        }
        let options = if round < 50 { json!({}) } else { json!({"mergeAbove": 1}) };
        let found = selected(&votes, &scores, options);
        let expected = first.get_or_insert_with(|| found.clone());
        assert_eq!(kept(&found), kept(expected));
        let gone = |s: &Selection| s.dropped.iter().map(|g| g.name.clone()).collect::<Vec<_>>();
        assert_eq!(gone(&found), gone(expected));
        let merged = |s: &Selection| s.merged.iter().map(|m| m.members.clone()).collect::<Vec<_>>();
        assert_eq!(merged(&found), merged(expected));
        assert_eq!(round < 50, !found.merged.is_empty());
        let times = |s: &Selection| {
            let mut columns = s.stability.clone().unwrap().columns;
            columns.sort_by(|a, b| a.name.cmp(&b.name));
            columns
        };
        assert_eq!(times(&found), times(expected));
    }
}
